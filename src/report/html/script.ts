/** Before anything is drawn: what is folded later need not be laid out first. */
export const FIRST_SCRIPT = 'document.documentElement.classList.add("js");';

/** What the page does by itself: it works without, with everything unfolded. */
export const SCRIPT = `
const table = document.getElementById("findings");
if (table) {
  const rows = [...table.querySelectorAll("tbody")].map((body) => ({
    body,
    text: body.textContent.toLowerCase(),
    severity: body.dataset.severity,
    fixed: body.dataset.fixed === "true",
    keys: [...body.rows[0].cells].map((cell) => cell.dataset.key ?? cell.textContent.trim()),
  }));
  const search = document.getElementById("search");
  const onlyFixed = document.getElementById("only-fixed");
  const boxes = [...document.querySelectorAll("input[data-severity]")];
  const count = document.getElementById("count");
  const show = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.severity));
    let shown = 0;
    for (const row of rows) {
      const fits = severities.has(row.severity) && (!onlyFixed.checked || row.fixed) &&
        words.every((word) => row.text.includes(word));
      row.body.hidden = !fits;
      if (fits) shown++;
    }
    count.textContent = shown === rows.length ? String(shown) : shown + " of " + rows.length;
    document.getElementById("nothing").hidden = shown > 0;
  };
  for (const box of boxes) box.addEventListener("change", show);
  onlyFixed.addEventListener("change", show);
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    if (rows.length < 1000) show();
    else waiting = setTimeout(show, 150);
  });
  const unfold = (button, open) => {
    button.setAttribute("aria-expanded", String(open));
    button.closest("tbody").classList.toggle("open", open);
  };
  table.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const button = event.target.closest("tr.main")?.querySelector("button");
    if (button && !String(getSelection())) unfold(button, button.getAttribute("aria-expanded") !== "true");
  });
  for (const button of table.querySelectorAll("tbody button")) unfold(button, false);
  const heads = [...table.tHead.rows[0].cells];
  const order = new Intl.Collator("en", { numeric: true });
  for (const [index, head] of heads.entries()) {
    head.querySelector("button")?.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === (head.dataset.first ?? "ascending");
      const first = head.dataset.first === "descending" ? -1 : 1;
      const sign = down ? -first : first;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      rows.sort((a, b) => sign * order.compare(a.keys[index], b.keys[index]));
      table.append(...rows.map((row) => row.body));
    });
  }
  for (const link of document.querySelectorAll("button[data-search]")) {
    link.addEventListener("click", () => {
      search.value = link.dataset.search;
      show();
      document.getElementById("list").scrollIntoView();
    });
  }
  show();
}
`;

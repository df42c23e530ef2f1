/** Numbers as text, runs of them by their ends: `1-4 9`. A thousand pages of a file are mostly one run. */
export function formatRanges(numbers: readonly number[]): string {
  const parts: string[] = [];
  let start = 0;
  for (let i = 1; i <= numbers.length; i++) {
    const last = numbers[i - 1] ?? 0;
    if (numbers[i] === last + 1) continue;
    const first = numbers[start] ?? 0;
    parts.push(first === last ? `${first}` : `${first}-${last}`);
    start = i;
  }
  return parts.join(" ");
}

/** The numbers of a text that `formatRanges` wrote. */
export function* numbersIn(ranges: string): Generator<number> {
  for (const part of ranges.split(" ")) {
    if (part === "") continue;
    const [first = "", last = first] = part.split("-");
    for (let number = Number(first); number <= Number(last); number++) yield number;
  }
}

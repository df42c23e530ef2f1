/** A line of a requirements file that names a package. */
export interface RequirementLine {
  /** Of the file, from 1. */
  readonly line: number;
  /** Without its options and comments. */
  readonly text: string;
  /** Somebody works on it where it stands: `-e`. */
  readonly isEditable: boolean;
  /** As written: `sha256:…`. */
  readonly hashes: readonly string[];
  /** Who asked for it, as pip-compile and uv write it behind `# via`; absent where nothing says. */
  readonly via?: readonly string[];
}

/**
 * The lines of a requirements file that name packages; lines that end with a backslash go on in the next one. What
 * options of a line of their own say (`-r`, `--index-url`) is left out.
 *
 * Source: https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function parseRequirementsFile(text: string): RequirementLine[] {
  const found: { line: number; text: string; isEditable: boolean; hashes: string[]; via?: string[] }[] = [];
  let isVia = false;
  let pending: { line: number; parts: string[] } | undefined;
  for (const [i, raw] of `${text}\n`.split("\n").entries()) {
    const line = raw.trim();
    if (line.startsWith("#")) {
      const last = found.at(-1);
      const comment = line.slice(1).trim();
      if (comment === "via" || comment.startsWith("via ")) {
        isVia = true;
        if (last) last.via = comment === "via" ? [] : viaOf(comment.slice("via ".length));
      } else if (isVia && last?.via && comment !== "") last.via.push(comment);
      if (pending === undefined) continue;
    }
    const comment = line.startsWith("#") ? 0 : line.search(/\s#/);
    const bare = comment < 0 ? line : line.slice(0, comment).trim();
    pending ??= { line: i + 1, parts: [] };
    const goesOn = bare.endsWith("\\");
    pending.parts.push(goesOn ? bare.slice(0, -1).trim() : bare);
    if (goesOn) continue;
    const logical = pending.parts.join(" ").trim();
    const from = pending.line;
    pending = undefined;
    if (logical === "") {
      isVia = false;
      continue;
    }
    isVia = false;
    const [, editable = ""] = /^(?:-e|--editable)[ =]\s*(.*)$/.exec(logical) ?? [];
    if (logical.startsWith("-") && editable === "") continue;
    const whole = editable || logical;
    // Options stand behind a space; a name may have two signs in a row.
    const options = whole.search(/\s-{1,2}[A-Za-z]/);
    const hashes = [...whole.matchAll(/--hash[= ]\s*(\S+)/g)].map(([, hash = ""]) => hash);
    const entry: (typeof found)[number] = {
      line: from,
      text: (options < 0 ? whole : whole.slice(0, options)).trim(),
      isEditable: editable !== "",
      hashes,
    };
    const behind = comment < 0 ? "" : line.slice(comment).trim().slice(1).trim();
    if (behind.startsWith("via ")) entry.via = viaOf(behind.slice("via ".length));
    found.push(entry);
  }
  return found;
}

const viaOf = (text: string) =>
  text
    .split(", ")
    .map((name) => name.trim())
    .filter((name) => name !== "");

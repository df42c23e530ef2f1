/**
 * Sections of a record in pacman's database: `%NAME%` and its values, a line each, up to an empty one. Names come as
 * written, without the signs. A line outside a section is told to `onBrokenLine` (its number, from 1) and left out.
 *
 * Source: https://wiki.archlinux.org/title/Pacman, https://gitlab.archlinux.org/pacman/pacman (`lib/libalpm/be_local.c`)
 */
export function parseAlpmRecord(
  text: string,
  onBrokenLine: (lineNumber: number) => void,
): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let values: string[] | undefined;
  let lineNumber = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).trimEnd();
    at = end + 1;
    lineNumber++;
    if (line === "") values = undefined;
    else if (values) values.push(line);
    else if (/^%[A-Z0-9]{1,40}%$/.test(line)) {
      // Of two sections of one name the later one counts, as it does for pacman.
      values = [];
      sections.set(line.slice(1, -1), values);
    } else onBrokenLine(lineNumber);
  }
  return sections;
}

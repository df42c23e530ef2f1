/** The lines of a text without their ends, empty ones left out: one by one, as a file may have millions. */
export function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const next = newline < 0 ? text.length : newline;
    const end = text[next - 1] === "\r" ? next - 1 : next;
    if (end > at) yield text.slice(at, end);
    at = next + 1;
  }
}

/** Lines that are joined before they become many: as a text they take a tenth of the memory. */
const AT_ONCE = 10_000;

/** Makes one text of lines that come one by one. */
export class LineJoiner {
  readonly #parts: string[] = [];
  #lines: string[] = [];

  add(line: string): void {
    if (this.#lines.push(line) < AT_ONCE) return;
    this.#parts.push(this.#lines.join("\n"));
    this.#lines = [];
  }

  text(): string {
    const rest = this.#lines.length > 0 ? [this.#lines.join("\n")] : [];
    return [...this.#parts, ...rest].join("\n");
  }
}

import { readSync } from "node:fs";

const WINDOW_BYTES = 256 * 1024;

/** Reads a file in few large pieces where it is asked for in many small ones, one after the other. */
export class ReadAhead {
  readonly #descriptor: number;
  readonly #window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Fills `target` with the bytes from `position` on; less than all of it only at the end of the file. */
  copy(target: Buffer, position: number): number {
    let filled = 0;
    while (filled < target.length) {
      const at = position + filled;
      if (at < this.#start || at >= this.#start + this.#length) this.#fill(at);
      if (this.#length === 0) break;
      filled += this.#window.copy(target, filled, at - this.#start, this.#length);
    }
    return filled;
  }

  #fill(position: number): void {
    this.#start = position;
    this.#length = readSync(this.#descriptor, this.#window, 0, WINDOW_BYTES, position);
  }
}

import type { Limits } from "../model/limits.ts";
import type { LayerReading } from "./layer-reading.ts";

/**
 * The readings of an image's layers, by ordinal, with a bound on what they keep together. From the layer that goes over
 * it on, the newest ones are emptied and say so: the same ones in whatever order they come.
 */
export class BoundedReadings {
  readonly readings: LayerReading[] = [];
  readonly #most: number;
  readonly #emptied = new Set<number>();
  #bytes = 0;
  /** Ordinal of the oldest layer that was emptied. */
  #emptyFrom = Number.POSITIVE_INFINITY;

  constructor({ evidenceBytes }: Pick<Limits, "evidenceBytes">) {
    this.#most = evidenceBytes;
  }

  set(ordinal: number, reading: LayerReading): void {
    this.#bytes += reading.evidenceBytes - (this.readings[ordinal]?.evidenceBytes ?? 0);
    this.readings[ordinal] = reading;
    if (ordinal >= this.#emptyFrom) this.#empty(ordinal);
    while (this.#bytes > this.#most) this.#empty(this.#newest());
  }

  /** Whether the layer's reading is as it was given. */
  isWhole(ordinal: number): boolean {
    return !this.#emptied.has(ordinal);
  }

  #newest(): number {
    return this.readings.findLastIndex((reading) => reading !== undefined && reading.evidenceBytes > 0);
  }

  #empty(ordinal: number): void {
    const reading = this.readings[ordinal];
    if (!reading || reading.evidenceBytes === 0) return;
    this.#bytes -= reading.evidenceBytes;
    this.#emptyFrom = Math.min(this.#emptyFrom, ordinal);
    this.#emptied.add(ordinal);
    const message = `layer: the records of its packages were left out; those of an image may take ${this.#most} bytes`;
    const problems = [...reading.problems, { code: "LIMIT_EXCEEDED" as const, message }];
    this.readings[ordinal] = { ...reading, evidence: [], evidenceBytes: 0, problems };
  }
}

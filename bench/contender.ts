import type { Invocation } from "./measure.ts";

/** Something that is measured beside others, on the same image and in the same round. */
export interface Contender {
  readonly name: string;
  /** Done before each run, outside the measurement: an empty cache folder, say. */
  readonly prepare?: () => void;
  readonly run: Invocation;
}

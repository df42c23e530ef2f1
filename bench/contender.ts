import type { Invocation } from "./measure.ts";

/** Something that is measured beside others, on the same image and in the same round. */
export interface Contender {
  readonly name: string;
  /** Done before each run, outside the measurement: an empty cache folder, or one that knows the image's base. */
  readonly prepare?: () => void;
  readonly run: Invocation;
}

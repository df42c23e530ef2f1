import { messageOf } from "../../model/errors.ts";
import { createPushedBytes, type PushedBytes, type Steps } from "./pushed-bytes.ts";

/** What was unpacked, and why it is not all. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** `excess`: there is more than was allowed; `damage`: the rest cannot be unpacked. */
  readonly trouble?: { readonly kind: "excess" | "damage"; readonly message: string };
}

/** Unpacks what is small enough to be in memory, up to so many bytes: without a turn for others, so keep it small. */
export function unpackWhole(
  packed: Uint8Array,
  unpack: (input: PushedBytes, onOutput: (output: Uint8Array) => "stop" | undefined) => Steps,
  mostBytes: number,
): Unpacked {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  const joined = (): Uint8Array => {
    const bytes = new Uint8Array(sizeBytes);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  };
  const input = createPushedBytes();
  input.feed(packed);
  let isOver = false;
  try {
    const steps = unpack(input, (output) => {
      const part = output.slice(0, mostBytes - sizeBytes);
      parts.push(part);
      sizeBytes += part.length;
      isOver = part.length < output.length;
      return isOver ? "stop" : undefined;
    });
    for (let step = steps.next(); !step.done; step = steps.next()) {
      if (step.value === "turn") continue;
      // It waits for bytes, and there are no more.
      if (step.value === "between") break;
      return { bytes: joined(), trouble: { kind: "damage", message: "unexpected end of file" } };
    }
  } catch (error) {
    return { bytes: joined(), trouble: { kind: "damage", message: messageOf(error) } };
  }
  if (isOver) return { bytes: joined(), trouble: { kind: "excess", message: `more than ${mostBytes} bytes` } };
  return { bytes: joined() };
}

import type { MessagePort } from "node:worker_threads";
import { fromTold, type ToldError, tellError } from "./told-error.ts";

// A stream on its way from the thread that knows where it comes from (and alone holds connections and credentials) to
// the one that reads what is in it. The sender keeps a bounded number of bytes ahead of the receiver.

/** What the receiving thread asks for. Every opening has its own number: of an earlier one, pieces may be on their way. */
export type TakeInput =
  | { readonly type: "open"; readonly opening: number }
  | { readonly type: "taken"; readonly opening: number; readonly bytes: number }
  | { readonly type: "close"; readonly opening: number };

/** What is sent. */
export type SendInput =
  | { readonly type: "piece"; readonly opening: number; readonly bytes: Uint8Array }
  | { readonly type: "end"; readonly opening: number; readonly error?: ToldError };

/** On their way to one thread: enough that it never waits for the next turn of the sender's loop. */
const AHEAD_BYTES = 4 * 1024 * 1024;

/** The sending side of one task; `onRequest` takes what the other side asks for. */
export function sendInput(
  port: Pick<MessagePort, "postMessage">,
  open: () => AsyncIterable<Uint8Array>,
): { readonly onRequest: (request: TakeInput) => void; readonly stop: () => void } {
  let current: { opening: number; ahead: number; resume: () => void } | undefined;

  async function send(opening: number): Promise<void> {
    const own = { opening, ahead: 0, resume: () => {} };
    current = own;
    try {
      for await (const chunk of open()) {
        if (current !== own) return;
        // The receiver gets bytes of its own: a piece may be a window of a larger buffer, which is used again.
        const bytes = Uint8Array.prototype.slice.call(chunk);
        own.ahead += bytes.length;
        port.postMessage({ type: "piece", opening, bytes } satisfies SendInput, [bytes.buffer]);
        while (own.ahead > AHEAD_BYTES && current === own) {
          const { promise, resolve } = Promise.withResolvers<void>();
          own.resume = resolve;
          await promise;
        }
      }
      if (current === own) port.postMessage({ type: "end", opening } satisfies SendInput);
    } catch (error) {
      if (current === own) {
        port.postMessage({ type: "end", opening, error: tellError(error) } satisfies SendInput);
      }
    }
  }

  const stop = () => {
    const { resume } = current ?? {};
    current = undefined;
    resume?.();
  };
  return {
    onRequest(request) {
      if (request.type === "open") {
        stop();
        void send(request.opening);
      } else if (request.opening !== current?.opening) return;
      else if (request.type === "close") stop();
      else {
        current.ahead -= request.bytes;
        current.resume();
      }
    },
    stop,
  };
}

let openings = 0;

/** The receiving side: asks for the stream of the current task, and passes on what comes. */
export async function* receiveInput(port: MessagePort): AsyncGenerator<Uint8Array, void> {
  const opening = openings++;
  const pieces: Uint8Array[] = [];
  let end: (SendInput & { type: "end" }) | undefined;
  let wake = () => {};
  const onMessage = (message: SendInput) => {
    if (message.opening !== opening) return;
    if (message.type === "piece") pieces.push(message.bytes);
    else if (message.type === "end") end = message;
    wake();
  };
  const ask = (request: TakeInput) => port.postMessage(request);
  port.on("message", onMessage);
  try {
    ask({ type: "open", opening });
    for (;;) {
      const bytes = pieces.shift();
      if (bytes) {
        ask({ type: "taken", opening, bytes: bytes.length });
        yield bytes;
      } else if (end) {
        if (end.error) throw fromTold(end.error);
        return;
      } else {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    }
  } finally {
    port.off("message", onMessage);
    if (!end) ask({ type: "close", opening });
  }
}

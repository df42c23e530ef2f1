import { KnownError } from "../../model/errors.ts";
import { createDeadline } from "./deadline.ts";
import type { HttpAnswer } from "./transport.ts";

/**
 * The whole body of an answer.
 *
 * @param what Begins the message of the error.
 * @throws {KnownError} `LIMIT_EXCEEDED` above `maxBytes`, `REGISTRY_UNREACHABLE` when it takes too long in all.
 */
export async function readBody(
  { url, body, documentMs }: HttpAnswer,
  maxBytes: number,
  what: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const keepDeadline = createDeadline(documentMs, url.host);
  let sizeBytes = 0;
  for await (const chunk of body) {
    keepDeadline();
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      throw new KnownError(
        "LIMIT_EXCEEDED",
        `${what}: more than the ${maxBytes} bytes that are read of such a document`,
        {
          maxBytes,
        },
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

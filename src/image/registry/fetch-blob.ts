import { pauseAfter, WorthRetrying } from "../../host/retry.ts";
import { KnownError } from "../../model/errors.ts";
import type { Conversation } from "./conversation.ts";
import type { Patience } from "./patience.ts";
import type { HttpAnswer } from "./transport.ts";

/** A blob as an image's manifest names it. */
export interface WantedBlob {
  readonly repository: string;
  readonly digest: string;
  readonly sizeBytes: number;
  /** What to call the image in a message: `docker.io/library/debian` */
  readonly image: string;
}

export interface FetchBlobOptions {
  /** Bytes that came from elsewhere: the first that is wanted has this position. */
  readonly from: number;
  readonly patience: Patience;
  /** How often it is tried before it has brought something; after that as often as the patience says. */
  readonly tries: (error: KnownError) => number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The bytes of a blob from one endpoint, as they come. When the connection drops or falls silent, the rest is asked
 * for; several tries in a row that bring nothing new end it. Never more bytes than the blob has; whether they are the
 * right ones is for the reader to verify.
 *
 * @throws {KnownError} `IMAGE_INCOMPLETE` when the blob is missing or too short, `DIGEST_MISMATCH` when it is longer,
 * `INTERRUPTED`, and what reaching the registry throws.
 */
export async function* fetchBlob(
  conversation: Conversation,
  blob: WantedBlob,
  { from, patience, tries, signal }: FetchBlobOptions,
): AsyncGenerator<Uint8Array, void> {
  let offset = from;
  let failures = 0;
  const ranges: Ranges = { areGiven: true };
  while (offset < blob.sizeBytes) {
    const before = offset;
    let failure: WorthRetrying;
    try {
      for await (const chunk of fetchFrom(conversation, blob, offset, ranges)) {
        offset += chunk.length;
        yield chunk;
      }
      if (offset === blob.sizeBytes) return;
      failure = new WorthRetrying(tooShort(blob, conversation, offset));
    } catch (error) {
      if (!(error instanceof WorthRetrying)) throw error;
      failure = error;
    }
    if (offset > before) failures = 0;
    failures++;
    if (offset === blob.sizeBytes) return;
    await pauseAfter(failure, failures, { patience, signal, ...(offset === from && { tries }) });
  }
}

/** Whether the server gives parts of a blob, as far as we have seen. */
interface Ranges {
  areGiven: boolean;
}

/** One answer's bytes from `offset` on; they may end early. */
async function* fetchFrom(
  conversation: Conversation,
  blob: WantedBlob,
  offset: number,
  ranges: Ranges,
): AsyncGenerator<Uint8Array, void> {
  const { repository, digest, sizeBytes, image } = blob;
  const isPart = offset > 0 && ranges.areGiven;
  const question = { repository, path: `blobs/${digest}`, headers: isPart ? { range: `bytes=${offset}-` } : {} };
  const answer = await conversation.ask(question);
  const { status } = answer;

  if (isPart && (status === 416 || (status === 206 && !isRest(answer, offset)))) {
    // From now on the whole is fetched, and the beginning thrown away.
    ranges.areGiven = false;
    await answer.discard();
    throw new WorthRetrying(tooShort(blob, conversation, offset));
  }
  if (status !== 200 && !(isPart && status === 206)) {
    throw await conversation.refuse(answer, question, { image, kind: "blob", thing: `the blob ${digest}` });
  }
  if (status === 200) await verifyLength(answer, blob, conversation);

  let skip = status === 200 ? offset : 0;
  let left = sizeBytes - offset;
  for await (const chunk of answer.body) {
    const fresh = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - fresh.length;
    if (fresh.length > left) throw tooLong(blob, conversation);
    left -= fresh.length;
    if (fresh.length > 0) yield fresh;
  }
}

/** Source: https://www.rfc-editor.org/rfc/rfc9110#name-content-range */
function isRest({ headers }: HttpAnswer, offset: number): boolean {
  const [, start] = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(headers.get("content-range")?.trim() ?? "") ?? [];
  return start !== undefined && Number(start) === offset;
}

/** A server that says beforehand how much it has saves the reading. */
async function verifyLength(answer: HttpAnswer, blob: WantedBlob, conversation: Conversation): Promise<void> {
  const announced = Number(answer.headers.get("content-length") ?? Number.NaN);
  if (Number.isNaN(announced) || announced === blob.sizeBytes) return;
  await answer.discard();
  throw announced < blob.sizeBytes ? tooShort(blob, conversation, announced) : tooLong(blob, conversation);
}

function tooShort({ image, digest, sizeBytes }: WantedBlob, { server }: Conversation, haveBytes: number): KnownError {
  return new KnownError(
    "IMAGE_INCOMPLETE",
    `${image}: ${server} gives only ${haveBytes} bytes of the blob ${digest}; its manifest says ${sizeBytes}`,
    { digest, sizeBytes: haveBytes, expectedBytes: sizeBytes },
  );
}

function tooLong({ image, digest, sizeBytes }: WantedBlob, { server }: Conversation): KnownError {
  return new KnownError(
    "DIGEST_MISMATCH",
    `${image}: ${server} gives more than ${sizeBytes} bytes for the blob ${digest}, which its manifest says it has`,
    { digest, expectedBytes: sizeBytes },
  );
}

import { pauseAfter, retrying, WorthRetrying } from "../../host/retry.ts";
import { codeOf, KnownError } from "../../model/errors.ts";
import type { Conversation, Question } from "./conversation.ts";
import type { Patience } from "./patience.ts";
import { nextOf } from "./redirects.ts";
import type { HttpAnswer } from "./transport.ts";

/** A blob that a registry is to have. */
export interface PushedBlob {
  readonly repository: string;
  readonly digest: string;
  readonly sizeBytes: number;
  /** What to call its image in a message: `ghcr.io/team/advisories:latest` */
  readonly image: string;
  /** Its bytes from one position up to another; asked for again when a try fails. */
  readonly open: (from: number, to: number) => AsyncIterable<Uint8Array>;
}

export interface PushBlobOptions {
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes the registry has. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

const MIB = 1024 * 1024;

/**
 * How much goes in one request: all of it, which every registry takes; where something on the way finds that too large,
 * less and less.
 */
const MOST_BYTES_AT_ONCE = [Number.POSITIVE_INFINITY, 8 * MIB, MIB / 2] as const;

/**
 * Brings a blob into a repository, unless it is there.
 *
 * @returns Whether it had to be sent.
 * @throws {KnownError} `REGISTRY_DENIED`, `IMAGE_NOT_FOUND` when the registry makes no repositories by itself,
 * `REGISTRY_UNEXPECTED_STATUS`, `INTERRUPTED`, and what reaching the registry throws.
 *
 * Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#push
 */
export async function pushBlob(
  conversation: Conversation,
  blob: PushedBlob,
  options: PushBlobOptions,
): Promise<boolean> {
  const sizes = MOST_BYTES_AT_ONCE.filter((bytes, i) => i === 0 || bytes < blob.sizeBytes);
  for (const [i, mostBytes] of sizes.entries()) {
    try {
      return await retrying(() => attempt(conversation, blob, mostBytes, options), options);
    } catch (error) {
      if (i === sizes.length - 1 || !isTooMuch(error)) throw error;
    }
  }
  return false;
}

/** A proxy in front of a registry may answer 413, or break off in the middle and say nothing. */
function isTooMuch(error: unknown): boolean {
  if (!(error instanceof KnownError)) return false;
  return (
    error.details.status === 413 ||
    (codeOf(error) === "REGISTRY_UNREACHABLE" && error.details.reason !== "ECONNREFUSED")
  );
}

/** Any of it may be repeated: until the end nothing has a name, and what is there already is seen first. */
async function attempt(
  conversation: Conversation,
  blob: PushedBlob,
  mostBytes: number,
  options: PushBlobOptions,
): Promise<boolean> {
  if (await isThere(conversation, blob)) return false;
  const begun = await begin(conversation, blob);
  const parts = Math.max(mostBytes, begun.fewestBytes);
  if (blob.sizeBytes <= parts) {
    await finish(conversation, blob, begun.at, { from: 0, to: blob.sizeBytes });
  } else {
    const at = await sendParts(conversation, blob, begun.at, parts, options);
    await finish(conversation, blob, at, { from: blob.sizeBytes, to: blob.sizeBytes });
  }
  options.onProgress?.(blob.sizeBytes);
  return true;
}

/** Whatever else it is answered, what is sent then will tell: an answer to HEAD has no words. */
async function isThere(conversation: Conversation, { repository, digest }: PushedBlob): Promise<boolean> {
  const answer = await conversation.ask({ method: "HEAD", repository, path: `blobs/${digest}` });
  await answer.discard();
  return answer.status === 200;
}

interface Begun {
  readonly at: URL;
  /** Of a part that is not the last. */
  readonly fewestBytes: number;
}

async function begin(conversation: Conversation, blob: PushedBlob): Promise<Begun> {
  const question: Question = {
    method: "POST",
    repository: blob.repository,
    path: "blobs/uploads/",
    headers: { "content-length": "0" },
  };
  const answer = await conversation.ask(question);
  if (answer.status !== 202) throw await refused(conversation, answer, question, blob);
  await answer.discard();
  const fewest = Number(answer.headers.get("oci-chunk-min-length") ?? 0);
  return {
    at: whereNext(answer, conversation),
    fewestBytes: Number.isSafeInteger(fewest) && fewest > 0 ? fewest : 0,
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** Sends what is left, or nothing where it went before, and lets the registry verify the whole. */
async function finish(conversation: Conversation, blob: PushedBlob, at: URL, { from, to }: Part): Promise<void> {
  const url = new URL(at);
  // Added as text: what the registry put into its own address is to come back as it was.
  url.search = `${url.search}${url.search === "" ? "?" : "&"}digest=${encodeURIComponent(blob.digest)}`;
  const question = uploading("PUT", blob, url, { from, to });
  const answer = await conversation.ask(question);
  if (answer.status !== 201 && answer.status !== 204) throw await refused(conversation, answer, question, blob);
  await answer.discard();
}

/** Where a part does not arrive, the registry is asked how far it has come. */
async function sendParts(
  conversation: Conversation,
  blob: PushedBlob,
  start: URL,
  mostBytes: number,
  { patience, signal, onProgress }: PushBlobOptions,
): Promise<URL> {
  let at = start;
  let from = 0;
  let failures = 0;
  while (from < blob.sizeBytes) {
    const to = Math.min(from + mostBytes, blob.sizeBytes);
    try {
      at = await sendPart(conversation, blob, at, { from, to });
      from = to;
      failures = 0;
    } catch (error) {
      if (!(error instanceof WorthRetrying)) throw error;
      await pauseAfter(error, ++failures, { patience, signal });
      ({ at, from } = await whereItStands(conversation, blob, at));
    }
    onProgress?.(from);
  }
  return at;
}

async function sendPart(conversation: Conversation, blob: PushedBlob, at: URL, part: Part): Promise<URL> {
  // Both ends are of the part. Source: as above, "Pushing a blob in chunks"
  const question = uploading("PATCH", blob, at, part, { "content-range": `${part.from}-${part.to - 1}` });
  const answer = await conversation.ask(question);
  if (answer.status !== 202) {
    const error = await refused(conversation, answer, question, blob);
    // It has got more, or less, than we think.
    if (answer.status === 416 && error instanceof KnownError) throw new WorthRetrying(error);
    throw error;
  }
  await answer.discard();
  return whereNext(answer, conversation);
}

async function whereItStands(
  conversation: Conversation,
  blob: PushedBlob,
  at: URL,
): Promise<{ at: URL; from: number }> {
  const question: Question = { repository: blob.repository, path: "", at };
  const answer = await conversation.ask(question);
  if (answer.status !== 204) throw await refused(conversation, answer, question, blob);
  await answer.discard();
  const [, last] = /^(?:bytes=)?0-(\d{1,15})$/.exec(answer.headers.get("range")?.trim() ?? "") ?? [];
  // An empty upload says `0-0`, as one does that has a single byte.
  const from = last === undefined || last === "0" ? 0 : Number(last) + 1;
  if (from > blob.sizeBytes) {
    throw new KnownError(
      "REGISTRY_UNEXPECTED_STATUS",
      `${blob.image}: ${conversation.server} has got more than was sent`,
    );
  }
  return { at: answer.headers.has("location") ? whereNext(answer, conversation) : at, from };
}

function uploading(
  method: "PUT" | "PATCH",
  { repository, open }: PushedBlob,
  at: URL,
  { from, to }: Part,
  headers: Readonly<Record<string, string>> = {},
): Question {
  return {
    method,
    repository,
    path: "",
    at,
    headers: { ...headers, "content-type": "application/octet-stream", "content-length": String(to - from) },
    ...(to > from && { body: { open: () => open(from, to) } }),
  };
}

function whereNext(answer: HttpAnswer, { server }: Conversation): URL {
  const location = answer.headers.get("location");
  if (location !== undefined) return nextOf(answer.url, location);
  throw new KnownError("REGISTRY_UNEXPECTED_STATUS", `${server}: does not say where to bring a blob to`);
}

/** The session of an upload may have ended: then it is begun anew. */
async function refused(
  conversation: Conversation,
  answer: HttpAnswer,
  question: Question,
  { image, digest }: PushedBlob,
): Promise<Error> {
  const error = await conversation.refuse(answer, question, { image, kind: "upload", thing: `the blob ${digest}` });
  const isLost = answer.status === 404 && question.at !== undefined && error instanceof KnownError;
  return isLost
    ? new WorthRetrying(new KnownError("REGISTRY_UNEXPECTED_STATUS", `${image}: ${conversation.server} lost an upload`))
    : error;
}

import type { Client, Dispatcher } from "undici";
import { KnownError } from "../../model/errors.ts";
import type { Endpoint } from "./endpoints.ts";
import { unreachable } from "./engine-trouble.ts";

/** One question to an engine, and how long we wait for the answer. */
export interface EngineQuestion {
  readonly client: Client;
  readonly path: string;
  readonly endpoint: Endpoint;
  /** What to call the engine in a message. */
  readonly label: string;
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds until it begins to answer. */
  readonly answerMs: number;
  /** Milliseconds between two pieces of the answer. */
  readonly silenceMs: number;
}

export interface EngineAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** @throws {KnownError} `ENGINE_FAILED` when it breaks off, `INTERRUPTED` */
  readonly chunks: () => AsyncGenerator<Uint8Array, void>;
  /**
   * The answer as text.
   *
   * @throws {KnownError} `LIMIT_EXCEEDED` above so many bytes, and as `chunks`.
   */
  readonly text: (maxBytes: number) => Promise<string>;
  /** What an engine says that it cannot do, as an error. */
  readonly failure: () => Promise<KnownError>;
}

/** A message of an engine is a line or two. */
const MESSAGE_BYTES = 64 * 1024;

/** @throws {KnownError} `ENGINE_UNREACHABLE`, `INTERRUPTED` */
export async function askEngine(question: EngineQuestion): Promise<EngineAnswer> {
  const { client, path, label, signal } = question;
  let response: Dispatcher.ResponseData;
  try {
    response = await client.request({
      method: "GET",
      path,
      headersTimeout: question.answerMs,
      bodyTimeout: question.silenceMs,
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw interrupted(cause);
    throw unreachable(question.endpoint, question.platform, cause);
  }
  const { statusCode: status, headers, body } = response;

  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* body as AsyncIterable<Uint8Array>;
    } catch (cause) {
      if (signal?.aborted) throw interrupted(cause);
      throw new KnownError("ENGINE_FAILED", `${label}: stopped in the middle of its answer`, {}, cause);
    }
  }

  async function text(maxBytes: number): Promise<string> {
    const pieces: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of chunks()) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) {
        throw new KnownError("LIMIT_EXCEEDED", `${label}: answers with more than ${maxBytes} bytes`, { maxBytes });
      }
      pieces.push(chunk);
    }
    return Buffer.concat(pieces).toString("utf8");
  }

  return {
    status,
    header: (name) => headers[name]?.toString(),
    chunks,
    text,
    async failure() {
      const message = messageIn(await text(MESSAGE_BYTES).catch(() => ""));
      return new KnownError("ENGINE_FAILED", `${label}: answered ${status}: ${message}`, { status });
    },
  };
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === "string" && message !== "") return message.slice(0, 500);
  } catch {
    // What sits between may answer with a page of its own.
  }
  return text.trim().slice(0, 200) || "nothing more";
}

function interrupted(cause: unknown): KnownError {
  return new KnownError("INTERRUPTED", "stopped before the image was read", {}, cause);
}

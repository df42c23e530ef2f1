import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { createConnection } from "node:net";
import { KnownError, messageOf } from "../../model/errors.ts";

/** A gRPC server behind a socket of this machine. */
export interface GrpcChannel {
  /** What to call the server in a message. */
  readonly label: string;
  /**
   * Asks, and gives the messages of the answer as they come.
   *
   * @param method    `/containerd.services.content.v1.Content/Read`
   * @param metadata  Headers of the request.
   * @throws {KnownError} `ENGINE_UNREACHABLE`, `ENGINE_FAILED` with `grpcStatus` in its details, `INTERRUPTED`
   */
  readonly call: (
    method: string,
    request: Uint8Array,
    metadata: Readonly<Record<string, string>>,
  ) => AsyncGenerator<Uint8Array, void>;
  readonly close: () => void;
}

export interface GrpcOptions {
  readonly socketPath: string;
  readonly label: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the server may say nothing. */
  readonly silenceMs?: number;
}

/** What containerd itself sends and takes at most; a piece of content has up to 1 MiB. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** A window of less would make the server wait for us at every piece. */
const WINDOW_BYTES = 4 * 1024 * 1024;

const CONNECT_MS = 3_000;

/** Codes of `grpc-status`. Source: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const GRPC_STATUS = { ok: 0, notFound: 5, permissionDenied: 7, unimplemented: 12 } as const;

/**
 * Connects to a gRPC server.
 *
 * Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 *
 * @throws {KnownError} `ENGINE_UNREACHABLE`
 */
export async function openGrpc(options: GrpcOptions): Promise<GrpcChannel> {
  const { label, signal, silenceMs = 60_000 } = options;
  const session = await openSession(options);
  let failure: unknown;
  session.on("error", (error) => {
    failure = error;
  });

  async function* call(
    method: string,
    request: Uint8Array,
    metadata: Readonly<Record<string, string>>,
  ): AsyncGenerator<Uint8Array, void> {
    let stream: ClientHttp2Stream | undefined;
    let status: GrpcStatus | undefined;
    try {
      stream = session.request(
        {
          ...metadata,
          ":method": "POST",
          ":path": method,
          "content-type": "application/grpc",
          te: "trailers",
          "user-agent": "plimsoll",
        },
        signal && { signal },
      );
      // An answer of an error alone has it in its headers.
      stream.on("response", (headers) => {
        status = statusIn(headers);
      });
      stream.on("trailers", (trailers) => {
        status = statusIn(trailers) ?? status;
      });
      stream.setTimeout(silenceMs, () => void stream?.destroy(new Error("does not answer in time")));
      stream.end(frame(request));
      yield* messagesIn(stream, label);
    } catch (cause) {
      if (signal?.aborted) throw new KnownError("INTERRUPTED", "stopped before the image was read", {}, cause);
      if (cause instanceof KnownError) throw cause;
      throw new KnownError("ENGINE_FAILED", `${label}: ${messageOf(failure ?? cause)}`, {}, cause);
    } finally {
      // Whoever stops reading early wants no more of it.
      stream?.close(constants.NGHTTP2_CANCEL);
    }
    if (status === undefined) throw new KnownError("ENGINE_FAILED", `${label}: stopped in the middle of its answer`);
    if (status.code !== GRPC_STATUS.ok) {
      throw new KnownError("ENGINE_FAILED", `${label}: ${status.message}`, { grpcStatus: status.code });
    }
  }

  return { label, call, close: () => session.destroy() };
}

interface GrpcStatus {
  readonly code: number;
  readonly message: string;
}

function statusIn(headers: Readonly<Record<string, unknown>>): GrpcStatus | undefined {
  const http = headers[":status"];
  if (http !== undefined && http !== 200) return { code: -1, message: `answered ${http}` };
  if (headers["grpc-status"] === undefined) return undefined;
  const code = Number(headers["grpc-status"]);
  return { code, message: decodePercent(String(headers["grpc-message"] ?? "")) || `gRPC status ${code}` };
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function openSession({ socketPath, label, signal }: GrpcOptions): Promise<ClientHttp2Session> {
  const session = connect("http://localhost", {
    createConnection: () => createConnection({ path: socketPath }),
    settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
  });
  const opened = Promise.withResolvers<void>();
  const timer = setTimeout(() => opened.reject(new Error("does not answer in time")), CONNECT_MS);
  // The first settings of the server: whoever does not speak HTTP/2 never sends them.
  session.once("remoteSettings", () => opened.resolve());
  session.once("error", opened.reject);
  session.once("close", () => opened.reject(new Error("closes the connection; it does not speak gRPC")));
  const onAbort = () => opened.reject(new KnownError("INTERRUPTED", "stopped before the image was read"));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await opened.promise;
    session.setLocalWindowSize(WINDOW_BYTES);
    return session;
  } catch (cause) {
    session.destroy();
    if (cause instanceof KnownError) throw cause;
    throw new KnownError("ENGINE_UNREACHABLE", `${label}: ${reasonOf(cause)}`, { engine: "containerd" }, cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function reasonOf(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "permission denied; it belongs to root: use sudo";
  if (code === "ENOENT") return "there is no such socket; CONTAINERD_ADDRESS names another";
  if (code === "ECONNREFUSED") return "nothing listens there; start it: `sudo systemctl start containerd`";
  return messageOf(cause);
}

/** A message with its prefix: not packed, and its length. */
function frame(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, 5);
  return bytes;
}

async function* messagesIn(stream: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<Uint8Array, void> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of stream) {
    pieces.push(chunk);
    held += chunk.length;
    // Joined only when a message is whole: it comes in many pieces.
    while (held >= 5) {
      if ((pieces[0]?.length ?? 0) < 5) pieces = [Buffer.concat(pieces, held)];
      const length = lengthOf(pieces[0] ?? new Uint8Array(5), label);
      if (held < 5 + length) break;
      const joined = Buffer.concat(pieces, held);
      yield joined.subarray(5, 5 + length);
      held -= 5 + length;
      pieces = held === 0 ? [] : [joined.subarray(5 + length)];
    }
  }
  if (held > 0) throw new KnownError("ENGINE_FAILED", `${label}: stopped in the middle of its answer`);
}

/** Of the message that begins here. */
function lengthOf(prefix: Uint8Array, label: string): number {
  const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(1);
  if (prefix[0] !== 0) throw new KnownError("ENGINE_FAILED", `${label}: answers with packed messages`);
  if (length <= MAX_MESSAGE_BYTES) return length;
  throw new KnownError("LIMIT_EXCEEDED", `${label}: answers with a message of ${length} bytes`, {
    sizeBytes: length,
    maxBytes: MAX_MESSAGE_BYTES,
  });
}

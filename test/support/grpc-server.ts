import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

/** What a method is answered with: messages and a status, or whatever a function does. */
export type GrpcAnswer =
  | { readonly messages?: readonly Uint8Array[]; readonly status?: number; readonly message?: string }
  | ((stream: ServerHttp2Stream) => void);

/** One call as the server saw it. */
export interface GrpcCall {
  /** `containerd.services.content.v1.Content/Info` */
  readonly method: string;
  readonly namespace: string | undefined;
  readonly request: Uint8Array;
}

export interface GrpcServer {
  readonly socketPath: string;
  readonly calls: readonly GrpcCall[];
}

/** A message with its prefix, as it travels. */
export function grpcFrame(message: Uint8Array): Uint8Array {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** A gRPC server on a socket of one test's own. Frames are sent in small pieces, as a network may. */
export async function grpcServer(answer: (call: GrpcCall) => GrpcAnswer): Promise<GrpcServer> {
  const calls: GrpcCall[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
  });
  server.on("stream", async (stream, headers) => {
    stream.on("error", () => undefined);
    const pieces: Uint8Array[] = [];
    for await (const piece of stream as AsyncIterable<Uint8Array>) pieces.push(piece);
    const call = {
      method: String(headers[":path"]).slice(1),
      namespace: headers["containerd-namespace"]?.toString(),
      request: Buffer.concat(pieces).subarray(5),
    };
    calls.push(call);
    const given = answer(call);
    if (typeof given === "function") return given(stream);
    const trailers = {
      "grpc-status": String(given.status ?? 0),
      "grpc-message": encodeURIComponent(given.message ?? ""),
    };
    const opening = { ":status": 200, "content-type": "application/grpc" };
    // An error without messages comes in the headers alone.
    if (!given.messages?.length && given.status)
      return stream.respond({ ...opening, ...trailers }, { endStream: true });
    stream.respond(opening, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    const bytes = Buffer.concat((given.messages ?? []).map(grpcFrame));
    for (let at = 0; at < bytes.length; at += 7) stream.write(bytes.subarray(at, at + 7));
    stream.end();
  });
  const socketPath = join(temporaryFolder(), "grpc.sock");
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { socketPath, calls };
}

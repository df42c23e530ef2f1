import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type GrpcAnswer, grpcFrame, grpcServer } from "../../../test/support/grpc-server.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { type GrpcOptions, openGrpc } from "./grpc.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

async function answersTo(answer: GrpcAnswer, options: Partial<GrpcOptions> = {}): Promise<Uint8Array[]> {
  const { socketPath } = await grpcServer(() => answer);
  const channel = await openGrpc({ socketPath, label: "server", ...options });
  const messages: Uint8Array[] = [];
  try {
    for await (const message of channel.call("/Service/Method", bytes(), {})) messages.push(bytes(...message));
  } finally {
    channel.close();
  }
  return messages;
}

test("a call carries its request and its metadata, and gives the messages one by one", async () => {
  const { socketPath, calls } = await grpcServer(() => ({
    messages: [bytes(1, 2, 3), bytes(), new Uint8Array(100).fill(9)],
  }));
  const channel = await openGrpc({ socketPath, label: "server" });
  const messages: Uint8Array[] = [];
  const metadata = { "containerd-namespace": "k8s.io" };
  for await (const message of channel.call("/Service/Method", bytes(7), metadata)) messages.push(bytes(...message));
  channel.close();
  expect(messages).toEqual([bytes(1, 2, 3), bytes(), new Uint8Array(100).fill(9)]);
  expect(calls).toEqual([{ method: "Service/Method", namespace: "k8s.io", request: Buffer.of(7) }]);
});

test("who has read enough may ask again", async () => {
  const { socketPath } = await grpcServer(() => ({ messages: [bytes(1), bytes(2)] }));
  const channel = await openGrpc({ socketPath, label: "server" });
  for (let round = 0; round < 3; round++) {
    for await (const message of channel.call("/Service/Method", bytes(), {})) {
      expect(bytes(...message)).toEqual(bytes(1));
      break;
    }
  }
  channel.close();
});

describe("a call fails", () => {
  const prefix =
    (...values: number[]): GrpcAnswer =>
    (stream) => {
      stream.respond({ ":status": 200 });
      stream.end(bytes(...values));
    };

  test.each<{ title: string; answer: GrpcAnswer; error: object }>([
    {
      title: "with a status",
      answer: { status: 5, message: "content not found: ä" },
      error: { code: "ENGINE_FAILED", message: "server: content not found: ä", details: { grpcStatus: 5 } },
    },
    {
      title: "with a status behind messages",
      answer: { messages: [bytes(1)], status: 13 },
      error: { code: "ENGINE_FAILED", details: { grpcStatus: 13 } },
    },
    {
      title: "with a status of HTTP",
      answer: (stream) => stream.respond({ ":status": 404 }, { endStream: true }),
      error: { code: "ENGINE_FAILED", message: "server: answered 404" },
    },
    { title: "without a status", answer: prefix(), error: { code: "ENGINE_FAILED" } },
    { title: "in the middle of a message", answer: prefix(0, 0, 0, 0, 9, 1), error: { code: "ENGINE_FAILED" } },
    { title: "in the middle of a prefix", answer: prefix(0, 0), error: { code: "ENGINE_FAILED" } },
    { title: "with a packed message", answer: prefix(1, 0, 0, 0, 1, 1), error: { code: "ENGINE_FAILED" } },
    {
      title: "with a message that is too long, before it comes",
      answer: (stream) => {
        stream.respond({ ":status": 200 });
        stream.write(bytes(0, 255, 255, 255, 255));
      },
      error: { code: "LIMIT_EXCEEDED" },
    },
    {
      title: "when the server goes away",
      answer: (stream) => stream.session?.destroy(),
      error: { code: "ENGINE_FAILED" },
    },
    {
      title: "when the stream is reset",
      answer: (stream) => stream.close(2),
      error: { code: "ENGINE_FAILED" },
    },
    {
      title: "in silence",
      answer: () => undefined,
      error: { code: "ENGINE_FAILED", message: "server: does not answer in time" },
    },
  ])("$title", async ({ answer, error }) => {
    await expect(answersTo(answer, { silenceMs: 200 })).rejects.toMatchObject(error);
  });

  test("when the user stops", async () => {
    const stop = new AbortController();
    const answer: GrpcAnswer = (stream) => {
      stream.respond({ ":status": 200 });
      stream.write(grpcFrame(bytes(1)), () => stop.abort());
    };
    await expect(answersTo(answer, { signal: stop.signal })).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

describe("a socket is no gRPC server", () => {
  test("when it is not there", async () => {
    const channel = openGrpc({ socketPath: "/nowhere/grpc.sock", label: "server" });
    await expect(channel).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });

  test.each([
    { title: "speaks something else", reply: "HTTP/1.1 400 Bad Request\r\n\r\n" },
    { title: "says nothing and goes", reply: "" },
  ])("when it $title", async ({ reply }) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(reply));
    });
    const socketPath = join(temporaryFolder(), "other.sock");
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    onTestFinished(() => void server.close());
    const channel = openGrpc({ socketPath, label: "server" });
    await expect(channel).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });
});

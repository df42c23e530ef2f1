import { describe, expect, test } from "vitest";
import { type GrpcAnswer, type GrpcCall, grpcServer } from "../../../test/support/grpc-server.ts";
import { sha256Of } from "../../host/sha256.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import { type BuiltBlob, buildImage, buildIndex } from "../build/build-image.ts";
import type { Image, OpenOptions } from "../image.ts";
import { openContainerd } from "./containerd.ts";
import { decodeMessage, encodeMessage, textOf } from "./protobuf.ts";

/** What a namespace keeps: names that lead to blobs, and the blobs. */
interface Namespace {
  readonly names: Readonly<Record<string, BuiltBlob>>;
  readonly blobs: readonly BuiltBlob[];
}

/** Answers as containerd 1.6 was seen to. Source: github.com/containerd/containerd/api */
function answerOf(
  namespaces: Readonly<Record<string, Namespace>>,
  { method, namespace = "", request }: GrpcCall,
): GrpcAnswer {
  const { names = {}, blobs = [] } = namespaces[namespace] ?? {};
  const blob = blobs.find(({ digest }) => digest === textOf(decodeMessage(request), 1));
  const missing = { status: 5, message: "content not found" };
  switch (method.replace("containerd.services.", "")) {
    case "namespaces.v1.Namespaces/List":
      return listOf(Object.keys(namespaces).map((name) => encodeMessage([[1, name]])));
    case "images.v1.Images/List":
      return listOf(
        Object.entries(names).map(([name, { mediaType, digest, bytes }], index) =>
          encodeMessage([
            [1, name],
            [
              3,
              encodeMessage([
                [1, mediaType],
                [2, digest],
                [3, bytes.length],
              ]),
            ],
            [8, encodeMessage([[1, 1_760_000_000 + index]])],
          ]),
        ),
      );
    case "content.v1.Content/Info":
      if (!blob) return missing;
      return {
        messages: [
          encodeMessage([
            [
              1,
              encodeMessage([
                [1, blob.digest],
                [2, blob.bytes.length],
              ]),
            ],
          ]),
        ],
      };
    case "content.v1.Content/Read":
      if (!blob) return missing;
      return {
        messages: piecesOf(blob.bytes).map((piece, index) =>
          encodeMessage([
            [1, index * 50],
            [2, piece],
          ]),
        ),
      };
    default:
      return { status: 12, message: `unknown service: ${method}` };
  }
}

const listOf = (items: readonly Uint8Array[]) => ({
  messages: [encodeMessage(items.map((item) => [1, item] as const))],
});

function piecesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / 50) }, (_, index) =>
    bytes.subarray(index * 50, (index + 1) * 50),
  );
}

const imageOf = (content: string, platform: { architecture?: string } = {}) =>
  buildImage({ layers: [{ entries: [{ path: "a", content }] }], ...platform });
const one = imageOf("one");
const two = imageOf("two");
const platforms = [imageOf("amd64"), imageOf("arm64", { architecture: "arm64" })];
const index = buildIndex(platforms);
const blobsOf = ({ manifest, config, layers }: typeof one) => [manifest, config, ...layers];
const amd64 = { os: "linux", architecture: "amd64" };

async function open(
  namespaces: Readonly<Record<string, Namespace>>,
  name: string,
  options: OpenOptions = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Image> {
  const { socketPath } = await grpcServer((call) => answerOf(namespaces, call));
  const host = {
    environment: { CONTAINERD_ADDRESS: socketPath, ...environment },
    home: "/h",
    platform: "linux",
  } as const;
  return openContainerd(name, `containerd://${name}`, { platform: amd64, ...options }, host);
}

const debian = { names: { "docker.io/library/debian:12": one.manifest }, blobs: blobsOf(one) };
const app = { names: { "docker.io/library/debian:12": two.manifest, "h:1/app:1": two.manifest }, blobs: blobsOf(two) };

describe("an image of containerd", () => {
  test("is read where it is", async () => {
    const image = await open({ default: debian }, "debian:12");
    expect(image).toMatchObject({
      source: { kind: "containerd", reference: "containerd://debian:12", names: ["docker.io/library/debian:12"] },
      manifestDigest: one.manifest.digest,
      configDigest: one.config.digest,
    });
    for (const { blob, digest } of image.layers) {
      if (blob.kind !== "stream") expect.fail("is no stream");
      // Each reading begins at the first byte.
      for (let round = 0; round < 2; round++) {
        const pieces: Uint8Array[] = [];
        for await (const piece of blob.open()) pieces.push(piece.slice());
        expect(sha256Of(Buffer.concat(pieces))).toBe(digest);
      }
    }
    await image.close?.();
  });

  test("is that of Kubernetes before that of others", async () => {
    const image = await open({ default: debian, moby: { names: {}, blobs: [] }, "k8s.io": app }, "debian:12");
    expect(image.manifestDigest).toBe(two.manifest.digest);
    expect(image.source.names).toEqual(["docker.io/library/debian:12", "h:1/app:1"]);
    await image.close?.();
  });

  test("is that of the namespace that is named", async () => {
    const image = await open({ default: debian, "k8s.io": app }, "debian:12", {}, { CONTAINERD_NAMESPACE: "default" });
    expect(image.manifestDigest).toBe(one.manifest.digest);
    await image.close?.();
  });

  test("is the one that was named last where none is asked for", async () => {
    const both = {
      names: { "h:1/b:1": one.manifest, "h:1/a:1": two.manifest },
      blobs: [...blobsOf(one), ...blobsOf(two)],
    };
    const image = await open({ default: both }, "");
    expect(image.manifestDigest).toBe(two.manifest.digest);
    await image.close?.();
  });

  test("of several platforms is the one that is asked for", async () => {
    const blobs = [index, ...platforms.flatMap(blobsOf)];
    const multi = { default: { names: { "h:1/multi:1": index }, blobs } };
    const image = await open(multi, "h:1/multi:1", { platform: { os: "linux", architecture: "arm64" } });
    expect(image).toMatchObject({ indexDigest: index.digest, manifestDigest: platforms[1]?.manifest.digest });
    await image.close?.();
  });

  test("that is not there is told with those that are", async () => {
    await expect(open({ default: debian, moby: { names: {}, blobs: [] } }, "nothing")).rejects.toMatchObject({
      code: "IMAGE_NOT_FOUND",
      message: expect.stringMatching(/namespace default: docker\.io\/library\/debian:12\n.*namespace moby: no image/),
    });
    await expect(open({}, "nothing")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  });
});

describe("what containerd keeps of an image may be", () => {
  const keeping = (blobs: readonly BuiltBlob[]) => ({ default: { names: { "h:1/app:1": one.manifest }, blobs } });
  const altered = (blob: BuiltBlob) => ({ ...blob, bytes: blob.bytes.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) });
  const [layer] = one.layers;
  if (!layer) throw new Error("the image has a layer");

  test.each<{ title: string; blobs: readonly BuiltBlob[]; code: string; says?: string }>([
    {
      title: "without its layers",
      blobs: [one.manifest, one.config],
      code: "IMAGE_INCOMPLETE",
      says: "discard_unpacked_layers",
    },
    { title: "without its config", blobs: [one.manifest, layer], code: "IMAGE_INCOMPLETE" },
    { title: "only its name", blobs: [], code: "IMAGE_INCOMPLETE", says: "--platform" },
    { title: "altered", blobs: [altered(one.manifest), one.config, layer], code: "DIGEST_MISMATCH" },
    {
      title: "shorter than it was",
      blobs: [one.manifest, one.config, { ...layer, bytes: layer.bytes.subarray(1) }],
      code: "IMAGE_INCOMPLETE",
    },
    {
      title: "longer than it was",
      blobs: [one.manifest, { ...one.config, bytes: Buffer.concat([one.config.bytes, Buffer.of(32)]) }, layer],
      code: "DIGEST_MISMATCH",
    },
  ])("$title", async ({ blobs, code, says = "" }) => {
    await expect(open(keeping(blobs), "h:1/app:1")).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says),
    });
  });

  test("a document that is too large", async () => {
    const limits = { ...DEFAULT_LIMITS, documentBytes: 100 };
    await expect(open(keeping(blobsOf(one)), "h:1/app:1", { limits })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
  });

  test("gone when it is read", async () => {
    const held = [...blobsOf(one)];
    const image = await open(keeping(held), "h:1/app:1");
    held.length = 0;
    const [{ blob } = { blob: undefined }] = image.layers;
    if (blob?.kind !== "stream") expect.fail("is no stream");
    await expect(blob.open()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "IMAGE_INCOMPLETE" });
    await image.close?.();
  });
});

test("containerd that is named and not there is an error", async () => {
  const host = {
    environment: { CONTAINERD_ADDRESS: "unix:///nowhere/c.sock" },
    home: "/h",
    platform: "linux",
  } as const;
  await expect(openContainerd("app", "containerd://app", {}, host)).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("containerd (/nowhere/c.sock): there is no such socket"),
  });
});

test("an answer that is no message of its API is an error", async () => {
  const { socketPath } = await grpcServer(() => ({ messages: [Uint8Array.of(0x0a, 0x7f)] }));
  const host = { environment: { CONTAINERD_ADDRESS: socketPath }, home: "/h", platform: "linux" } as const;
  await expect(openContainerd("app", "containerd://app", {}, host)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});

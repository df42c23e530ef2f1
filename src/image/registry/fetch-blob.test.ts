import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { clientOf, endpointOf, QUICK, readAll } from "../../../test/support/registry-client.ts";
import {
  type RegistryServer,
  type RegistryServerOptions,
  startRegistry,
} from "../../../test/support/registry-server.ts";
import { sha256Of } from "../../host/sha256.ts";
import { buildImage } from "../build/build-image.ts";

// Bytes that do not pack, so that the blob is as long as it looks.
const noise = Buffer.from(Array.from({ length: 6400 }, (_, number) => sha256Of(`${number}`).slice(7)).join(""), "hex");
const image = buildImage({ layers: [{ entries: [{ path: "noise", content: noise }] }] });
const images = { "team/app:1": image };
const [layer = image.manifest] = image.layers;
const sizeBytes = layer.bytes.length;

const read = ({ url }: RegistryServer, digest = layer.digest, size = sizeBytes) =>
  readAll(clientOf([endpointOf(url)]).openBlob("team/app", digest, size));

const rangesOf = ({ requests }: RegistryServer) => requests.map(({ headers }) => headers.range);

describe("a connection that drops", () => {
  test.each<{ title: string; options: RegistryServerOptions; ranges: (string | undefined)[] }>([
    {
      title: "is taken up where it was",
      options: { drops: { afterBytes: 50_000, times: 3 } },
      ranges: [undefined, "bytes=50000-", "bytes=100000-", "bytes=150000-"],
    },
    {
      title: "more often than there are tries, as long as each brings something",
      options: { drops: { afterBytes: 20_000, times: 6 } },
      ranges: [undefined, ...[20, 40, 60, 80, 100, 120].map((kilo) => `bytes=${kilo}000-`)],
    },
    {
      title: "of which the length is not known",
      options: { drops: { afterBytes: 50_000, times: 1 }, chunked: true },
      ranges: [undefined, "bytes=50000-"],
    },
    {
      title: "of a server that falls silent",
      options: { drops: { afterBytes: 50_000, times: 1 }, isSilent: true },
      ranges: [undefined, "bytes=50000-"],
    },
    {
      title: "of a server that ignores ranges: the beginning is thrown away",
      options: { drops: { afterBytes: 50_000, times: 1 }, ranges: "ignored" },
      ranges: [undefined, "bytes=50000-"],
    },
    {
      title: "of a server that refuses ranges: from the start",
      options: { drops: { afterBytes: 50_000, times: 1 }, ranges: "refused" },
      ranges: [undefined, "bytes=50000-", undefined],
    },
    {
      title: "of a server that gives another part: from the start",
      options: { drops: { afterBytes: 50_000, times: 1 }, ranges: "wrong" },
      ranges: [undefined, "bytes=50000-", undefined],
    },
  ])("$title", async ({ options, ranges }) => {
    await using registry = await startRegistry({ images, ...options });
    expect(sha256Of(await read(registry))).toBe(layer.digest);
    expect(rangesOf(registry)).toEqual(ranges);
  });

  test("is given up when nothing new comes", async () => {
    await using registry = await startRegistry({ images, drops: { afterBytes: 0, times: 99 } });
    await expect(read(registry)).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    expect(registry.requests).toHaveLength(QUICK.tries);
  });

  test("is given up when a server without ranges never gets as far again", async () => {
    let answers = 0;
    await using registry = await startRegistry({
      answer: (_, response) => {
        const sent = layer.bytes.subarray(0, answers++ === 0 ? 50_000 : 10_000);
        response.writeHead(200, { "Content-Length": sizeBytes });
        response.write(sent, () => response.destroy());
        return true;
      },
    });
    await expect(read(registry)).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    expect(registry.requests).toHaveLength(1 + QUICK.tries - 1);
  });

  test("brings a fresh signature where blobs are elsewhere", async () => {
    await using registry = await startRegistry({
      images,
      blobsElsewhere: true,
      drops: { afterBytes: 50_000, times: 2 },
    });
    expect(sha256Of(await read(registry))).toBe(layer.digest);
    expect(registry.requests.map(({ server }) => server)).toEqual(
      ["registry", "blobs"].flatMap((s) => [s]).concat("registry", "blobs", "registry", "blobs"),
    );
  });
});

describe("a server that is busy", () => {
  test.each([429, 500, 503])("with %d in the middle is asked again", async (status) => {
    let asked = 0;
    await using registry = await startRegistry({
      images,
      drops: { afterBytes: 50_000, times: 1 },
      answer: (_, response) => {
        asked++;
        if (asked !== 2) return false;
        response.writeHead(status, { "Retry-After": "0" }).end();
        return true;
      },
    });
    expect(sha256Of(await read(registry))).toBe(layer.digest);
    expect(rangesOf(registry)).toEqual([undefined, "bytes=50000-", "bytes=50000-"]);
  });

  test("and wants a longer pause than we make is told of", async () => {
    const fails = { times: 1, status: 503, headers: { "Retry-After": "7200" } };
    await using registry = await startRegistry({ images, fails });
    await expect(read(registry)).rejects.toThrow("it asks to wait 2 hours, more than the 1 minute we wait");
    expect(registry.requests).toHaveLength(1);
  });
});

describe("a blob", () => {
  test.each([
    { title: "shorter than its manifest says", chunked: false, cut: -10, code: "IMAGE_INCOMPLETE", requests: 1 },
    { title: "longer than its manifest says", chunked: false, cut: 10, code: "DIGEST_MISMATCH", requests: 1 },
    { title: "shorter, without a length", chunked: true, cut: -10, code: "IMAGE_INCOMPLETE", requests: QUICK.tries },
    { title: "longer, without a length", chunked: true, cut: 10, code: "DIGEST_MISMATCH", requests: 1 },
  ])("that is $title is refused", async ({ chunked, cut, code, requests }) => {
    const bytes = cut < 0 ? layer.bytes.subarray(0, cut) : Buffer.concat([layer.bytes, Buffer.alloc(cut)]);
    await using registry = await startRegistry({ images, chunked });
    registry.blobs.set(layer.digest, { ...layer, bytes });
    await expect(read(registry)).rejects.toMatchObject({ code });
    expect(registry.requests.length).toBeLessThanOrEqual(requests);
  });

  test("never yields more than it has, even of a server that sends on and on", async () => {
    await using registry = await startRegistry({
      answer: (_, response) => {
        const more = () => response.write(Buffer.alloc(65_536), () => setImmediate(more));
        response.on("close", () => response.destroy());
        more();
        return true;
      },
    });
    let received = 0;
    const stream = clientOf([endpointOf(registry.url)]).openBlob("team/app", layer.digest, 100_000);
    const run = (async () => {
      for await (const chunk of stream) received += chunk.length;
    })();
    await expect(run).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
    expect(received).toBeLessThanOrEqual(100_000);
  });

  test("without bytes is not asked for", async () => {
    await using registry = await startRegistry({ images });
    expect(await read(registry, layer.digest, 0)).toHaveLength(0);
    expect(registry.requests).toEqual([]);
  });

  test("that a reader leaves early lets go of its connection", async () => {
    await using registry = await startRegistry({ images });
    const client = clientOf([endpointOf(registry.url)]);
    // More than there are connections: one that was kept would stop the last ones.
    for (let count = 0; count < 10; count++) {
      for await (const chunk of client.openBlob("team/app", layer.digest, sizeBytes)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
    }
    expect(registry.requests).toHaveLength(10);
  });

  test("whose reader takes its time is not taken for silent", async () => {
    // More than all buffers on the way hold, so that the server waits for the reader.
    const bytes = Buffer.alloc(32 * 1024 * 1024);
    await using registry = await startRegistry({ images });
    registry.blobs.set(layer.digest, { ...layer, bytes });
    const patience = { ...QUICK, silenceMs: 100 };
    const client = clientOf([endpointOf(registry.url)], { patience });
    let received = 0;
    for await (const chunk of client.openBlob("team/app", layer.digest, bytes.length)) {
      if (received === 0) await setTimeout(500);
      received += chunk.length;
    }
    expect(received).toBe(bytes.length);
    expect(registry.requests).toHaveLength(1);
  });

  test("is over when the work is interrupted", async () => {
    const stop = new AbortController();
    await using registry = await startRegistry({ images, drops: { afterBytes: 50_000, times: 9 }, isSilent: true });
    const client = clientOf([endpointOf(registry.url)], { signal: stop.signal });
    const run = (async () => {
      for await (const chunk of client.openBlob("team/app", layer.digest, sizeBytes)) if (chunk.length) stop.abort();
    })();
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("can be read many at a time", async () => {
    await using registry = await startRegistry({ images, drops: { afterBytes: 30_000, times: 8 } });
    const client = clientOf([endpointOf(registry.url)]);
    const streams = Array.from({ length: 12 }, () => readAll(client.openBlob("team/app", layer.digest, sizeBytes)));
    for (const bytes of await Promise.all(streams)) expect(sha256Of(bytes)).toBe(layer.digest);
  });
});

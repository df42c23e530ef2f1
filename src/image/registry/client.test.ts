import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { clientOf, endpointOf, QUICK, readAll } from "../../../test/support/registry-client.ts";
import { startRegistry } from "../../../test/support/registry-server.ts";
import { sha256Of } from "../../host/sha256.ts";
import { buildImage, buildIndex } from "../build/build-image.ts";

const image = buildImage({ layers: [{ entries: [{ path: "etc/motd", content: "hello" }] }] });
const other = buildImage({ layers: [{ entries: [{ path: "other", content: "x" }] }], architecture: "arm64" });
const images = { "team/app:1": image };
const { manifest, config } = image;
const [layer = manifest] = image.layers;

describe("a manifest", () => {
  test("by tag, with the digest of its bytes", async () => {
    await using registry = await startRegistry({ images });
    const client = clientOf([endpointOf(registry.url)]);
    expect(await client.getManifest("team/app", "1")).toEqual({ ...manifest, bytes: Buffer.from(manifest.bytes) });
    expect(registry.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /v2/team/app/manifests/1"]);
  });

  test("by digest", async () => {
    await using registry = await startRegistry({ images });
    const client = clientOf([endpointOf(registry.url)]);
    expect((await client.getManifest("team/app", manifest.digest)).digest).toBe(manifest.digest);
  });

  test("asks for every kind there is, that of schema 1 last", async () => {
    await using registry = await startRegistry({ images });
    await clientOf([endpointOf(registry.url)]).getManifest("team/app", "1");
    expect(registry.requests[0]?.headers.accept?.split(", ")).toEqual([
      "application/vnd.oci.image.index.v1+json",
      "application/vnd.docker.distribution.manifest.list.v2+json",
      "application/vnd.oci.image.manifest.v1+json",
      "application/vnd.docker.distribution.manifest.v2+json",
      "application/vnd.docker.distribution.manifest.v1+prettyjws",
      "application/vnd.docker.distribution.manifest.v1+json",
    ]);
    expect(registry.requests[0]?.headers["user-agent"]).toBe("plimsoll");
  });

  test("that has another digest than the one asked for is refused", async () => {
    await using registry = await startRegistry({ images });
    registry.blobs.set(manifest.digest, other.manifest);
    const got = clientOf([endpointOf(registry.url)]).getManifest("team/app", manifest.digest);
    await expect(got).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("that has another digest than the registry says is refused", async () => {
    await using registry = await startRegistry({ images, contentDigest: other.manifest.digest });
    const got = clientOf([endpointOf(registry.url)]).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("of schema 1 is named for what it is", async () => {
    const body = JSON.stringify({ schemaVersion: 1, name: "team/app", fsLayers: [] });
    const type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    await using registry = await startRegistry({
      answer: (_, response) => {
        response.writeHead(200, { "Content-Type": type }).end(body);
        return true;
      },
    });
    const client = clientOf([endpointOf(registry.url)]);
    for (const reference of ["1", manifest.digest]) {
      const got = client.getManifest("team/app", reference);
      await expect(got).rejects.toMatchObject({ code: "MEDIA_TYPE_UNSUPPORTED" });
      await expect(got).rejects.toThrow(/schema 1.*pull and push the image with a current client/);
    }
  });

  test("that is larger than a document may be is not read to its end", async () => {
    await using registry = await startRegistry({ images });
    const got = clientOf([endpointOf(registry.url)], { limits: { documentBytes: 100 } }).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  const index = buildIndex([image]);
  test.each([
    { title: "its own word", type: "text/html", body: manifest.bytes, mediaType: manifest.mediaType },
    {
      title: "its own word before the header's",
      type: index.mediaType,
      body: manifest.bytes,
      mediaType: manifest.mediaType,
    },
    {
      title: "the header, without its parameters",
      type: "application/vnd.docker.distribution.manifest.v2+json; charset=utf-8",
      body: '{"layers":[]}',
      mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    },
    {
      title: "the fields of an index",
      type: "application/json",
      body: '{"manifests":[]}',
      mediaType: "application/vnd.oci.image.index.v1+json",
    },
    {
      title: "the fields of a manifest",
      type: "application/octet-stream",
      body: '{"layers":[]}',
      mediaType: "application/vnd.oci.image.manifest.v1+json",
    },
    { title: "the header of what is no JSON", type: "text/html", body: "<p>", mediaType: "text/html" },
    { title: "the header of what is no object", type: "application/json", body: "null", mediaType: "application/json" },
  ])("is what it is by $title", async ({ type, body, mediaType }) => {
    await using registry = await startRegistry({
      answer: (_, response) => {
        response.writeHead(200, { "Content-Type": type }).end(body);
        return true;
      },
    });
    expect((await clientOf([endpointOf(registry.url)]).getManifest("team/app", "1")).mediaType).toBe(mediaType);
  });
});

describe("a blob", () => {
  test("as a stream", async () => {
    await using registry = await startRegistry({ images });
    const client = clientOf([endpointOf(registry.url)]);
    const stream = client.openBlob("team/app", layer.digest, layer.bytes.length);
    expect(registry.requests).toEqual([]);
    expect(sha256Of(await readAll(stream))).toBe(layer.digest);
  });

  test("in memory is verified", async () => {
    await using registry = await startRegistry({ images });
    const client = clientOf([endpointOf(registry.url)]);
    expect(sha256Of(await client.getBlob("team/app", config.digest, config.bytes.length))).toBe(config.digest);

    registry.blobs.set(config.digest, { ...config, bytes: config.bytes.toReversed() });
    const got = client.getBlob("team/app", config.digest, config.bytes.length);
    await expect(got).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("in memory is not asked for when it says itself to be too large", async () => {
    await using registry = await startRegistry({ images });
    const client = clientOf([endpointOf(registry.url)], { limits: { documentBytes: 10 } });
    const got = client.getBlob("team/app", config.digest, config.bytes.length);
    await expect(got).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect(registry.requests).toEqual([]);
  });

  test("that is missing is told by its digest", async () => {
    await using registry = await startRegistry({ images });
    registry.blobs.delete(layer.digest);
    const read = readAll(clientOf([endpointOf(registry.url)]).openBlob("team/app", layer.digest, 10));
    await expect(read).rejects.toMatchObject({ code: "IMAGE_INCOMPLETE" });
    await expect(read).rejects.toThrow(layer.digest);
  });
});

describe("mirrors", () => {
  const mirror = (url: string) => endpointOf(url, { isMirror: true });

  test("are asked first, and alone when they have everything", async () => {
    await using first = await startRegistry({ images });
    await using registry = await startRegistry({ images });
    const client = clientOf([mirror(first.url), endpointOf(registry.url)]);
    await client.getManifest("team/app", "1");
    await readAll(client.openBlob("team/app", layer.digest, layer.bytes.length));
    expect(registry.requests).toEqual([]);
    expect(client.notices).toEqual([]);
    expect(client.answerFacts()).toBeUndefined();
  });

  test.each([
    { title: "has no such image", options: { images: {} }, says: "has no such repository" },
    { title: "is broken", options: { fails: { times: 9, status: 500 } }, says: "answered 500" },
    {
      title: "wants credentials",
      options: { auth: { kind: "basic", user: "u", password: "p" } as const },
      says: "refuses access",
    },
    { title: "is busy", options: { fails: { times: 9, status: 429 } }, says: "takes no more requests" },
    {
      title: "gives other bytes",
      options: { images, contentDigest: other.manifest.digest },
      says: "have the digest",
    },
  ])("that $title is passed over, with a notice", async ({ options, says }) => {
    await using bad = await startRegistry(options);
    await using registry = await startRegistry({ images });
    const client = clientOf([mirror(bad.url), endpointOf(registry.url)]);
    expect((await client.getManifest("team/app", "1")).digest).toBe(manifest.digest);
    expect(client.notices).toHaveLength(1);
    expect(client.notices[0]).toContain(says);
    expect(client.notices[0]).toContain(`the mirror ${bad.host}`);
    expect(client.notices[0]).toContain(`${registry.host} is asked instead`);
    // One try is enough where another server waits; for the rest of the image that one is asked at once.
    await client.getBlob("team/app", config.digest, config.bytes.length);
    expect(bad.requests).toHaveLength(1);
  });

  test("that cannot be reached is passed over, and not asked again for the same repository", async () => {
    const gone = await startRegistry();
    await gone[Symbol.asyncDispose]();
    await using registry = await startRegistry({ images });
    const client = clientOf([mirror(gone.url), endpointOf(registry.url)]);
    await client.getManifest("team/app", "1");
    await client.getManifest("team/app", manifest.digest);
    await client.getBlob("team/app", config.digest, config.bytes.length);
    expect(client.notices).toHaveLength(1);
    expect(client.notices[0]).toContain("refuses connections");
  });

  test("that lack a blob leave it to the next", async () => {
    await using first = await startRegistry({ images });
    await using second = await startRegistry({ images });
    await using registry = await startRegistry({ images });
    for (const { blobs } of [first, second]) blobs.delete(layer.digest);
    const client = clientOf([mirror(first.url), mirror(second.url), endpointOf(registry.url)]);
    await client.getManifest("team/app", "1");
    const bytes = await readAll(client.openBlob("team/app", layer.digest, layer.bytes.length));
    expect(sha256Of(bytes)).toBe(layer.digest);
    expect(client.notices).toHaveLength(2);
  });

  test("that are busy when a blob is asked for are not waited for", async () => {
    await using first = await startRegistry({ images, fails: { times: 9, status: 503, path: /blobs/ } });
    await using registry = await startRegistry({ images });
    const client = clientOf([mirror(first.url), endpointOf(registry.url)]);
    await client.getManifest("team/app", "1");
    await readAll(client.openBlob("team/app", layer.digest, layer.bytes.length));
    expect(first.requests).toHaveLength(2);
  });

  test("that break off in the middle of a blob leave the rest to the next", async () => {
    await using first = await startRegistry({ images, drops: { afterBytes: 20, times: 1 } });
    await using registry = await startRegistry({ images });
    const client = clientOf([mirror(first.url), endpointOf(registry.url)]);
    await client.getManifest("team/app", "1");
    first.blobs.set(layer.digest, layer);
    const stream = client.openBlob("team/app", layer.digest, layer.bytes.length);
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      first.blobs.delete(layer.digest);
    }
    expect(sha256Of(Buffer.concat(chunks))).toBe(layer.digest);
    expect(registry.requests[0]?.headers.range).toBe("bytes=20-");
  });

  test("are told nothing that is known of the registry, and the last one's error is the error", async () => {
    await using first = await startRegistry({ auth: { kind: "token", users: { me: "secret" } } });
    await using registry = await startRegistry({ images: {} });
    const searches: string[] = [];
    const credentials = { [registry.host]: { kind: "basic", user: "me", password: "secret", origin: "here" } } as const;
    const client = clientOf([mirror(first.url), endpointOf(registry.url)], { credentials, searches });
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
    expect(searches).toEqual([first.host]);
    expect(first.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  test("on the registry's own host may keep it under another name", async () => {
    await using registry = await startRegistry({ images });
    const cache = endpointOf(registry.url, { isMirror: true, repository: "cache/team/app" });
    const client = clientOf([cache, endpointOf(registry.url)]);
    expect((await client.getManifest("team/app", "1")).digest).toBe(manifest.digest);
  });

  test("that keep a repository under another name are asked for that one, with a token for it", async () => {
    const auth = { kind: "token", isOpen: true, withoutScope: true } as const;
    await using first = await startRegistry({ images: { "cache/team/app:1": image }, auth });
    const endpoint = endpointOf(`${first.url}`, { isMirror: true, repository: "cache/team/app" });
    const client = clientOf([endpoint]);
    await client.getManifest("team/app", "1");
    await client.getBlob("team/app", config.digest, config.bytes.length);
    expect(first.requests.map(({ url }) => decodeURIComponent(url))).toEqual([
      "/v2/cache/team/app/manifests/1",
      "/token?service=test-registry&scope=repository:cache/team/app:pull",
      "/v2/cache/team/app/manifests/1",
      `/v2/cache/team/app/blobs/${config.digest}`,
    ]);
  });
});

describe("a registry that may be insecure", () => {
  test("is asked by plain http when it does not speak TLS, without a word", async () => {
    await using registry = await startRegistry({ images });
    const client = clientOf([
      endpointOf(registry.url.replace("http:", "https:"), { skipVerify: true }),
      endpointOf(registry.url),
    ]);
    await client.getManifest("team/app", "1");
    await client.getBlob("team/app", config.digest, config.bytes.length);
    expect(client.notices).toEqual([]);
    expect(registry.requests).toHaveLength(2);
    expect(client.answerFacts()).toBeDefined();
  });

  test("is not asked by plain http once it has answered encrypted", async () => {
    const tls = makeCertificate("127.0.0.1");
    let breaks = 0;
    await using registry = await startRegistry({
      images,
      tls,
      answer: (_, response) => {
        if (breaks === 0) return false;
        breaks--;
        response.destroy();
        return true;
      },
    });
    const twin = endpointOf(registry.url.replace("https:", "http:"));
    const client = clientOf([endpointOf(registry.url, { skipVerify: true }), twin]);
    await expect(client.getManifest("team/app", "2")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
    breaks = 2;
    await client.getManifest("team/app", "1");
    expect(client.notices).toEqual([]);
  });
});

describe("patience", () => {
  test("a port that is closed at the first contact is not tried again", async () => {
    const gone = await startRegistry();
    await gone[Symbol.asyncDispose]();
    const patience = { ...QUICK, firstPauseMs: 3_600_000, longestPauseMs: 3_600_000 };
    const got = clientOf([endpointOf(gone.url)], { patience }).getManifest("team/app", "1");
    await expect(got).rejects.toThrow("refuses connections");
  });

  test.each([429, 500, 503])("a registry that answers %d is asked again", async (status) => {
    await using registry = await startRegistry({
      images,
      fails: { times: 2, status, headers: { "Retry-After": "0" } },
    });
    const client = clientOf([endpointOf(registry.url)]);
    expect((await client.getManifest("team/app", "1")).digest).toBe(manifest.digest);
    expect(registry.requests).toHaveLength(3);
  });

  test("a registry that breaks off is asked again", async () => {
    let breaks = 2;
    await using registry = await startRegistry({
      images,
      answer: (_, response) => {
        if (breaks === 0) return false;
        breaks--;
        response.destroy();
        return true;
      },
    });
    const client = clientOf([endpointOf(registry.url)]);
    expect((await client.getManifest("team/app", "1")).digest).toBe(manifest.digest);
  });

  test.each([400, 404, 405])("one that answers %d is not", async (status) => {
    await using registry = await startRegistry({ images, fails: { times: 1, status } });
    await expect(clientOf([endpointOf(registry.url)]).getManifest("team/app", "1")).rejects.toThrow();
    expect(registry.requests).toHaveLength(1);
  });

  test("a registry that never answers is given up", async () => {
    await using registry = await startRegistry({ answer: () => true });
    const got = clientOf([endpointOf(registry.url)]).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    await expect(got).rejects.toThrow("did not answer within 0.5 s");
    expect(registry.requests).toHaveLength(3);
  });

  test("is over when the work is interrupted", async () => {
    const stop = new AbortController();
    await using registry = await startRegistry({
      answer: () => {
        stop.abort();
        return true;
      },
    });
    const got = clientOf([endpointOf(registry.url)], { signal: stop.signal }).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(registry.requests).toHaveLength(1);
  });
});

describe("what a registry tells of itself", () => {
  test("is its first answer's headers and its challenge, without what may be secret", async () => {
    await using registry = await startRegistry({
      images,
      auth: { kind: "token", isOpen: true },
      headers: { "X-Registry": "test", "Set-Cookie": "session=1" },
    });
    const client = clientOf([endpointOf(registry.url)]);
    expect(client.answerFacts()).toBeUndefined();
    await client.getManifest("team/app", "1");
    expect(client.answerFacts()).toMatchObject({
      headers: { "x-registry": "test", "content-type": "application/json" },
      realm: `${registry.realmUrl}/token`,
      service: "test-registry",
    });
    expect(Object.keys(client.answerFacts()?.headers ?? {})).not.toContain("set-cookie");
  });

  test("is what it calls itself where it wants a password", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "basic", user: "me", password: "x" } });
    const client = clientOf([endpointOf(registry.url)]);
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    expect(client.answerFacts()).toMatchObject({ realm: "test" });
  });

  test("is not where it sends people for blobs", async () => {
    await using registry = await startRegistry({ images, blobsElsewhere: true });
    const client = clientOf([endpointOf(registry.url)]);
    await client.getBlob("team/app", config.digest, config.bytes.length);
    expect(JSON.stringify(client.answerFacts())).not.toContain("SECRET-SIGNATURE");
  });
});

describe("a server that trickles without end", () => {
  /** A byte at a time: never silent, never done. */
  const trickle = (response: ServerResponse, type: string) => {
    response.writeHead(200, { "Content-Type": type });
    const timer = setInterval(() => response.write(" "), 5);
    response.once("close", () => clearInterval(timer));
  };
  const patience = { ...QUICK, documentMs: 100 };
  const slow = { code: "REGISTRY_UNREACHABLE", message: expect.stringContaining("is not there after 0.1 s") };

  test.each([
    { title: "a manifest", path: /manifests/ },
    { title: "a token", path: /token/, auth: { kind: "token", isOpen: true } as const },
  ])("instead of $title is given up, and not asked again", async ({ path, auth }) => {
    await using realm = await startRegistry({
      answer: (_, response) => {
        trickle(response, "application/json");
        return true;
      },
    });
    await using registry = await startRegistry({
      images,
      ...(auth && { auth: { ...auth, realm: `${realm.url}/token` } }),
      answer: (_, response) => {
        if (!auth) trickle(response, manifest.mediaType);
        return !auth;
      },
    });
    const got = clientOf([endpointOf(registry.url)], { patience }).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject(slow);
    expect([...registry.requests, ...realm.requests].filter(({ url }) => path.test(url))).toHaveLength(1);
  });

  const trickleBlobs = ({ url }: { url: string }, response: ServerResponse) => {
    if (url.includes("/blobs/")) trickle(response, "application/octet-stream");
    return url.includes("/blobs/");
  };

  test("instead of a config is given up", async () => {
    await using registry = await startRegistry({ images, answer: trickleBlobs });
    const got = clientOf([endpointOf(registry.url)], { patience }).getBlob("team/app", config.digest, 1_000_000);
    await expect(got).rejects.toMatchObject(slow);
    expect(registry.requests).toHaveLength(1);
  });

  test("and is a mirror is passed over", async () => {
    await using registry = await startRegistry({ images });
    await using mirror = await startRegistry({
      images,
      answer: (_, response) => {
        const bytes = [...config.bytes];
        const timer = setInterval(() => response.write(Buffer.of(bytes.shift() ?? 0)), 20);
        response.once("close", () => clearInterval(timer));
        return true;
      },
    });
    const endpoints = [endpointOf(mirror.url, { isMirror: true }), endpointOf(registry.url)];
    const client = clientOf(endpoints, { patience });
    const got = await client.getBlob("team/app", config.digest, config.bytes.length);
    expect(sha256Of(got)).toBe(config.digest);
    expect(registry.requests.map(({ headers }) => headers.range)).toEqual([expect.stringMatching(/^bytes=\d+-$/)]);
  });

  test("with a refusal ends with what its status says", async () => {
    await using registry = await startRegistry({
      answer: (_, response) => {
        response.writeHead(403, { "Content-Type": "text/plain" });
        const timer = setInterval(() => response.write(" "), 5);
        response.once("close", () => clearInterval(timer));
        return true;
      },
    });
    const got = clientOf([endpointOf(registry.url)], { patience }).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
  });

  test("behind a redirect is not waited for", async () => {
    await using registry = await startRegistry({
      images,
      answer: ({ url }, response) => {
        if (url.includes("?")) return false;
        response.writeHead(307, { Location: `${url}?there` });
        const timer = setInterval(() => response.write(" "), 5);
        response.once("close", () => clearInterval(timer));
        return true;
      },
    });
    const client = clientOf([endpointOf(registry.url)], { patience: { ...patience, connectMs: 500 } });
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
    expect(registry.requests).toHaveLength(2);
  });
});

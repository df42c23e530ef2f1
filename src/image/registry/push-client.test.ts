import { describe, expect, onTestFinished, test } from "vitest";
import { endpointOf, QUICK } from "../../../test/support/registry-client.ts";
import { startRegistry } from "../../../test/support/registry-server.ts";
import { startUploadRegistry } from "../../../test/support/upload-registry.ts";
import { sha256Of } from "../../host/sha256.ts";
import type { Credential, Endpoint } from "./credential.ts";
import { createRegistryPusher, type RegistryPusherOptions } from "./push-client.ts";

const MIB = 1024 * 1024;

function pusherOf(
  endpoint: string | readonly Endpoint[],
  credential?: Credential,
  more: Partial<RegistryPusherOptions> = {},
) {
  const endpoints = typeof endpoint === "string" ? [endpointOf(endpoint)] : endpoint;
  const host = new URL(endpoints.at(-1)?.url ?? "").host;
  const searched = [{ place: "~/.docker/config.json", result: "no such file" }];
  const pusher = createRegistryPusher({
    settings: { host, endpoints },
    findCredential: async () => ({ searched, ...(credential && { credential }) }),
    repository: "team/app",
    tag: "latest",
    patience: QUICK,
    ...more,
  });
  onTestFinished(() => pusher.close());
  return pusher;
}

function blobOf(text: string) {
  const bytes = Buffer.from(text);
  return {
    digest: sha256Of(bytes),
    sizeBytes: bytes.length,
    async *open(from: number, to: number) {
      for (let at = from; at < to; at += 64 * 1024) yield bytes.subarray(at, Math.min(at + 64 * 1024, to));
    },
  };
}

const ada: Credential = { kind: "basic", user: "ada", password: "horse", origin: "a test" };

describe("a blob", () => {
  test("goes in one request, to where the registry says", async () => {
    await using registry = await startUploadRegistry();
    const blob = blobOf("hello");
    expect(await pusherOf(registry.url).pushBlob(blob)).toBe(true);
    expect(registry.blobs.get(blob.digest)).toBe("hello");
    expect(registry.asked()).toEqual([
      "HEAD blobs/DIGEST",
      "POST blobs/uploads/",
      "PUT blobs/uploads/SESSION?&digest=DIGEST",
    ]);
    expect(registry.requests[2]?.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-length": "5",
    });
  });

  test("that is there is not sent", async () => {
    await using registry = await startUploadRegistry();
    const pusher = pusherOf(registry.url);
    await pusher.pushBlob(blobOf("hello"));
    expect(await pusher.pushBlob(blobOf("hello"))).toBe(false);
    expect(registry.asked().slice(3)).toEqual(["HEAD blobs/DIGEST"]);
  });

  test.each<[what: string, mostBytes: number, sizeBytes: number, ranges: readonly string[]]>([
    ["8 MiB", 8 * MIB, 9 * MIB, ["0-8388607", "8388608-9437183"]],
    ["half a MiB", MIB, MIB + 7, ["0-524287", "524288-1048575", "1048576-1048582"]],
  ])("goes in parts of %s where more is too large", async (_, mostBytes, sizeBytes, ranges) => {
    await using registry = await startUploadRegistry({ mostBytes });
    const blob = blobOf("x".repeat(sizeBytes));
    const seen: number[] = [];
    await pusherOf(registry.url).pushBlob(blob, (bytes) => seen.push(bytes));
    expect(registry.blobs.get(blob.digest)?.length).toBe(sizeBytes);
    const parts = registry.requests.filter(({ method }) => method === "PATCH");
    expect(parts.map(({ headers }) => headers["content-range"])).toEqual(ranges);
    expect(seen.at(-1)).toBe(sizeBytes);
    expect(registry.asked().at(-1)).toBe("PUT blobs/uploads/SESSION?&digest=DIGEST");
  });

  test("goes in no smaller parts than the registry takes", async () => {
    await using registry = await startUploadRegistry({ mostBytes: MIB, fewestBytes: MIB });
    const blob = blobOf("x".repeat(MIB + 1));
    await pusherOf(registry.url).pushBlob(blob);
    const parts = registry.requests.filter(({ method }) => method === "PATCH");
    expect(parts.map(({ headers }) => headers["content-range"])).toEqual(["0-1048575", "1048576-1048576"]);
  });

  test("is sent again where the connection breaks off", async () => {
    await using registry = await startUploadRegistry({ breaks: [1] });
    const blob = blobOf("hello");
    expect(await pusherOf(registry.url).pushBlob(blob)).toBe(true);
    expect(registry.blobs.has(blob.digest)).toBe(true);
  });

  test("goes on from where it stood when a part did not arrive", async () => {
    // The whole is refused, then the second of three parts is lost.
    await using registry = await startUploadRegistry({ mostBytes: MIB / 2, breaks: [3] });
    const blob = blobOf("x".repeat(MIB + 7));
    await pusherOf(registry.url).pushBlob(blob);
    expect(registry.blobs.get(blob.digest)?.length).toBe(MIB + 7);
    expect(registry.asked().filter((one) => /^(PATCH|GET)/.test(one))).toEqual([
      "PATCH blobs/uploads/SESSION?",
      "PATCH blobs/uploads/SESSION?",
      "GET blobs/uploads/SESSION?",
      "PATCH blobs/uploads/SESSION?",
      "PATCH blobs/uploads/SESSION?",
    ]);
  });

  test("does not go where nothing is encrypted, when it began where it is", async () => {
    await using registry = await startUploadRegistry({ locations: "ftp://elsewhere.test" });
    await expect(pusherOf(registry.url).pushBlob(blobOf("hello"))).rejects.toMatchObject({ code: "REGISTRY_INSECURE" });
  });

  test("takes no credentials to another server", async () => {
    await using elsewhere = await startUploadRegistry({
      answer: (_, response) => {
        response.writeHead(201).end();
        return true;
      },
    });
    await using registry = await startUploadRegistry({
      locations: elsewhere.url,
      answer: ({ headers }, response) => {
        if (headers.authorization !== undefined) return false;
        response.writeHead(401, { "WWW-Authenticate": "Basic" }).end();
        return true;
      },
    });
    expect(await pusherOf(registry.url, ada).pushBlob(blobOf("hello"))).toBe(true);
    expect(registry.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
    expect(elsewhere.requests.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ["PUT", undefined],
    ]);
  });
});

describe("a refusal says what to do:", () => {
  const refusing = (status: number) =>
    startUploadRegistry({
      answer: ({ method }, response) => {
        if (method !== "POST") return false;
        response.writeHead(status, status === 401 ? { "WWW-Authenticate": "Basic" } : {}).end();
        return true;
      },
    });

  test.each([
    [401, undefined, "REGISTRY_DENIED", /no credentials for .* were found, looked for in .*; log in with/],
    [401, ada, "REGISTRY_DENIED", /with the credentials from a test: they do not suffice to push there/],
    [403, ada, "REGISTRY_DENIED", /refuses access/],
    [404, undefined, "IMAGE_NOT_FOUND", /has no such repository and makes none by itself; create it there first/],
    [405, undefined, "REGISTRY_UNEXPECTED_STATUS", /for reading only/],
  ] as const)("%i", async (status, credential, code, message) => {
    await using registry = await refusing(status);
    const pushed = pusherOf(registry.url, credential).pushBlob(blobOf("hello"));
    await expect(pushed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("a manifest", () => {
  const manifest = { bytes: Buffer.from('{"layers":[]}'), mediaType: "application/vnd.oci.image.manifest.v1+json" };

  test("gets a tag, and is what the registry then has", async () => {
    await using registry = await startUploadRegistry();
    const pusher = pusherOf(registry.url);
    expect(await pusher.getManifest("latest")).toBeUndefined();
    expect(await pusher.pushManifest(manifest)).toBe(sha256Of(manifest.bytes));
    expect(registry.requests.at(-1)?.headers["content-type"]).toBe(manifest.mediaType);
    expect(await pusher.getManifest("latest")).toMatchObject({ digest: sha256Of(manifest.bytes) });
  });

  test("is tried again when the registry is busy", async () => {
    let times = 0;
    await using registry = await startUploadRegistry({
      answer: ({ method }, response) => {
        if (method !== "PUT" || times++ > 0) return false;
        response.writeHead(503).end();
        return true;
      },
    });
    await pusherOf(registry.url).pushManifest(manifest);
    expect(registry.manifests.size).toBe(1);
  });
});

test("a token is asked for that is good for writing, from the first on", async () => {
  await using realm = await startRegistry({ auth: { kind: "token", users: { ada: "horse" } } });
  await pusherOf(realm.url, ada)
    .getManifest("latest")
    .catch(() => undefined);
  const asked = realm.requests.filter(({ server }) => server === "realm").map(({ url }) => new URL(url, "http://r"));
  expect(asked[0]?.searchParams.get("scope")).toBe("repository:team/app:pull,push");
});

test("a server that may be insecure is spoken to without encryption when it never answers with it", async () => {
  await using registry = await startUploadRegistry();
  const secure = endpointOf(registry.url.replace("http:", "https:"), { skipVerify: true });
  const pusher = pusherOf([secure, endpointOf(registry.url)]);
  expect(await pusher.getManifest("latest")).toBeUndefined();
  expect(await pusher.pushBlob(blobOf("hello"))).toBe(true);
});

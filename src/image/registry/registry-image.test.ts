import { describe, expect, test } from "vitest";
import { clientOf, endpointOf, readAll } from "../../../test/support/registry-client.ts";
import { type RegistryServer, startRegistry } from "../../../test/support/registry-server.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { sha256Of } from "../../host/sha256.ts";
import { buildImage, buildIndex } from "../build/build-image.ts";
import type { ImageName } from "../reference.ts";
import { imageOf, openRegistryImage } from "./registry-image.ts";

const layers = [
  { entries: [{ path: "etc/os-release", content: "ID=debian\n" }] },
  { entries: [{ path: "etc/motd", content: "hello" }] },
];
const amd64 = buildImage({ layers, architecture: "amd64" });
const arm64 = buildImage({ layers, architecture: "arm64" });
const images = { "team/app:1": amd64, "team/many:1": [amd64, arm64] };
const platform = { os: "linux", architecture: "arm64" };

const nameAt = ({ host }: RegistryServer, repository: string, more: Partial<ImageName> = { tag: "1" }): ImageName => ({
  host,
  repository,
  ...more,
});

const open = (registry: RegistryServer, name: ImageName, options = {}) =>
  imageOf(clientOf([endpointOf(registry.url)]), name, `registry://${name.repository}`, options);

const asked = ({ requests }: RegistryServer) => requests.map(({ url }) => url.replace("/v2/team/", ""));

test("a plain image costs its manifest and its config", async () => {
  await using registry = await startRegistry({ images });
  const image = await open(registry, nameAt(registry, "team/app"));
  expect(asked(registry)).toEqual(["app/manifests/1", `app/blobs/${amd64.config.digest}`]);
  expect(image).toMatchObject({
    source: { kind: "registry", reference: "registry://team/app", names: [`${registry.host}/team/app:1`] },
    manifestDigest: amd64.manifest.digest,
    configDigest: amd64.config.digest,
  });
  expect(image.indexDigest).toBeUndefined();
  expect(image.layers.map(({ digest }) => digest)).toEqual(amd64.layers.map(({ digest }) => digest));
});

test("an index costs itself, the manifest and the config", async () => {
  await using registry = await startRegistry({ images });
  const image = await open(registry, nameAt(registry, "team/many"), { platform });
  expect(asked(registry)).toEqual([
    "many/manifests/1",
    `many/manifests/${arm64.manifest.digest}`,
    `many/blobs/${arm64.config.digest}`,
  ]);
  expect(image).toMatchObject({
    indexDigest: buildIndex([amd64, arm64]).digest,
    manifestDigest: arm64.manifest.digest,
  });
});

test.each([
  { title: "a digest", more: { digest: amd64.manifest.digest }, path: amd64.manifest.digest, label: "@DIGEST" },
  {
    title: "the digest of a name with both",
    more: { tag: "gone", digest: amd64.manifest.digest },
    path: amd64.manifest.digest,
    label: ":gone@DIGEST",
  },
])("by $title", async ({ more, path, label }) => {
  await using registry = await startRegistry({ images });
  const image = await open(registry, nameAt(registry, "team/app", more));
  expect(asked(registry)[0]).toBe(`app/manifests/${path}`);
  const expected = `${registry.host}/team/app${label.replace("DIGEST", amd64.manifest.digest)}`;
  expect(image.source.names).toEqual([expected]);
});

test("without a tag it is the latest", async () => {
  await using registry = await startRegistry({ images: { "team/app:latest": amd64 } });
  const image = await open(registry, nameAt(registry, "team/app", {}));
  expect(image.source.names).toEqual([`${registry.host}/team/app:latest`]);
});

test("layers are fetched when they are opened, as often as they are", async () => {
  await using registry = await startRegistry({ images });
  const image = await open(registry, nameAt(registry, "team/app"));
  const before = registry.requests.length;
  const [, second] = image.layers;
  if (second?.blob.kind !== "stream") throw new Error("not a stream");
  for (let times = 1; times <= 2; times++) {
    expect(sha256Of(await readAll(second.blob.open()))).toBe(second.digest);
    expect(registry.requests).toHaveLength(before + times);
  }
});

describe("what is not what it should be is refused:", () => {
  test("a config with other bytes", async () => {
    await using registry = await startRegistry({ images });
    registry.blobs.set(amd64.config.digest, { ...amd64.config, bytes: amd64.config.bytes.toReversed() });
    await expect(open(registry, nameAt(registry, "team/app"))).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("a manifest of the index with other bytes", async () => {
    await using registry = await startRegistry({ images });
    registry.blobs.set(arm64.manifest.digest, amd64.manifest);
    const opened = open(registry, nameAt(registry, "team/many"), { platform });
    await expect(opened).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("an index that names a manifest which is gone", async () => {
    await using registry = await startRegistry({ images });
    registry.blobs.delete(arm64.manifest.digest);
    const opened = open(registry, nameAt(registry, "team/many"), { platform });
    await expect(opened).rejects.toMatchObject({ code: "IMAGE_INCOMPLETE" });
  });

  test("a page that is no manifest", async () => {
    await using registry = await startRegistry({
      answer: (_, response) => {
        response.writeHead(200, { "Content-Type": "text/html" }).end("<html>Welcome</html>");
        return true;
      },
    });
    await expect(open(registry, nameAt(registry, "team/app"))).rejects.toMatchObject({
      code: "MEDIA_TYPE_UNSUPPORTED",
    });
  });
});

test("where else a layer is said to be is never asked", async () => {
  await using elsewhere = await startRegistry({ images });
  const manifest = JSON.parse(new TextDecoder().decode(amd64.manifest.bytes));
  manifest.layers[0].urls = [`${elsewhere.url}/v2/team/app/blobs/${manifest.layers[0].digest}`];
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  await using registry = await startRegistry({ images });
  registry.tags.set("team/app:1", { ...amd64.manifest, bytes, digest: sha256Of(bytes) });
  registry.blobs.delete(manifest.layers[0].digest);

  const image = await open(registry, nameAt(registry, "team/app"));
  const [first] = image.layers;
  if (first?.blob.kind !== "stream") throw new Error("not a stream");
  await expect(readAll(first.blob.open())).rejects.toMatchObject({
    code: "IMAGE_INCOMPLETE",
    message:
      `${registry.host}/team/app: ${registry.host} does not have the blob ${first.digest}, ` +
      `a foreign layer: it is kept at ${elsewhere.host} and is not part of the registry`,
  });
  expect(elsewhere.requests).toEqual([]);
});

describe("by the settings of this machine", () => {
  const environment = () => {
    const folder = temporaryFolder();
    return { HOME: folder, DOCKER_CONFIG: folder, XDG_CONFIG_HOME: folder, XDG_RUNTIME_DIR: folder };
  };

  test("with credentials of the environment, and what the registry tells of itself", async () => {
    const auth = { kind: "token", users: { me: "password-1" } } as const;
    await using registry = await startRegistry({ images, auth, headers: { "X-Artifactory-Id": "1" } });
    const image = await openRegistryImage(nameAt(registry, "team/app"), "app", {
      environment: { ...environment(), PLIMSOLL_REGISTRY_USER: "me", PLIMSOLL_REGISTRY_PASSWORD: "password-1" },
    });
    expect(image.registry).toMatchObject({ type: "Artifactory" });
    await image.close();
  });

  test("an image that cannot be opened leaves no connection behind", async () => {
    await using registry = await startRegistry();
    const opened = openRegistryImage(nameAt(registry, "team/app"), "app", { environment: environment() });
    await expect(opened).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  });
});

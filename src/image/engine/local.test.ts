import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engineAnswers, engineServer, type KeptImage, PODMAN_HEADERS } from "../../../test/support/engine-server.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { type BuiltImage, buildImage, buildIndex } from "../build/build-image.ts";
import { type NamedImage, writeOciArchive } from "../build/write-image.ts";
import type { Image, OpenOptions } from "../image.ts";
import { findLocal, type LocalOptions, openContainersStorage, openDockerDaemon, openLocal } from "./local.ts";

const imageOf = (content: string, platform: { architecture?: string; variant?: string } = {}) =>
  buildImage({ layers: [{ entries: [{ path: "a", content }] }], ...platform });
const one = imageOf("one");
const two = imageOf("two");
const digest = `sha256:${"d".repeat(64)}`;
const arm64 = { os: "linux", architecture: "arm64" } as const;
const NOWHERE = "unix:///nowhere/engine.sock";

interface Machine {
  readonly notices: readonly string[];
  readonly options: OpenOptions;
  readonly local: LocalOptions;
}

/** A machine whose engines are where the user says; none that it really has is in sight. */
function machineAt(docker: string, podman: string): Machine {
  const notices: string[] = [];
  const environment = { DOCKER_HOST: docker, CONTAINER_HOST: podman };
  const host = { environment, home: temporaryFolder(), platform: "linux" } as const;
  return { notices, options: { onNotice: (text) => notices.push(text) }, local: { host } };
}

async function machine(
  docker: readonly KeptImage[],
  podman: readonly KeptImage[] = [],
  api = "1.41",
): Promise<Machine> {
  const dockerServer = await engineServer(engineAnswers(docker, { api }));
  const podmanServer = await engineServer(engineAnswers(podman, { headers: PODMAN_HEADERS }));
  return machineAt(dockerServer.url, podmanServer.url);
}

function open({ options, local }: Machine, name: string, more: OpenOptions = {}): Promise<Image> {
  return openLocal(name, `local://${name}`, { ...options, ...more }, local);
}

async function configOf(image: Promise<Image | undefined>): Promise<string | undefined> {
  const opened = await image;
  await opened?.close?.();
  return opened?.configDigest;
}

describe("an image", () => {
  test("is read from the engine that has it, with its names, the one that was asked for first", async () => {
    const names = { tags: ["registry.local/one:1", "docker.io/library/app:latest"], digests: [`app@${digest}`] };
    const here = await machine([{ image: two, tags: ["two:1"] }], [{ image: one, ...names, alsoKnownAs: ["app"] }]);
    const image = await open(here, "app");
    expect(image.configDigest).toBe(one.config.digest);
    expect(image.layers.map(({ diffId }) => diffId)).toEqual(one.layers.map(({ diffId }) => diffId));
    expect(image.source).toEqual({
      kind: "local",
      reference: "local://app",
      names: ["docker.io/library/app:latest", "registry.local/one:1", `app@${digest}`],
    });
    await image.close?.();
  });

  test("that two engines have is read from the first", async () => {
    const here = await machine([{ image: one, tags: ["app:1"] }], [{ image: two, tags: ["app:1"] }]);
    expect(await configOf(open(here, "app:1"))).toBe(one.config.digest);
    const podman = openContainersStorage("app:1", "containers-storage:app:1", here.options, here.local);
    expect(await configOf(podman)).toBe(two.config.digest);
  });

  test("is found by its id, which is no name", async () => {
    const id = one.config.digest.slice("sha256:".length);
    const here = await machine([
      { image: one, tags: [], alsoKnownAs: [id.slice(0, 12)] },
      { image: two, tags: [], alsoKnownAs: ["deadbeef"] },
    ]);
    expect(await configOf(open(here, one.config.digest))).toBe(one.config.digest);
    expect(await configOf(open(here, `sha256:${id.slice(0, 12)}`))).toBe(one.config.digest);
    expect(await configOf(open(here, "deadbeef"))).toBe(two.config.digest);
    await expect(open(here, "sha256:deadbeef")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  });

  test("with a tag and a digest is found by its digest where the engine does not take both", async () => {
    const here = await machine([{ image: one, tags: [], digests: [`h:1/app@${digest}`] }]);
    expect(await configOf(open(here, `h:1/app:1@${digest}`))).toBe(one.config.digest);
  });

  test("needs no choice of a name within its archive", async () => {
    const here = await machine([{ image: one, tags: ["app:1"] }]);
    expect(await configOf(open(here, "app:1", { ref: "registry.local/other:2" }))).toBe(one.config.digest);
  });

  test("that is nowhere is told with the engines that were asked", async () => {
    const here = await machine([{ image: one, tags: ["app:1"] }]);
    await expect(open(here, "app:2")).rejects.toMatchObject({
      code: "IMAGE_NOT_FOUND",
      message: expect.stringMatching(/Docker \(unix:.*DOCKER_HOST\), Podman \(unix:.*CONTAINER_HOST\): .*'app:2'/),
    });
    const daemon = openDockerDaemon("app:2", "docker-daemon:app:2", here.options, here.local);
    await expect(daemon).rejects.not.toMatchObject({ message: expect.stringContaining("Podman") });
  });

  test("larger than allowed is refused before it is saved", async () => {
    const saved = () => expect.fail("was saved");
    const here = await machine([{ image: one, tags: ["app:1"], saved }]);
    await expect(open(here, "app:1", { maxImageBytes: 10 })).rejects.toMatchObject({ code: "IMAGE_TOO_LARGE" });
  });

  test("for another platform is refused before it is saved", async () => {
    const saved = () => expect.fail("was saved");
    const here = await machine([{ image: one, tags: ["app:1"], saved }]);
    await expect(open(here, "app:1", { platform: arm64 })).rejects.toMatchObject({ code: "PLATFORM_NOT_FOUND" });
  });
});

describe("what an engine saves", () => {
  const archive = (images: readonly NamedImage[]) => {
    const file = join(temporaryFolder(), "saved.tar");
    writeOciArchive(file, images);
    return { bytes: readFileSync(file) };
  };
  const indexed = [one, imageOf("for arm64", { architecture: "arm64", variant: "v8" })];
  const index = buildIndex(indexed);
  const list = indexed.map(({ manifest }) => ({ ID: manifest.digest, Kind: "image" }));
  const ofManifest = { Id: one.manifest.digest, Descriptor: { mediaType: one.manifest.mediaType } };
  const ofIndex = { Id: index.digest, Descriptor: { mediaType: index.mediaType }, Manifests: list };

  test.each<{ title: string; description: Record<string, unknown>; images: readonly NamedImage[] }>([
    { title: "by the digest of its config", description: {}, images: [{ image: one }] },
    { title: "by the digest of its manifest", description: ofManifest, images: [{ image: one }] },
    { title: "by the digest of its index", description: ofIndex, images: [{ image: indexed }] },
    { title: "by a manifest of its index", description: ofIndex, images: [{ image: one }] },
  ])("is the image that was asked for: $title", async ({ description, images }) => {
    // API 1.47: the archive is not chosen by a platform, so its address is simple; the description is a later one's.
    const here = await machine([{ image: one, tags: ["app:1"], description, saved: archive(images) }], [], "1.47");
    const platform = { os: "linux", architecture: "amd64" };
    expect(await configOf(open(here, "app:1", { platform }))).toBe(one.config.digest);
  });

  test("may be for a platform that is not this machine's, where no other is there", async () => {
    const description = { ...ofIndex, Architecture: "arm64", Variant: "v8" };
    const saved = archive([{ image: indexed }]);
    const here = await machine([{ image: one, tags: ["app:1"], description, saved }], [], "1.47");
    expect(await configOf(open(here, "app:1"))).toBe(indexed[1]?.config.digest);
  });

  test.each<{ title: string; description: Record<string, unknown>; image: BuiltImage }>([
    { title: "another config", description: {}, image: two },
    { title: "another manifest", description: ofManifest, image: two },
    { title: "a manifest that is not of its index", description: ofIndex, image: two },
  ])("is refused with $title", async ({ description, image }) => {
    const saved = archive([{ image }]);
    const here = await machine([{ image: one, tags: ["app:1"], description, saved }], [], "1.47");
    await expect(open(here, "app:1")).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("goes by its layers where Podman's id is none of its digests", async () => {
    const here = await machine([], [{ image: one, tags: ["app:1"], description: { Id: digest } }]);
    expect(await configOf(open(here, "app:1"))).toBe(one.config.digest);
    const other = await machine(
      [],
      [{ image: two, tags: ["app:1"], description: { Id: digest }, saved: archive([{ image: one }]) }],
    );
    await expect(open(other, "app:1")).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("in part only is no image", async () => {
    const saved = { bytes: archive([{ image: one }]).bytes.subarray(0, 1500) };
    const here = await machine([{ image: one, tags: ["app:1"], saved }]);
    await expect(open(here, "app:1")).rejects.toMatchObject({ code: expect.stringMatching(/^IMAGE_/) });
  });
});

describe("the newest image", () => {
  test("is that of all engines", async () => {
    const docker = [{ image: one, tags: ["one:1"], created: 5 }];
    const here = await machine(docker, [{ image: two, tags: [], created: 6 }]);
    expect(await configOf(open(here, ""))).toBe(two.config.digest);
    const older = await machine(docker, [{ image: two, tags: [], created: 4 }]);
    expect(await configOf(open(older, ""))).toBe(one.config.digest);
  });

  test("is the first engine's where several are of one moment", async () => {
    const here = await machine([{ image: one, tags: [] }], [{ image: two, tags: [] }]);
    expect(await configOf(open(here, ""))).toBe(one.config.digest);
  });

  test("of nothing is not found", async () => {
    await expect(open(await machine([]), "")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  });
});

describe("an engine that the user named and that does not answer", () => {
  test("is an error, whatever another one has", async () => {
    const { url } = await engineServer(engineAnswers([{ image: one, tags: ["app:1"] }], { headers: PODMAN_HEADERS }));
    for (const name of ["app:1", ""]) {
      await expect(open(machineAt(NOWHERE, url), name)).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    }
    const { options, local } = machineAt(NOWHERE, url);
    expect(await configOf(openContainersStorage("app:1", "containers-storage:app:1", options, local))).toBe(
      one.config.digest,
    );
  });

  test("is worth a notice where another place may have the image", async () => {
    const { url } = await engineServer(engineAnswers([{ image: one, tags: ["app:1"] }], { headers: PODMAN_HEADERS }));
    const { notices, options, local } = machineAt(NOWHERE, url);
    expect(await configOf(findLocal("app:1", "app:1", options, local).then(({ image }) => image))).toBe(
      one.config.digest,
    );
    expect(notices).toEqual([expect.stringContaining("DOCKER_HOST")]);
    const { image, asked, failures } = await findLocal("app:2", "app:2", options, local);
    expect(image).toBeUndefined();
    expect(asked).toEqual([expect.stringContaining("Podman (unix://")]);
    expect(failures).toEqual([expect.stringContaining("DOCKER_HOST")]);
  });

  test("may be a context that is not there", async () => {
    const { notices, options, local } = machineAt("", NOWHERE);
    const environment = { DOCKER_CONTEXT: "gone" };
    const host = { ...local.host, environment, home: temporaryFolder(), platform: "linux" } as const;
    await expect(openDockerDaemon("a", "a", options, { host })).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    const search = await findLocal("a", "a", options, { host, kinds: ["docker"] });
    expect(search).toEqual({ asked: [], failures: [expect.stringContaining("'gone'")] });
    expect(notices).toEqual([expect.stringContaining("'gone'")]);
  });
});

describe("where another place may have the image,", () => {
  test("one for another platform is passed over with a notice", async () => {
    const { notices, options, local } = await machine([{ image: one, tags: ["app:1"] }]);
    const search = await findLocal("app:1", "app:1", { ...options, platform: arm64 }, local);
    expect(search).toEqual({
      asked: [expect.stringContaining("Docker (unix://")],
      failures: [],
      otherPlatform: expect.objectContaining({ code: "PLATFORM_NOT_FOUND" }),
    });
    expect(notices).toEqual([expect.stringContaining("linux/amd64, not linux/arm64")]);
  });

  test("what is no name of an image here is that place's to refuse", async () => {
    const { options, local } = await machine([]);
    expect(await findLocal("./NOT a name", "", options, local)).toEqual({ asked: [], failures: [] });
  });

  test("a socket that is there and refuses is worth a notice, and one that is not there is not", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, ".docker/run"), { recursive: true });
    // Connecting to what is no socket is refused, as to one that nobody listens at.
    writeFileSync(join(home, ".docker/run/docker.sock"), "");
    const podman = await engineServer(engineAnswers([], { headers: PODMAN_HEADERS }));
    const { notices, options, local } = machineAt("", podman.url);
    const host = { ...local.host, environment: { CONTAINER_HOST: podman.url }, home, platform: "linux" } as const;
    const { failures } = await findLocal("app:1", "app:1", options, { host });
    // This machine may have sockets in /var/run.
    const ofHome = (texts: readonly string[]) => texts.filter((text) => text.includes(home));
    expect(ofHome(failures)).toEqual([expect.stringContaining("nothing listens there")]);
    expect(ofHome(notices)).toEqual([expect.stringContaining("nothing listens there")]);
    expect(notices.filter((text) => text.includes("no such socket"))).toEqual([]);
  });

  test("a pipe of Windows that is not there is not worth a notice", async () => {
    const { notices, options } = machineAt("", NOWHERE);
    const host = { environment: {}, home: "/nowhere", platform: "win32" } as const;
    expect(await findLocal("app:1", "app:1", options, { host, kinds: ["docker"] })).toEqual({
      asked: [],
      failures: [],
    });
    expect(notices).toEqual([]);
  });

  test("one that came damaged is still an error", async () => {
    const saved = { bytes: new Uint8Array(2048) };
    const { options, local } = await machine([{ image: one, tags: ["app:1"], saved }]);
    await expect(findLocal("app:1", "app:1", options, local)).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  });
});

test("a machine without engines is told where they were looked for", async () => {
  const host = { environment: {}, home: "/nowhere", platform: "win32" } as const;
  // On Windows only pipes are looked for, and there are none of those here.
  const nothing = openDockerDaemon("app", "docker-daemon:app", {}, { host });
  await expect(nothing).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("docker_engine"),
  });
});

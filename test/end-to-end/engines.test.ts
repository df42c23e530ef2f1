import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { SbomDocument } from "../../src/report/contracts.ts";
import { type Daemon, hasProgram, run, startContainerd, startDocker, startPodman } from "./engine-daemons.ts";
import { filesIn, newPlace, type Outcome, plimsoll, sbomOf } from "./plimsoll.ts";
import { inArchive, inLayout } from "./world.ts";

const IMAGE = "static-amd64";
/** As the archives of the world name it. */
const NAME = `registry.local/${IMAGE}:1.0`;

type Artifacts = Awaited<ReturnType<typeof sbomOf>>["artifacts"];
type Environment = Readonly<Record<string, string>>;

/** Runs `sbom` in a place of its own: none may know a layer from another source. */
async function scan(environment: Environment, ...args: string[]): Promise<Outcome> {
  using place = newPlace();
  const outcome = await plimsoll(place, ["sbom", "--format", "json", ...args], { env: environment });
  expect(filesIn(place.temporary), "left in the temporary folder").toEqual([]);
  return outcome;
}

async function artifactsOf(environment: Environment, ...args: string[]): Promise<Artifacts> {
  const { code, stdout, stderr } = await scan(environment, ...args);
  expect(code, stderr).toBe(0);
  const { artifacts, problems } = SbomDocument.parse(JSON.parse(stdout));
  expect(problems).toEqual([]);
  return artifacts;
}

/** What the layout has, which the tests of packages hold to dpkg. */
async function expected(): Promise<Artifacts> {
  using place = newPlace();
  const { artifacts } = await sbomOf(place, inLayout(IMAGE));
  expect(artifacts).not.toEqual([]);
  return artifacts;
}

/** An archive of an engine keeps layers without the digest of the blob they came from. */
function withoutDigests(artifacts: Artifacts): unknown {
  return artifacts.map(({ layer: { digest: _, ...layer }, locations, ...artifact }) => ({
    ...artifact,
    layer,
    locations: locations.map(({ digest: _, ...location }) => location),
  }));
}

const fromLayout = () => `oci:${inject("world").layout}:${IMAGE}`;

describe.runIf(hasProgram("podman"))("Podman", () => {
  let podman: Daemon;
  let socket: Environment;
  beforeAll(async () => {
    podman = await startPodman();
    run(
      "podman",
      ["load", "--quiet", "--input", inArchive(IMAGE, "docker-archive").replace("archive://", "")],
      podman.environment,
    );
    // Docker is named as well, or the machine's own would be asked.
    socket = { DOCKER_HOST: `unix://${podman.socket}`, CONTAINER_HOST: `unix://${podman.socket}` };
  });
  afterAll(() => podman?.[Symbol.asyncDispose]());

  test.each([
    ["by its name", [`local://${NAME}`]],
    ["as Podman's alone", [`containers-storage:${NAME}`]],
    ["behind Docker's address", [`docker-daemon:${NAME}`]],
    ["as the image that was made last", []],
    ["before it would be looked for in a registry", [NAME]],
  ])("has the packages of the image, asked for it %s", async (_, references) => {
    expect(await artifactsOf(socket, ...references)).toEqual(withoutDigests(await expected()));
  });

  test("has them without a service too", async () => {
    expect(await artifactsOf(podman.environment, `containers-storage:${NAME}`)).toEqual(
      withoutDigests(await expected()),
    );
  });

  test("knows what it does not have", async () => {
    const { code, stderr } = await scan(socket, "local://registry.local/nothing:1");
    expect(code).not.toBe(0);
    expect(stderr).toContain("IMAGE_NOT_FOUND");
  });
});

describe.runIf(hasProgram("containerd") && hasProgram("ctr"))("containerd", () => {
  let containerd: Daemon;
  const ctr = (...args: string[]) => run("ctr", ["--address", containerd.socket, ...args]);
  beforeAll(async () => {
    containerd = await startContainerd();
    ctr("images", "import", inArchive(IMAGE, "oci-archive").replace("archive://", ""));
  });
  afterAll(() => containerd?.[Symbol.asyncDispose]());

  test("has the packages of the image, and the digests of its blobs", async () => {
    expect(await artifactsOf(containerd.environment, `containerd://${NAME}`)).toEqual(await expected());
  });

  test("knows what it does not have, and says what it has", async () => {
    const { code, stderr } = await scan(containerd.environment, "containerd://nothing");
    expect(code).not.toBe(0);
    expect(stderr).toContain("IMAGE_NOT_FOUND");
    expect(stderr).toContain(NAME);
  });

  describe.runIf(hasProgram("dockerd"))("and Docker", () => {
    let docker: Daemon;
    let socket: Environment;
    let id: string;
    beforeAll(async () => {
      docker = await startDocker(containerd);
      const target = `docker-daemon:${NAME}`;
      run("skopeo", ["copy", "--quiet", "--dest-daemon-host", `unix://${docker.socket}`, fromLayout(), target]);
      id = JSON.parse(run("skopeo", ["inspect", "--raw", fromLayout()])).config.digest;
      // Podman is named as well, or the machine's own would be asked.
      socket = { DOCKER_HOST: `unix://${docker.socket}`, CONTAINER_HOST: `unix://${docker.socket}` };
    });
    afterAll(() => docker?.[Symbol.asyncDispose]());

    test.each([
      ["by its name", () => [`local://${NAME}`]],
      ["by its id", () => [`local://${id}`]],
      ["as Docker's alone", () => [`docker-daemon:${NAME}`]],
      ["as the image that was made last", () => []],
    ])("has the packages of the image, asked for it %s", async (_, references) => {
      expect(await artifactsOf(socket, ...references())).toEqual(withoutDigests(await expected()));
    });

    test("is missed when it has stopped", async () => {
      await docker[Symbol.asyncDispose]();
      const { code, stderr } = await scan(socket, `local://${NAME}`);
      expect(code).not.toBe(0);
      expect(stderr).toContain("ENGINE_UNREACHABLE");
      expect(stderr).toContain("DOCKER_HOST");
    });
  });

  test("says why, when it has let go of the layers", async () => {
    const { layers } = JSON.parse(run("skopeo", ["inspect", "--raw", fromLayout()])) as {
      layers: { digest: string }[];
    };
    ctr("content", "rm", layers[0]?.digest ?? "");
    const { code, stderr } = await scan(containerd.environment, `containerd://${NAME}`);
    expect(code).not.toBe(0);
    expect(stderr).toContain("IMAGE_INCOMPLETE");
    expect(stderr).toContain("discard_unpacked_layers");
  });
});

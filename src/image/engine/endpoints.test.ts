import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { sha256Of } from "../../host/sha256.ts";
import { dockerEndpoints, podmanEndpoints, usualSockets } from "./endpoints.ts";
import type { EngineHost } from "./engine-host.ts";

/** A home with some files; the environment may name it as `HOME`. */
function hostWith(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): EngineHost {
  const home = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
  const named = Object.entries(environment).map(([name, value]) => [name, value.replace("HOME", home)]);
  return { environment: Object.fromEntries(named), home, uid: 1000, platform: "linux" };
}

const idOf = (name: string) => sha256Of(name).slice("sha256:".length);

function contextFiles(name: string, docker: Readonly<Record<string, unknown>>, pem: readonly string[] = []) {
  const id = idOf(name);
  return {
    [`.docker/contexts/meta/${id}/meta.json`]: JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }),
    ...Object.fromEntries(pem.map((file) => [`.docker/contexts/tls/${id}/docker/${file}.pem`, file])),
  };
}

const config = (currentContext: string) => ({ ".docker/config.json": JSON.stringify({ auths: {}, currentContext }) });
const build = contextFiles("build", { Host: "tcp://build.local:2376", SkipTLSVerify: false }, ["ca", "cert", "key"]);
const colima = contextFiles("colima", { Host: "unix:///home/me/.colima/default/docker.sock" });
const buildTls = { ca: "ca", cert: "cert", key: "key", skipVerify: false };

describe("Docker is where", () => {
  test.each<{ title: string; environment?: Record<string, string>; files?: Record<string, string>; expected: object }>([
    {
      title: "DOCKER_HOST says",
      environment: { DOCKER_HOST: "tcp://10.0.0.1:2375" },
      expected: { url: "tcp://10.0.0.1:2375", origin: "DOCKER_HOST" },
    },
    {
      title: "DOCKER_HOST says, encrypted with what lies in DOCKER_CERT_PATH",
      environment: { DOCKER_HOST: "tcp://h:2376", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "HOME/certs" },
      files: { "certs/ca.pem": "ca", "certs/cert.pem": "cert", "certs/key.pem": "key" },
      expected: { url: "tcp://h:2376", origin: "DOCKER_HOST", tls: buildTls },
    },
    {
      title: "DOCKER_HOST says, encrypted with what lies in Docker's own folder",
      environment: { DOCKER_HOST: "tcp://h:2376", DOCKER_TLS_VERIFY: "1" },
      files: { ".docker/ca.pem": "mine" },
      expected: { url: "tcp://h:2376", origin: "DOCKER_HOST", tls: { ca: "mine", skipVerify: false } },
    },
    {
      title: "DOCKER_HOST says, with any certificate",
      environment: { DOCKER_HOST: "tcp://h:2376", DOCKER_TLS: "1" },
      expected: { url: "tcp://h:2376", origin: "DOCKER_HOST", tls: { skipVerify: true } },
    },
    {
      title: "DOCKER_HOST says, whatever the context",
      environment: { DOCKER_HOST: "unix:///x.sock", DOCKER_CONTEXT: "build" },
      files: { ...build, ...config("build") },
      expected: { url: "unix:///x.sock", origin: "DOCKER_HOST" },
    },
    {
      title: "the context of DOCKER_CONTEXT says, whatever the current one",
      environment: { DOCKER_CONTEXT: "build" },
      files: { ...build, ...colima, ...config("colima") },
      expected: { url: "tcp://build.local:2376", origin: "Docker context 'build'", tls: buildTls },
    },
    {
      title: "the current context says",
      files: { ...build, ...colima, ...config("colima") },
      expected: { url: "unix:///home/me/.colima/default/docker.sock", origin: "Docker context 'colima'" },
    },
    {
      title: "a context says, with any certificate",
      environment: { DOCKER_CONTEXT: "lax" },
      files: contextFiles("lax", { Host: "tcp://lax:2376", SkipTLSVerify: true }),
      expected: { url: "tcp://lax:2376", origin: "Docker context 'lax'", tls: { skipVerify: true } },
    },
    {
      title: "a context in the folder of DOCKER_CONFIG says",
      environment: { DOCKER_CONFIG: "HOME/.docker", DOCKER_CONTEXT: "colima" },
      files: colima,
      expected: { url: "unix:///home/me/.colima/default/docker.sock", origin: "Docker context 'colima'" },
    },
  ])("$title", async ({ environment, files = {}, expected }) => {
    const endpoints = await dockerEndpoints(hostWith(files, environment));
    expect(endpoints).toEqual([{ kind: "docker", isNamed: true, ...expected }]);
  });

  test.each([
    { title: "that is not there", files: {} },
    { title: "that names no Docker endpoint", files: { [`.docker/contexts/meta/${idOf("gone")}/meta.json`]: "{}" } },
    { title: "that is not JSON", files: { [`.docker/contexts/meta/${idOf("gone")}/meta.json`]: "{" } },
  ])("no context $title says", async ({ files }) => {
    const endpoints = dockerEndpoints(hostWith(files, { DOCKER_CONTEXT: "gone" }));
    await expect(endpoints).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      message: expect.stringContaining("'gone'"),
    });
  });
});

/** Those of the usual places that this test made; the machine may have engines of its own. */
async function madeHere(list: typeof dockerEndpoints, host: EngineHost) {
  const endpoints = await list(host);
  return endpoints
    .filter(({ url }) => url.includes(host.home))
    .map(({ url, isNamed }) => [url.replace(host.home, ""), isNamed]);
}

describe("without a word from the user,", () => {
  test.each([
    { title: "no context", files: {} },
    { title: "the default context", files: config("default") },
    { title: "a config that is not JSON", files: { ".docker/config.json": "{" } },
  ])("and with $title, Docker is in its usual places that are there", async ({ files }) => {
    const host = hostWith({ ...files, ".rd/docker.sock": "", ".docker/run/docker.sock": "", "run/docker.sock": "" });
    const environment = { XDG_RUNTIME_DIR: join(host.home, "run") };
    expect(await madeHere(dockerEndpoints, { ...host, environment })).toEqual([
      ["unix:///.docker/run/docker.sock", false],
      ["unix:///run/docker.sock", false],
      ["unix:///.rd/docker.sock", false],
    ]);
  });

  test("a socket with two names is asked once", async () => {
    const host = hostWith({ ".rd/docker.sock": "" });
    mkdirSync(join(host.home, ".docker/run"), { recursive: true });
    symlinkSync(join(host.home, ".rd/docker.sock"), join(host.home, ".docker/run/docker.sock"));
    expect(await madeHere(dockerEndpoints, host)).toEqual([["unix:///.docker/run/docker.sock", false]]);
  });

  test("Podman is in its usual places that are there", async () => {
    const host = hostWith({ "run/podman/podman.sock": "" });
    const environment = { XDG_RUNTIME_DIR: join(host.home, "run"), DOCKER_HOST: "tcp://elsewhere:1" };
    expect(await madeHere(podmanEndpoints, { ...host, environment })).toEqual([
      ["unix:///run/podman/podman.sock", false],
    ]);
  });
});

test("Podman is where CONTAINER_HOST says", async () => {
  const endpoints = await podmanEndpoints(hostWith({}, { CONTAINER_HOST: "unix:///p.sock" }));
  expect(endpoints).toEqual([{ kind: "podman", url: "unix:///p.sock", origin: "CONTAINER_HOST", isNamed: true }]);
});

test.each([
  {
    platform: "linux",
    uid: 1000,
    docker: "unix:///run/user/1000/docker.sock",
    podman: "unix:///run/podman/podman.sock",
  },
  {
    platform: "darwin",
    uid: 501,
    docker: "unix:///h/.docker/run/docker.sock",
    podman: "unix:///h/.local/share/containers/podman/machine/podman.sock",
  },
  { platform: "win32", docker: "npipe:////./pipe/docker_engine", podman: "npipe:////./pipe/podman-machine-default" },
] as const)("on $platform, engines are looked for where they are", ({ docker, podman, ...machine }) => {
  const host = { environment: {}, home: "/h", ...machine };
  expect(usualSockets("docker", host).map(({ url }) => url)).toContain(docker);
  expect(usualSockets("podman", host).map(({ url }) => url)).toContain(podman);
});

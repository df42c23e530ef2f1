import { afterAll, describe, expect, test } from "vitest";
import { newAuthority } from "./authority.ts";
import { ACCOUNT } from "./docker-registry.ts";
import { startNamed } from "./in-process.ts";
import { inspectionOf, inventoryIn, purlsIn } from "./inventories.ts";
import { newMachine, withoutEngines } from "./machine.ts";
import { startRecordingProxy } from "./recording-proxy.ts";
import { SMALL_IMAGE_PACKAGES, smallImage } from "./small-images.ts";

const authority = newAuthority();
afterAll(() => authority[Symbol.dispose]());

const portOf = (url = "") => Number(new URL(url).port);

/** Docker Hub as far as a proxy leads there: its registry and its realm, by their own names and ports. */
async function startHub() {
  const registry = await startNamed({
    tls: authority.forServer(["registry-1.docker.io", "auth.docker.io"]),
    images: { "library/debian:12": smallImage(), "library/debian:latest": smallImage(), "team/app:1": smallImage() },
    auth: {
      kind: "token",
      isOpen: true,
      users: { [ACCOUNT.user]: ACCOUNT.password },
      realm: "https://auth.docker.io/token",
    },
    headers: { "RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "99;w=21600" },
  });
  const ports = new Map([
    ["registry-1.docker.io:443", portOf(registry.url)],
    ["auth.docker.io:443", portOf(registry.realmUrl)],
  ]);
  const proxy = await startRecordingProxy({ leads: (target) => ports.get(target) });
  const address = `http://${proxy.host}`;
  return {
    registry,
    env: { SSL_CERT_FILE: authority.certificateFile, HTTPS_PROXY: address, HTTP_PROXY: address },
    async [Symbol.asyncDispose]() {
      await Promise.all([registry[Symbol.asyncDispose](), proxy[Symbol.asyncDispose]()]);
    },
  };
}

describe("a name without a host is Docker Hub's", () => {
  test.concurrent.each([
    ["debian:12", "library/debian", "12"],
    ["debian", "library/debian", "latest"],
    ["image://debian:12", "library/debian", "12"],
    ["registry://debian:12", "library/debian", "12"],
    ["docker://team/app:1", "team/app", "1"],
    ["team/app:1", "team/app", "1"],
    ["docker.io/debian:12", "library/debian", "12"],
    ["index.docker.io/team/app:1", "team/app", "1"],
  ])("%s", async (reference, repository, tag) => {
    await using hub = await startHub();
    using machine = newMachine();
    const outcome = await machine.run(["sbom", reference], { ...hub.env, ...withoutEngines(machine) });
    const { artifacts, source } = inventoryIn(outcome);
    expect(artifacts.map(({ purl }) => purl)).toEqual(SMALL_IMAGE_PACKAGES);
    expect(source.image.name).toBe(`docker.io/${repository}:${tag}`);
    expect(hub.registry.requests[0]?.url).toBe(`/v2/${repository}/manifests/${tag}`);
  });
});

test.concurrent("its credentials are those that docker login writes, and its realm gets them alone", async () => {
  await using hub = await startHub();
  using machine = newMachine();
  const auth = Buffer.from(`${ACCOUNT.user}:${ACCOUNT.password}`).toString("base64");
  machine.write("~/.docker/config.json", JSON.stringify({ auths: { "https://index.docker.io/v1/": { auth } } }));
  const outcome = await machine.run(["sbom", "registry://debian:12"], hub.env);
  expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
  const told = (server: string) =>
    new Set(hub.registry.requests.filter((one) => one.server === server).map(({ headers }) => headers.authorization));
  expect(told("realm")).toEqual(new Set([`Basic ${auth}`]));
  expect(told("registry")).toEqual(new Set([undefined, "Bearer token-1"]));
});

test.concurrent("inspect names it by its address for people", async () => {
  await using hub = await startHub();
  using machine = newMachine();
  const { registry } = await inspectionOf(machine, "registry://debian:12", { env: hub.env });
  expect(registry).toEqual({ host: "docker.io", url: "https://index.docker.io", type: "Docker Hub" });
});

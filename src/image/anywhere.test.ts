import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { engineAnswers, engineServer, PODMAN_HEADERS } from "../../test/support/engine-server.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { anywhere } from "./anywhere.ts";
import { buildImage } from "./build/build-image.ts";

const image = buildImage({ layers: [{ entries: [{ path: "a", content: "a" }] }] });
const arm64 = { os: "linux", architecture: "arm64" } as const;

/** A registry that has nothing. */
async function emptyRegistry(): Promise<string> {
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A machine with both engines, of which Podman has the image under the names. */
async function machine(tags: readonly string[] = []) {
  const docker = await engineServer(engineAnswers([]));
  const podman = await engineServer(engineAnswers([{ image, tags }], { headers: PODMAN_HEADERS }));
  return { DOCKER_HOST: docker.url, CONTAINER_HOST: podman.url, HOME: temporaryFolder(), PATH: "/nowhere" };
}

async function failureOf(
  name: string,
  environment: Readonly<Record<string, string>>,
  more: Partial<Parameters<typeof anywhere.open>[2]> = {},
): Promise<unknown> {
  const opened = anywhere.open(name, name, { environment, insecureRegistries: [name.split("/", 1)[0] ?? ""], ...more });
  return opened.then(
    () => expect.fail("was opened"),
    (error: unknown) => error,
  );
}

test("an image that is nowhere is told with the registry and the engines that were asked", async () => {
  const host = await emptyRegistry();
  expect(await failureOf(`${host}/app:1`, await machine())).toMatchObject({
    code: "IMAGE_NOT_FOUND",
    message: expect.stringMatching(
      /^127\.0\.0\.1.*\n {2}no engine of this machine has it: Docker \(unix:.*\), Podman \(unix:.*\)$/,
    ),
  });
});

test("an engine that does not answer is told with the registry's failure, too", async () => {
  const host = await emptyRegistry();
  const environment = { ...(await machine()), DOCKER_HOST: "unix:///nowhere/docker.sock" };
  expect(await failureOf(`${host}/app:1`, environment)).toMatchObject({
    code: "IMAGE_NOT_FOUND",
    message: expect.stringMatching(/has it: Podman \(unix:.*\)\n {2}not asked: Docker \(unix:.*no such socket/),
  });
});

test("an image that an engine has for another platform is told as that, whatever the registry says", async () => {
  const name = `${await emptyRegistry()}/app:1`;
  expect(await failureOf(name, await machine([name]), { platform: arm64 })).toMatchObject({
    code: "PLATFORM_NOT_FOUND",
    message: expect.stringMatching(/^Podman .* is for linux\/amd64, not linux\/arm64\n {2}127\.0\.0\.1/),
    details: { platform: "linux/arm64" },
    cause: { code: "IMAGE_NOT_FOUND" },
  });
});

test("a digest that an engine has for another platform is told as that", async () => {
  const { digest } = image.config;
  expect(await failureOf(digest, await machine(), { platform: arm64 })).toMatchObject({ code: "PLATFORM_NOT_FOUND" });
});

test("a digest that no engine has is told with the engines", async () => {
  expect(await failureOf(`sha256:${"0".repeat(64)}`, await machine())).toMatchObject({
    code: "IMAGE_NOT_FOUND",
    message: expect.stringContaining("no engine of this machine has it: Docker (unix:"),
  });
});

test("what is no name of an image is not put on engines", async () => {
  const error = await failureOf("Not/a Name", await machine());
  expect(error).toMatchObject({ code: "REFERENCE_INVALID", message: expect.not.stringContaining("engine") });
});

test("a user's stop stays one", async () => {
  const host = await emptyRegistry();
  const stop = AbortSignal.abort();
  expect(await failureOf(`${host}/app:1`, await machine(), { signal: stop })).toMatchObject({ code: "INTERRUPTED" });
});

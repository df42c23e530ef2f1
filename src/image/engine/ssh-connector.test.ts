import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engineAnswers, engineServer } from "../../../test/support/engine-server.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { buildImage } from "../build/build-image.ts";
import { openEngine } from "./engine-client.ts";

const image = buildImage({ layers: [{ entries: [{ path: "a", content: "a" }] }] });

/** A machine whose ssh runs a script of Node.js instead. */
function hostWithSsh(script: string) {
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const logged = `require("node:fs").writeFileSync(${JSON.stringify(log)}, process.argv.slice(2).join(" "));`;
  writeFileSync(join(folder, "ssh"), `#!${process.execPath}\n${logged}\n${script}\n`);
  chmodSync(join(folder, "ssh"), 0o755);
  const host = { environment: { PATH: folder }, home: folder, platform: "linux" } as const;
  return { host, told: () => readFileSync(log, "utf8") };
}

const endpointOf = (url: string) => ({ kind: "docker", url, origin: "DOCKER_HOST", isNamed: true }) as const;

test("an engine is asked through ssh, by the docker of the other machine", async () => {
  const { url } = await engineServer(engineAnswers([{ image, tags: ["app:1"] }]));
  const path = JSON.stringify(url.slice("unix://".length));
  const { host, told } = hostWithSsh(
    `const socket = require("node:net").connect(${path}); process.stdin.pipe(socket).pipe(process.stdout);`,
  );
  await using engine = await openEngine(endpointOf("ssh://me@build.local:2222/run/d.sock"), { host });
  expect(await engine.findImage("app:1")).toMatchObject({ id: image.config.digest });
  let sizeBytes = 0;
  for await (const chunk of engine.save(image.config.digest)) sizeBytes += chunk.length;
  expect(sizeBytes).toBeGreaterThan(1024);
  expect(told()).toMatch(/ -l me -p 2222 -- build\.local docker --host unix:\/\/\/run\/d\.sock system dial-stdio$/);
});

test("what ssh says is what the user hears", async () => {
  const { host } = hostWithSsh(`console.error("me@build.local: Permission denied (publickey)."); process.exit(255);`);
  await expect(openEngine(endpointOf("ssh://me@build.local"), { host })).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("Permission denied (publickey)"),
  });
});

test("ssh does not get credentials of ours", async () => {
  const { host } = hostWithSsh(
    `console.error(Object.keys(process.env).filter((name) => /REGISTRY|KEPT/.test(name)).join()); process.exit(255);`,
  );
  const environment = { ...host.environment, PLIMSOLL_REGISTRY_TOKEN: "t", DOCKER_SCOUT_REGISTRY_USER: "u", KEPT: "k" };
  const opened = openEngine(endpointOf("ssh://h"), { host: { ...host, environment } });
  await expect(opened).rejects.toMatchObject({ message: expect.stringMatching(/: KEPT$/) });
});

test("without ssh there is no way", async () => {
  const host = { environment: { PATH: "/nowhere" }, home: "/nowhere", platform: "linux" } as const;
  await expect(openEngine(endpointOf("ssh://h"), { host })).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
});

test("Podman is not asked through ssh", async () => {
  const endpoint = { ...endpointOf("ssh://me@h/run/podman.sock"), kind: "podman" } as const;
  await expect(openEngine(endpoint, hostWithSsh(""))).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("/run/podman.sock"),
  });
});

import { expect, test } from "vitest";
import { readDockerDaemon } from "./docker-daemon.ts";
import { machine } from "./fixtures/machine.ts";

test("what the files of several daemons say counts together", async () => {
  const files = {
    "etc/docker/daemon.json":
      '{"registry-mirrors": ["https://a.b"], "insecure-registries": ["10.0.0.0/8"], "debug": true}',
    "home/.config/docker/daemon.json": '{"insecure-registries": ["c.d:5000"]}',
    "home/.docker/daemon.json": '{"registry-mirrors": ["https://e.f"], "insecure-registries": null}',
  };
  expect(await readDockerDaemon(machine(files))).toEqual({
    mirrors: ["https://a.b", "https://e.f"],
    insecure: ["10.0.0.0/8", "c.d:5000"],
  });
});

test.each([
  ["no file", {}],
  ["an empty file", { "etc/docker/daemon.json": "" }],
  ["a file with a byte order mark", { "etc/docker/daemon.json": "\uFEFF{}" }],
])("%s says nothing", async (_title, files) => {
  expect(await readDockerDaemon(machine(files))).toEqual({ mirrors: [], insecure: [] });
});

test.each([
  ["no JSON", '{"proxies": {"http-proxy": "http://u:s3cret@p"', /daemon\.json: is not JSON$/],
  ["a text in place of a list", '{"registry-mirrors": "s3cret"}', /daemon\.json: registry-mirrors: /],
])("%s is malformed, with the place", async (_title, text, message) => {
  const error = await readDockerDaemon(machine({ "etc/docker/daemon.json": text })).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "CONFIG_MALFORMED", message: expect.stringMatching(message) });
  expect((error as Error).message + String((error as Error).cause)).not.toContain("s3cret");
});

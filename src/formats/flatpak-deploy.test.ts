import { expect, test } from "vitest";
import { APP_DEPLOY, RUNTIME_DEPLOY } from "../../test/support/flatpak-files.ts";
import { readFlatpakDeploy } from "./flatpak-deploy.ts";

test("a record that Flatpak wrote", () => {
  expect(readFlatpakDeploy(APP_DEPLOY)).toEqual({
    origin: "local",
    commit: "d62b73dc32a0c38022c2c231e82594fcdb9f1b54e0a17957c2491ca58e18f4e6",
    installedSizeBytes: 1536,
    texts: new Map([
      ["appdata-name", "Tide"],
      ["appdata-version", "2.1.3"],
      ["appdata-license", "GPL-3.0-or-later"],
      ["runtime", "org.example.Platform/x86_64/23.08"],
      ["appdata-summary", "Tells the tide"],
    ]),
  });
});

test("one of a runtime, whose ends take one byte each", () => {
  expect(RUNTIME_DEPLOY.length).toBeLessThan(256);
  expect(readFlatpakDeploy(RUNTIME_DEPLOY)).toMatchObject({
    origin: "local",
    installedSizeBytes: 1024,
    texts: new Map(),
  });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["text", Buffer.from("[Application]\nname=a\n")],
  ["ends behind the end", Buffer.alloc(300, 0xff)],
])("%s is none", (_what, bytes) => {
  expect(readFlatpakDeploy(bytes)).toBeUndefined();
});

test("cut off anywhere, it tells nothing else", () => {
  for (let length = 0; length < APP_DEPLOY.length; length++) {
    const texts = [...(readFlatpakDeploy(APP_DEPLOY.subarray(0, length))?.texts.values() ?? [])];
    for (const text of texts) expect(APP_DEPLOY.toString("latin1")).toContain(text);
  }
});

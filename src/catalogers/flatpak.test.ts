import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { APP_DEPLOY, APP_METADATA, RUNTIME_DEPLOY, RUNTIME_METADATA } from "../../test/support/flatpak-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { flatpak } from "./flatpak.ts";

const COMMIT = "d62b73dc32a0c38022c2c231e82594fcdb9f1b54e0a17957c2491ca58e18f4e6";
const APP = "var/lib/flatpak/app/org.example.Tide/x86_64/stable";
const RUNTIME = "var/lib/flatpak/runtime/org.example.Platform/x86_64/23.08";

test.each([
  [`${APP}/${COMMIT}/metadata`, true],
  [`${RUNTIME}/${COMMIT}/deploy`, true],
  [`home/user/.local/share/flatpak/app/org.example.Tide/x86_64/stable/${COMMIT}/metadata`, true],
  [`${APP}/${COMMIT}/files/share/metadata`, false],
  ["var/lib/flatpak/repo/config/metadata", false],
  ["app/metadata", false],
])("flatpak wants %s: %s", (path, wanted) => {
  expect(flatpak.wants(path, NO_FACTS)).toBe(wanted);
});

test("an application and the runtime that it needs", () => {
  const { packages, problems } = catalogFiles(flatpak, [
    { [`${RUNTIME}/abc/metadata`]: RUNTIME_METADATA, [`${RUNTIME}/abc/deploy`]: new Uint8Array(RUNTIME_DEPLOY) },
    {
      [`${APP}/active`]: { link: COMMIT },
      [`${APP}/${COMMIT}/metadata`]: APP_METADATA,
      [`${APP}/${COMMIT}/deploy`]: new Uint8Array(APP_DEPLOY),
    },
  ]);
  expect(problems).toEqual([]);
  const runtime = "pkg:flatpak/org.example.Platform@23.08?arch=x86_64&branch=23.08";
  expect(packages[0]).toMatchObject({ purl: runtime, installedSizeBytes: 1024 });
  expect(packages[0]?.dependsOn).toBeUndefined();
  expect(packages.slice(1)).toEqual([
    {
      purl: "pkg:flatpak/org.example.Tide@2.1.3?arch=x86_64&branch=stable",
      type: "flatpak",
      name: "org.example.Tide",
      version: "2.1.3",
      architecture: "x86_64",
      licenses: ["GPL-3.0-or-later"],
      description: "Tells the tide",
      installedSizeBytes: 1536,
      dependsOn: [runtime],
      properties: {
        "flatpak:kind": "app",
        "flatpak:branch": "stable",
        "flatpak:title": "Tide",
        "flatpak:origin": "local",
        "flatpak:commit": COMMIT,
        "flatpak:runtime": "org.example.Platform/x86_64/23.08",
        "flatpak:sdk": "org.example.Sdk/x86_64/23.08",
      },
      layer: 1,
      locations: [
        { path: `${APP}/${COMMIT}/metadata`, layer: 1 },
        { path: `${APP}/${COMMIT}/deploy`, layer: 1 },
      ],
    },
  ]);
});

test("an extension belongs to what it extends", () => {
  const path = "var/lib/flatpak/runtime/org.example.Tide.Locale/x86_64/stable/1/metadata";
  const metadata =
    "[Runtime]\r\nname=org.example.Tide.Locale\r\n\r\n[ExtensionOf]\r\nref=app/org.example.Tide/x86_64/stable\r\n";
  const { packages } = catalogFiles(flatpak, [{ [path]: metadata, [`${APP}/1/metadata`]: APP_METADATA }]);
  expect(packages.map(({ purl, properties, dependsOn }) => [purl, properties["flatpak:kind"], dependsOn])).toEqual([
    [
      "pkg:flatpak/org.example.Tide.Locale@stable?arch=x86_64&branch=stable",
      "extension",
      ["pkg:flatpak/org.example.Tide@stable?arch=x86_64&branch=stable"],
    ],
    ["pkg:flatpak/org.example.Tide@stable?arch=x86_64&branch=stable", "app", undefined],
  ]);
});

test("a deployment that another one has taken the place of is none", () => {
  const { packages } = catalogFiles(flatpak, [
    { [`${APP}/active`]: { link: "1" }, [`${APP}/1/metadata`]: APP_METADATA },
    { [`${APP}/active`]: { link: "2" }, [`${APP}/2/metadata`]: APP_METADATA },
  ]);
  expect(packages.map(({ locations }) => locations[0]?.path)).toEqual([`${APP}/2/metadata`]);
});

test("a record that is none is told of, and the rest stands", () => {
  const { packages, problems } = catalogFiles(flatpak, [
    { [`${APP}/1/metadata`]: APP_METADATA, [`${APP}/1/deploy`]: "x" },
  ]);
  expect(packages.map(({ version }) => version)).toEqual(["stable"]);
  expect(problems.map(({ message }) => message)).toEqual([`${APP}/1/deploy: is no record of a deployment`]);
});

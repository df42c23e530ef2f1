import { describe, expect, test } from "vitest";
import type { Descriptor } from "./documents.ts";
import { choosePlatform, matchesPlatform, parsePlatform } from "./platform.ts";

test.each([
  ["linux/amd64", { os: "linux", architecture: "amd64" }],
  ["amd64", { os: "linux", architecture: "amd64" }],
  ["Linux/X86_64", { os: "linux", architecture: "amd64" }],
  ["linux/aarch64", { os: "linux", architecture: "arm64" }],
  ["linux/arm/v6", { os: "linux", architecture: "arm", variant: "v6" }],
  ["armhf", { os: "linux", architecture: "arm", variant: "v7" }],
])("%s is %j", (text, platform) => {
  expect(parsePlatform(text)).toEqual(platform);
});

test.each(["", "/", "linux/", "/amd64", "a/b/c/d", "linux/amd64/"])("%j is no platform", (text) => {
  expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});

test.each([
  ["linux/arm64", "linux/arm64/v8", true],
  ["linux/arm64/v8", "linux/arm64", true],
  ["linux/arm/v7", "linux/arm", true],
  ["linux/arm/v6", "linux/arm", false],
  ["linux/amd64", "linux/arm64", false],
  ["windows/amd64", "linux/amd64", false],
])("an image for %s serves %s: %s", (have, want, expected) => {
  expect(matchesPlatform(parsePlatform(have), parsePlatform(want))).toBe(expected);
});

describe("of an index", () => {
  const manifest = (digest: string, more: Partial<Descriptor>): Descriptor => ({
    mediaType: "m",
    digest,
    size: 1,
    ...more,
  });
  const amd64 = manifest("a", { platform: { os: "linux", architecture: "amd64" } });
  const arm64 = manifest("b", { platform: { os: "linux", architecture: "arm64", variant: "v8" } });
  const attestation = manifest("c", {
    platform: { os: "unknown", architecture: "unknown" },
    annotations: { "vnd.docker.reference.type": "attestation-manifest" },
  });
  const unnamed = manifest("d", {});

  test.each([
    ["the one asked for", [attestation, amd64, arm64], "linux/arm64", "b"],
    ["the only one, where it does not say what it is for", [attestation, unnamed], "linux/arm64", "d"],
  ])("%s is chosen", (_title, manifests, asked, digest) => {
    expect(choosePlatform(manifests, parsePlatform(asked), "here").digest).toBe(digest);
  });

  test.each([
    [
      "what there is, without attestations",
      [amd64, attestation],
      "linux/arm64",
      /choose one with --platform: linux\/amd64$/,
    ],
    ["that there is nothing", [attestation], "linux/amd64", /holds no image/],
  ])("a wrong choice is told %s", (_title, manifests, asked, message) => {
    expect(() => choosePlatform(manifests, parsePlatform(asked), "here")).toThrow(
      expect.objectContaining({ code: "PLATFORM_NOT_FOUND", message: expect.stringMatching(message) }),
    );
  });
});

import { expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import { findFormat, SBOM_FORMATS } from "./formats.ts";

const options = { toolVersion: "1.0.0" };

test("no two formats go by one name", () => {
  const names = SBOM_FORMATS.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ["cyclonedx", "CycloneDX 1.6, JSON"],
  ["cyclonedx@1.6", "CycloneDX 1.6, JSON"],
  ["cyclonedx-xml", "CycloneDX 1.6, XML"],
  ["spdx", "SPDX 2.3, JSON"],
  ["cyclonedx@1.3", undefined],
])("%s is %s", (name, expected) => {
  expect(findFormat(name)?.describes).toBe(expected);
});

test.each(SBOM_FORMATS.map((format) => [format.name, format] as const))(
  "%s: equal inventories have equal documents, with no clock in them",
  async (name, { load }) => {
    const write = await load();
    const [first, second] = [write(richSbom, options), write(structuredClone(richSbom), options)];
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
    // Syft's form has no time in it.
    if (name === "syft-json") return;
    expect(JSON.stringify(first)).toContain("2023-06-12T01:02:03Z");
    expect(JSON.stringify(write(richSbom, { ...options, sourceDateEpoch: 86_400 }))).toContain("1970-01-02T00:00:00Z");
  },
);

test.each(["0001-01-01T00:00:00Z", "not a time", undefined])(
  "an image made at %s is written as made in 1970",
  async (created) => {
    const write = await findFormat("spdx")?.load();
    const { created: _created, ...image } = richSbom.image;
    const document = write?.({ ...richSbom, image: { ...image, ...(created && { created }) } }, options);
    expect(document).toHaveProperty("creationInfo.created", "1970-01-01T00:00:00Z");
  },
);

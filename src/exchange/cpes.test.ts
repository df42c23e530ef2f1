import { expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import { cpesOf } from "./cpes.ts";
import { findFormat } from "./formats.ts";

const NAMES = ["cpe:2.3:a:weird\\+inc:weird:1.0.0:*:*:*:*:*:*:*", "cpe:2.3:a:weird:weird:1.0.0:*:*:*:*:*:*:*"];

test.each([
  ["of a program", "cpe:2.3:a:nodejs:node.js:20.1.0:*:*:*:*:*:*:*", 1],
  ["named twice", `${NAMES[1]} ${NAMES[1]}`, 1],
  ["of an older form", "cpe:/a:nodejs:node.js:20.1.0", 0],
  ["with too few parts", "cpe:2.3:a:nodejs:node.js:20.1.0", 0],
  ["with an empty part", "cpe:2.3:a::node.js:20.1.0:*:*:*:*:*:*:*", 0],
  ["with a sign that stands for itself alone behind a backslash", "cpe:2.3:a:a+b:c:1:*:*:*:*:*:*:*", 0],
  ["of any length", `cpe:2.3:a:${"a".repeat(1000)}:c:1:*:*:*:*:*:*:*`, 0],
  ["that there are none of", undefined, 0],
])("a CPE name %s", (_title, text, count) => {
  expect(cpesOf({ properties: text === undefined ? {} : { "nvd:cpe": text } })).toHaveLength(count);
});

/** Values of the fields of a document that speak of CPE, wherever they stand; properties are ours. */
function cpesIn(document: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(document, (key, value: unknown) => {
    if (["properties", "annotations", "extension", "plimsoll"].includes(key)) return undefined;
    if (typeof value === "string" && value.startsWith("cpe:")) found.push(value);
    return value;
  });
  return found;
}

test.each([
  ["cyclonedx", NAMES.slice(0, 1)],
  ["cyclonedx@1.4", NAMES.slice(0, 1)],
  ["spdx", NAMES],
  ["spdx@3.0", NAMES],
  ["syft-json", NAMES],
])("%s has the CPE names that are known", async (format, expected) => {
  const write = await findFormat(format)?.load();
  expect(cpesIn(write?.(richSbom, { toolVersion: "1.0.0" }))).toEqual(expected);
});

test.each(["cyclonedx-xml", "spdx-tag-value"])("%s has them, too", async (format) => {
  const write = await findFormat(format)?.load();
  const text = String(write?.(richSbom, { toolVersion: "1.0.0" }));
  expect(text).toMatch(/(?:<cpe>|SECURITY cpe23Type )cpe:2\.3:a:weird\\\+inc:weird:1\.0\.0/);
});

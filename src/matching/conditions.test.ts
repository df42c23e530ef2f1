import { expect, test } from "vitest";
import type { AffectedOnly } from "../model/advisory.ts";
import { meets } from "./conditions.ts";
import { type LookupKey, lookupKey } from "./lookup.ts";

const MODULAR = "pkg:rpm/redhat/nodejs-devel@18?arch=x86_64&distro=redhat-8&upstream=nodejs%4018";

test.each<[title: string, only: AffectedOnly, purl: string, holds: boolean]>([
  ["nothing is asked for", {}, "pkg:deb/debian/a@1?distro=debian-12", true],
  ["its architecture", { architectures: ["amd64"] }, "pkg:deb/debian/a@1?arch=amd64&distro=debian-12", true],
  ["another architecture", { architectures: ["amd64"] }, "pkg:deb/debian/a@1?arch=arm64&distro=debian-12", false],
  ["an architecture that it does not tell", { architectures: ["amd64"] }, "pkg:deb/debian/a@1?distro=debian-12", true],
  ["the binary", { binaries: ["liba"] }, "pkg:deb/debian/liba@1?distro=debian-12&upstream=a", true],
  [
    "another binary of the same source",
    { binaries: ["liba"] },
    "pkg:deb/debian/a-doc@1?distro=debian-12&upstream=a",
    false,
  ],
  ["the way of building", { versionText: "ksplice1" }, "pkg:rpm/ol/a@1-2.ksplice1.el8?distro=ol-8.9", true],
  ["another way of building", { versionText: "ksplice1" }, "pkg:rpm/ol/a@1-2.el8?distro=ol-8.9", false],
])("%s", (_, only, purl, expected) => {
  const key = lookupKey(purl);
  if ("unknown" in key) throw new Error(key.unknown);
  expect(meets(only, key)).toBe(expected);
});

test.each([
  ["nodejs:18", "nodejs:18", true],
  ["nodejs:18", "nodejs:20", false],
  ["nodejs:18", undefined, false],
])("of the module stream %s a package of %s: %s", (asked, module, expected) => {
  const key = { module, binaryName: MODULAR, ecosystem: {} } as unknown as LookupKey;
  expect(meets({ module: asked }, key)).toBe(expected);
});

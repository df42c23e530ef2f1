import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { phpSerialize } from "../../test/support/php-serialize.ts";
import { NO_FACTS } from "./cataloger.ts";
import { pear } from "./pear.ts";

test.each([
  ["usr/share/php/.registry/archive_tar.reg", true],
  ["usr/local/lib/php/.registry/.channel.pecl.php.net/redis.reg", true],
  ["usr/share/php/.channels/pear.php.net.reg", false],
  ["usr/share/php/.registry/a/b/c.reg", false],
])("pear wants %s: %s", (path, wanted) => {
  expect(pear.wants(path, NO_FACTS)).toBe(wanted);
});

const REGISTRY = "usr/local/lib/php/.registry";

const PEAR = {
  name: "PEAR",
  channel: "pear.php.net",
  summary: "PEAR Base System",
  lead: [
    { name: "Old One", user: "old", email: "old@example.org", active: "no" },
    { name: "New One", user: "new", email: "new@example.org", active: "yes" },
  ],
  version: { release: "1.10.13", api: "1.10.1" },
  stability: { release: "stable", api: "stable" },
  license: { attribs: { uri: "https://example.org/license" }, _content: "New BSD License" },
  dependencies: { required: { php: { min: "5.4.0" }, package: [{ name: "Archive_Tar", channel: "pear.php.net" }] } },
};
const REDIS = {
  name: "redis",
  channel: "pecl.php.net",
  lead: { name: "Sole One", active: "no" },
  version: { release: "6.0.2" },
  license: "PHP",
  providesextension: "redis",
  dependencies: { required: { package: { name: "pear", channel: "pear.php.net" } } },
};
/** The first form of package.xml. */
const TAR = {
  package: "Archive_Tar",
  version: "1.1",
  release_license: "PHP",
  release_state: "beta",
  summary: "Tar files",
  maintainers: [{ handle: "vb", name: "V B", email: "vb@example.org", role: "lead" }],
};

test("packages of PEAR and PECL with their facts", () => {
  const { packages, problems } = catalogFiles(pear, [
    {
      [`${REGISTRY}/pear.reg`]: phpSerialize(PEAR),
      [`${REGISTRY}/.channel.pecl.php.net/redis.reg`]: phpSerialize(REDIS),
      [`${REGISTRY}/archive_tar.reg`]: phpSerialize(TAR),
    },
  ]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    expect.objectContaining({
      purl: "pkg:pear/pear.php.net/PEAR@1.10.13",
      licenses: ["New BSD License"],
      author: "New One <new@example.org>",
      description: "PEAR Base System",
      dependsOn: ["pkg:pear/pear.php.net/Archive_Tar@1.1"],
      properties: { "pear:stability": "stable", "pear:licenseUrl": "https://example.org/license" },
    }),
    expect.objectContaining({
      purl: "pkg:pear/pecl.php.net/redis@6.0.2",
      licenses: ["PHP"],
      author: "Sole One",
      dependsOn: ["pkg:pear/pear.php.net/PEAR@1.10.13"],
      properties: { "pear:extension": "redis" },
    }),
    expect.objectContaining({
      purl: "pkg:pear/pear.php.net/Archive_Tar@1.1",
      licenses: ["PHP"],
      author: "V B <vb@example.org>",
      properties: { "pear:stability": "beta" },
    }),
  ]);
});

describe("what is damaged is a problem", () => {
  const path = `${REGISTRY}/x.reg`;
  test.each([
    ["a:1:{", `${path}: is not a list that PHP serialised`],
    ['s:1:"x";', `${path}: is not a list that PHP serialised`],
    ["a:0:{}", `${path}: a package has no name`],
    ['a:1:{s:4:"name";s:1:"x";}', `${path}: the package 'x' has no version`],
  ])("%s", (text, message) => {
    const { packages, problems } = catalogFiles(pear, [{ [path]: text }]);
    expect(packages).toEqual([]);
    expect(problems).toEqual([{ code: "FILE_MALFORMED", path, message }]);
  });
});

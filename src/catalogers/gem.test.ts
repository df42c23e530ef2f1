import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { gem } from "./gem.ts";

test.each([
  ["usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec", true],
  ["usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec", true],
  ["usr/share/rubygems-integration/all/specifications/rack-2.2.22.gemspec", true],
  ["usr/lib/ruby/gems/3.1.0/gems/rbs-2.7.0/rbs.gemspec", false],
  ["app/app.gemspec", false],
  ["usr/lib/ruby/gems/3.1.0/specifications/a/b/c.gemspec", false],
])("gem wants %s: %s", (path, wanted) => {
  expect(gem.wants(path, NO_FACTS)).toBe(wanted);
});

const HOME = "usr/lib/ruby/gems/3.1.0/specifications";

test("gems with their facts, also those of other folders", () => {
  const rack = [
    "Gem::Specification.new do |s|",
    '  s.name = "rack-test".freeze',
    '  s.version = "2.0.0"',
    '  s.authors = ["Jane Doe".freeze]',
    '  s.email = ["jane@example.org".freeze]',
    '  s.licenses = ["MIT".freeze, "ISC".freeze]',
    '  s.summary = "Testing".freeze',
    '  s.metadata = { "homepage_uri" => "https://example.org", "changelog_uri" => "https://example.org/c" }',
    '  s.add_dependency(%q<json>.freeze, [">= 1.3".freeze])',
  ];
  const json = ["# stub: json 2.6.1 java lib", 's.authors = ["A".freeze, "B".freeze]', 's.email = "c@example.org"'];
  const { packages, problems } = catalogFiles(gem, [
    { "opt/gems/specifications/rack-test-2.0.0.gemspec": rack.join("\n") },
    { [`${HOME}/default/json-2.6.1.gemspec`]: json.join("\n") },
  ]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    expect.objectContaining({
      purl: "pkg:gem/rack-test@2.0.0",
      licenses: ["MIT", "ISC"],
      author: "Jane Doe <jane@example.org>",
      description: "Testing",
      homepage: "https://example.org",
      dependsOn: ["pkg:gem/json@2.6.1?platform=java"],
      properties: { "gem:changelog": "https://example.org/c" },
      layer: 0,
    }),
    expect.objectContaining({
      purl: "pkg:gem/json@2.6.1?platform=java",
      author: "A, B",
      properties: { "gem:default": "true" },
      layer: 1,
    }),
  ]);
});

test("a record that tells no version is a problem", () => {
  const path = `${HOME}/a.gemspec`;
  expect(catalogFiles(gem, [{ [path]: 's.name = "a"' }]).problems).toEqual([
    { code: "FILE_MALFORMED", path, message: `${path}: the package 'a' has no version` },
  ]);
});

describe("a gem's size is that of its folder", () => {
  const spec = (name: string) => ({ [`${HOME}/${name}-1.0.gemspec`]: `s.name = "${name}"\ns.version = "1.0"` });
  const top = "usr/lib/ruby/gems/3.1.0";
  const rows: { title: string; files: Record<string, string>; bytes: number | undefined }[] = [
    {
      title: "and of what was compiled for it",
      files: {
        ...spec("a"),
        [`${top}/gems/a-1.0/lib/a.rb`]: "12345",
        [`${top}/gems/a-1.0/README`]: "1",
        [`${top}/gems/a-1.0.1/lib/a.rb`]: "123",
        [`${top}/extensions/x86_64-linux/3.1.0/a-1.0/a.so`]: "1234567",
      },
      bytes: 13,
    },
    { title: "which it may not have", files: spec("a"), bytes: undefined },
    {
      title: "but not of gems that come with Ruby, whose files stand elsewhere",
      files: {
        [`${HOME}/default/a-1.0.gemspec`]: 's.name = "a"\ns.version = "1.0"',
        [`${top}/gems/a-1.0/exe/a`]: "12345",
      },
      bytes: undefined,
    },
  ];
  test.each(rows)("$title", ({ files, bytes }) => {
    const { packages } = catalogFiles(gem, [files]);
    expect(packages.map((pkg) => pkg.installedSizeBytes)).toEqual([bytes]);
  });
});

import { expect, test } from "vitest";
import { parseGemspec } from "./gemspec.ts";

/** As RubyGems 3.3 wrote it, shortened. */
const OLD = `# -*- encoding: utf-8 -*-
# stub: nokogiri 1.13.10 x86_64-linux lib
# stub: ext/nokogiri/extconf.rb

Gem::Specification.new do |s|
  s.name = "nokogiri".freeze
  s.version = "1.13.10"
  s.platform = "x86_64-linux".freeze

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.metadata = { "homepage_uri" => "https://nokogiri.org", "source_code_uri" => "https://example.org/n" } if s.respond_to? :metadata=
  s.authors = ["Mike Dalessio".freeze, "Andr\\u00E9 M".freeze]
  s.email = "nokogiri-talk@googlegroups.com".freeze
  s.files = ["bin/nokogiri".freeze]
  s.homepage = "https://nokogiri.org".freeze
  s.licenses = ["MIT".freeze]
  s.summary = "Nokogiri (\\u92F8) reads XML.".freeze

  s.installed_by_version = "3.3.15" if s.respond_to? :installed_by_version

  if s.respond_to? :specification_version then
    s.specification_version = 4
  end

  if s.respond_to? :add_runtime_dependency then
    s.add_runtime_dependency(%q<racc>.freeze, ["~> 1.4"])
    s.add_development_dependency(%q<rake>.freeze, ["~> 13.0"])
  else
    s.add_dependency(%q<racc>.freeze, ["~> 1.4"])
    s.add_dependency(%q<rake>.freeze, ["~> 13.0"])
  end
end
`;

test("what RubyGems writes is read", () => {
  expect(parseGemspec(OLD)).toEqual({
    name: "nokogiri",
    version: "1.13.10",
    platform: "x86_64-linux",
    licenses: ["MIT"],
    authors: ["Mike Dalessio", "André M"],
    email: ["nokogiri-talk@googlegroups.com"],
    summary: "Nokogiri (鋸) reads XML.",
    homepage: "https://nokogiri.org",
    metadata: { homepage_uri: "https://nokogiri.org", source_code_uri: "https://example.org/n" },
    needs: ["racc"],
  });
});

test("newer RubyGems list dependencies once", () => {
  const text = `  s.add_dependency(%q<racc>.freeze, ["~> 1.4".freeze])\n  s.add_development_dependency(%q<rake>.freeze, [])\n`;
  expect(parseGemspec(text).needs).toEqual(["racc"]);
});

test("what is computed is not guessed; the stub's line may know", () => {
  const text = `# stub: a 1.0 java lib\nGem::Specification.new do |spec|\n  spec.version = A::VERSION\nend\n`;
  expect(parseGemspec(text)).toMatchObject({ name: "a", version: "1.0", platform: "java" });
  expect(parseGemspec("  spec.version = A::VERSION\n")).toEqual({
    licenses: [],
    authors: [],
    email: [],
    metadata: {},
    needs: [],
  });
});

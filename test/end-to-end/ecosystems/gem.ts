import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unpackDebian } from "./debian.ts";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { run } from "./run.ts";

const PACKAGES = ["ruby", "bundler", "ruby-sinatra", "ruby-nokogiri", "ruby-addressable", "ruby-activerecord"];

/** Gems of Ruby itself, of Debian, and one that `gem install` puts where the images of Ruby have theirs. */
export const gem: Ecosystem = {
  name: "gem",
  purlTypes: ["gem"],
  needs: ["mmdebstrap", "chroot"],

  build(root) {
    unpackDebian(root, PACKAGES);
    const source = join(root, "tmp/wares");
    mkdirSync(source);
    writeFileSync(join(source, "wares.gemspec"), GEMSPEC);
    ruby(root, "-S", "gem", "build", "--quiet", "-C", "/tmp/wares", "wares.gemspec");
    const install = ["install", "--quiet", "--local", "--force", "--no-document"];
    ruby(root, "-S", "gem", ...install, "/tmp/wares/wares-1.2.3.pre.4-x86_64-linux.gem");
  },

  // What `gem list --details` is made of, without the widths of a screen.
  listed: (root) => JSON.parse(ruby(root, "-r", "json", "-e", LIST)) as ListedPackage[],
};

const GEMSPEC = `Gem::Specification.new do |s|
  s.name = "wares"
  s.version = "1.2.3.pre.4"
  s.platform = "x86_64-linux"
  s.authors = ["Jürgen O'Neill", %q(Anna "A." B)]
  s.email = "a@example.org"
  s.summary = "Wares: \\"quoted\\", it's with a \\\\ in it"
  s.description = "Longer."
  s.homepage = "https://example.org/wares"
  s.licenses = ["MIT", "Nonstandard"]
  s.metadata = { "homepage_uri" => "https://example.org/other", "source_code_uri" => "https://example.org/source" }
  s.files = []
  s.add_dependency "rack", ">= 2", "< 4"
  s.add_development_dependency "rspec"
end
`;

/** One author and one address belong together, as \`sbom\` writes them. */
const LIST = `
found = Gem::Specification.map do |s|
  names, addresses = [s.authors, s.email].map { |all| Array(all).compact.reject(&:empty?) }
  both = names.length == 1 && addresses.length == 1
  {
    name: s.name, version: s.version.to_s,
    facts: {
      author: both ? "#{names[0]} <#{addresses[0]}>" : (names.empty? ? addresses : names).join(", "),
      description: s.summary, url: s.homepage || s.metadata["homepage_uri"], licenses: s.licenses.uniq
    }
  }
end
puts JSON.generate(found)
`;

/** Runs Ruby in the root, with the gems that the official images of Ruby would look at besides. */
function ruby(root: string, ...args: readonly string[]): string {
  return run("chroot", [root, "/usr/bin/ruby", ...args], {
    env: { PATH: "/usr/sbin:/usr/bin", HOME: "/tmp", TMPDIR: "/tmp", LC_ALL: "C.UTF-8", GEM_HOME: "/usr/local/bundle" },
  });
}

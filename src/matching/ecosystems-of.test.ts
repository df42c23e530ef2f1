import { expect, test } from "vitest";
import { ecosystemsOf } from "./ecosystems-of.ts";

const pkg = (purl: string, owner?: string) => ({ purl, ...(owner !== undefined && { owner }) });

test.each([
  ["a package of a language", [pkg("pkg:npm/lodash@4.17.20")], undefined, ["npm"]],
  ["one of a distribution", [pkg("pkg:deb/debian/zlib1g@1.2?distro=debian-12")], undefined, ["Debian"]],
  [
    "one of a language that a distribution owns: by its owner",
    [pkg("pkg:pypi/six@1.0", "pkg:deb/debian/python3-six@1.0?distro=debian-12")],
    undefined,
    ["Debian"],
  ],
  ["CentOS: by Red Hat's", [pkg("pkg:rpm/centos/bash@4.2?distro=centos-7")], { id: "centos" }, ["Red Hat"]],
  ["a distribution without packages", [], { id: "alpine" }, ["Alpine"]],
  ["a distribution that package URLs call otherwise", [], { id: "rhel" }, ["Red Hat"]],
  [
    "an unknown distribution, what nobody speaks of, and what is no package URL",
    [pkg("pkg:conan/zlib@1"), pkg("?")],
    { id: "x" },
    [],
  ],
  [
    "several",
    [pkg("pkg:npm/a@1"), pkg("pkg:npm/b@1"), pkg("pkg:golang/example.com/x@v1.0.0")],
    { id: "alpine" },
    ["npm", "Go", "Alpine"],
  ],
])("%s", (_, packages, distribution, expected) => {
  expect([...ecosystemsOf(packages, distribution)]).toEqual(expected);
});

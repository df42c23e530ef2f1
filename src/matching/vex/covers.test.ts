import { expect, test } from "vitest";
import { imageOf, packageOf, subjectWith } from "../../../test/support/vex-subject.ts";
import { covers, narrowness } from "./covers.ts";
import { productName, systemOfCpe, withVersion } from "./product-name.ts";

const named = (text: string) => {
  const name = productName(text);
  if (!name) throw new Error(`${text} is no name`);
  return name;
};

const LIBC = "pkg:deb/debian/libc6@2.36-9%2Bb1?arch=amd64&distro=debian-12&upstream=glibc%402.36-9";

test.each<[title: string, asked: string, purl: string, holds: boolean]>([
  ["the same", "pkg:npm/a@1.0.0", "pkg:npm/a@1.0.0", true],
  ["no version: every version", "pkg:npm/a", "pkg:npm/a@1.0.0", true],
  ["another version", "pkg:npm/a@1.0.1", "pkg:npm/a@1.0.0", false],
  ["another name", "pkg:npm/b", "pkg:npm/a@1.0.0", false],
  ["another type", "pkg:gem/a", "pkg:npm/a@1.0.0", false],
  ["without the scope", "pkg:npm/a", "pkg:npm/%40scope/a@1.0.0", false],
  ["a version that is equal in its order", "pkg:pypi/a@1.0", "pkg:pypi/a@1.0.0", true],
  ["a name as its ecosystem writes it", "pkg:pypi/Zope.Interface", "pkg:pypi/zope-interface@1", true],
  ["a module's version without its v", "pkg:golang/helm.sh/helm/v3@3.1.0", "pkg:golang/helm.sh/helm/v3@v3.1.0", true],
  ["a part of a module", "pkg:golang/helm.sh/helm/v3#pkg/action", "pkg:golang/helm.sh/helm/v3@v3.1.0", false],
  ["a repository that it comes from", "pkg:maven/g/a@1?repository_url=https://x", "pkg:maven/g/a@1", true],
  ["another classifier", "pkg:maven/g/a@1?classifier=x", "pkg:maven/g/a@1?classifier=y", false],
  ["without qualifiers", "pkg:deb/debian/libc6@2.36-9%2Bb1", LIBC, true],
  ["without a namespace", "pkg:deb/libc6", LIBC, true],
  ["of another distribution", "pkg:deb/ubuntu/libc6", LIBC, false],
  ["of another architecture", "pkg:deb/debian/libc6?arch=arm64", LIBC, false],
  ["of its release by name", "pkg:deb/debian/libc6?distro=bookworm", LIBC, true],
  ["of its release by point release", "pkg:deb/debian/libc6?distro=debian-12.4", LIBC, true],
  ["of another release", "pkg:deb/debian/libc6?distro=debian-11", LIBC, false],
  ["of another release by name", "pkg:deb/debian/libc6?distro=bullseye", LIBC, false],
  ["the source package by its architecture", "pkg:deb/debian/glibc@2.36-9?arch=source", LIBC, true],
  ["the source package at another version", "pkg:deb/debian/glibc@2.37-1?arch=source", LIBC, false],
  ["the source package, where no package has the name", "pkg:deb/debian/glibc", LIBC, true],
  ["with the epoch beside it", "pkg:rpm/redhat/a@1-1?epoch=2", "pkg:rpm/redhat/a@1-1?distro=rhel-9&epoch=2", true],
  ["with another epoch", "pkg:rpm/redhat/a@1-1?epoch=1", "pkg:rpm/redhat/a@2:1-1?distro=rhel-9", false],
  ["without the epoch", "pkg:rpm/redhat/a@1-1", "pkg:rpm/redhat/a@2:1-1?distro=rhel-9", true],
  ["by another name of the distribution", "pkg:rpm/suse/zypper", "pkg:rpm/sles/zypper@1?distro=sles-15.6", true],
])("a package URL means a package: %s", (_, asked, purl, holds) => {
  const { first, whole } = subjectWith([packageOf(purl)]);
  expect(covers([[named(asked)]], first, whole)).toBe(holds);
});

test("a source's name is a package's own where there is one", () => {
  const lib = packageOf("pkg:deb/debian/libcurl4@1?distro=debian-12&upstream=curl%401");
  const tool = packageOf("pkg:deb/debian/curl@1?distro=debian-12");
  const { first, whole } = subjectWith([lib, tool]);
  expect(covers([[named("pkg:deb/debian/curl")]], first, whole)).toBe(false);
  expect(covers([[named("pkg:deb/debian/curl?arch=source")]], first, whole)).toBe(true);
});

test.each([
  ["vers:npm/>=1.0.0|<2.0.0", true],
  ["vers:npm/>=1.0.1|<2.0.0", false],
  ["vers:nothing/1", undefined],
])("a range of versions: %s", (range, holds) => {
  const { first, whole } = subjectWith([packageOf("pkg:npm/a@1.0.0")]);
  const name = withVersion(named("pkg:npm/a"), { range });
  expect(name && covers([[name]], first, whole)).toBe(holds);
});

test.each([
  ["cpe:/o:redhat:enterprise_linux:9", true],
  ["cpe:/a:redhat:enterprise_linux:9::appstream", true],
  ["cpe:2.3:o:redhat:enterprise_linux:9", true],
  ["cpe:/a:redhat:rhel_eus:9.4::appstream", true],
  ["cpe:/a:redhat:rhel_eus:9.2::appstream", false],
  ["cpe:/o:redhat:enterprise_linux:8", false],
  ["cpe:/a:redhat:openshift:4.16::el9", undefined],
])("a package of the system %s", (cpe, holds) => {
  const { first, whole } = subjectWith([packageOf("pkg:rpm/redhat/a@1-1?distro=rhel-9.4")]);
  const system = systemOfCpe(cpe);
  expect(system && covers([[named("pkg:rpm/redhat/a")], [system]], first, whole)).toBe(holds);
});

const LAYER = { ordinal: 0, diffId: "" };
const at = (path: string) => ({ locations: [{ path, layer: LAYER }] });
const HELM = "pkg:golang/helm.sh/helm/v3@v3.1.0";
const TRIVY = "pkg:golang/github.com/aquasecurity/trivy@v0.50.0";
const product = [[named("pkg:golang/helm.sh/helm/v3")], [named("pkg:golang/github.com/aquasecurity/trivy")]];

test("a module within a program that is meant", () => {
  const { first, whole } = subjectWith([
    packageOf(HELM, at("bin/trivy")),
    packageOf(TRIVY, { ...at("bin/trivy"), dependsOn: [HELM] }),
  ]);
  expect(covers(product, first, whole)).toBe(true);
  expect(covers(product.slice(1), first, whole)).toBe(true);
});

test("not a module that is in another program as well", () => {
  const both = { locations: [...at("bin/trivy").locations, ...at("bin/other").locations] };
  const other = packageOf("pkg:golang/example.org/other@v1.0.0", { ...at("bin/other"), dependsOn: [HELM] });
  const program = packageOf(TRIVY, { ...at("bin/trivy"), dependsOn: [HELM] });
  const { first, whole } = subjectWith([packageOf(HELM, both), program, other]);
  expect(covers(product, first, whole)).toBe(false);
});

test.each([
  ["somebody asked for itself", true, false],
  ["only the other needs", false, true],
  ["nobody knows who needs", undefined, false],
])("a package that %s, beside one that is meant", (_, direct, holds) => {
  const parent = packageOf("pkg:npm/parent@1.0.0", { ...at("node_modules/parent"), dependsOn: ["pkg:npm/a@1.0.0"] });
  const child = packageOf("pkg:npm/a@1.0.0", { ...at("node_modules/a"), ...(direct !== undefined && { direct }) });
  const { first, whole } = subjectWith([child, parent]);
  expect(covers([[named("pkg:npm/parent")]], first, whole)).toBe(holds);
});

test("packages that need each other in a circle end nowhere", () => {
  const a = packageOf("pkg:npm/a@1.0.0", { direct: false, dependsOn: ["pkg:npm/b@1.0.0"] });
  const b = packageOf("pkg:npm/b@1.0.0", { direct: false, dependsOn: ["pkg:npm/a@1.0.0"] });
  const { first, whole } = subjectWith([a, b]);
  expect(covers([[named("pkg:npm/c")]], first, whole)).toBe(false);
});

const DIGEST = `sha256:${"1".repeat(64)}`;

test.each<[product: string, holds: boolean]>([
  ["pkg:docker/team/app@1.0", true],
  ["pkg:docker/team/app", true],
  ["pkg:docker/team/app@2.0", false],
  ["pkg:docker/team/other@1.0", false],
  ["pkg:docker/team/app@1.0?repository_url=registry.local", true],
  ["pkg:docker/team/app@1.0?repository_url=ghcr.io", false],
  ["pkg:docker/registry.local/team/app@1.0", true],
  [`pkg:oci/app@${DIGEST}`, true],
  [`pkg:oci/anything@${DIGEST}`, true],
  [`pkg:oci/app@sha256:${"2".repeat(64)}`, false],
  ["pkg:oci/app", true],
  ["pkg:oci/other", false],
  ["pkg:oci/app?repository_url=registry.local/team/app", true],
  ["pkg:oci/app?repository_url=registry.local/team", true],
  ["pkg:oci/app?repository_url=registry.local/other/app", false],
  ["pkg:oci/app?tag=1.0", true],
  ["pkg:oci/app?tag=1.1", false],
  ["pkg:oci/app?arch=amd64", true],
  ["pkg:oci/app?arch=arm64", false],
  ["registry.local/team/app:1.0", true],
  ["registry.local/team/app:1.1", false],
  [DIGEST, true],
])("an image is meant by %s: %s", (text, holds) => {
  const image = imageOf({ names: ["registry.local/team/app:1.0"], digest: DIGEST });
  const { first, whole } = subjectWith([packageOf("pkg:npm/a@1.0.0")], image);
  expect(covers([[named(text)]], first, whole)).toBe(holds);
  expect(covers([[named("pkg:npm/a")], [named(text)]], first, whole)).toBe(holds);
  expect(covers([[named("pkg:npm/b")], [named(text)]], first, whole)).toBe(false);
});

test.each(["acme-product", "https://example.org/product/1:2", "a b", "pkg:", "pkg:npm/", ""])(
  "%j is no name of anything",
  (text) => {
    expect(productName(text)).toBeUndefined();
  },
);

test("a product without a link means nothing", () => {
  const { first, whole } = subjectWith([packageOf("pkg:npm/a@1.0.0")]);
  expect(covers([], first, whole)).toBe(false);
  expect(covers([[]], first, whole)).toBe(false);
});

test("a product is the narrower, the more it names", () => {
  const broad = [[named("pkg:npm/a")]];
  const versioned = [[named("pkg:npm/a@1.0.0")]];
  const inImage = [[named("pkg:npm/a@1.0.0")], [named("pkg:docker/app")]];
  expect(narrowness(broad)).toBeLessThan(narrowness(versioned));
  expect(narrowness(versioned)).toBeLessThan(narrowness(inImage));
});

import type { PartialPackage } from "../exchange/package-properties.ts";
import { parsedPurl } from "../exchange/parsed-purl.ts";
import { distributionTypes } from "../exchange/purl-types.ts";
import { documentReader } from "../exchange/read-document.ts";
import { partsOf } from "../exchange/read-sbom.ts";
import type { SbomParts } from "../exchange/reading.ts";
import { isImagePurl } from "../exchange/root.ts";
import { distributionQualifier } from "../model/distribution.ts";
import { KnownError, messageOf, type Problem, type Report } from "../model/errors.ts";
import type { Scope } from "../model/package.ts";
import { formatPurl, type PackageUrl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type WantedFile, type Word } from "./cataloger.ts";
import { assembleLists, collectPackages, type ListedFields, type ListedPackage } from "./shared/package-list.ts";

/** What lists of packages are called. */
const ENDINGS = [
  ".spdx.json",
  ".cdx.json",
  ".cyclonedx.json",
  ".bom.json",
  ".sbom.json",
  ".syft.json",
  ".spdx",
  ".cdx",
];
/** Names that other things have as well. */
const NAMES = new Set(["bom.json", "sbom.json"]);

/**
 * Where those who install packages say what they installed.
 * Source: https://github.com/chainguard-dev/apko, https://github.com/docker-hardened-images/catalog,
 * https://github.com/buildpacks/spec/blob/main/platform.md
 */
const OF_APK = "var/lib/db/sbom/";
const OF_DOCKER = "opt/docker/sbom/";
const OF_INSTALLERS = [
  OF_APK,
  OF_DOCKER,
  "layers/sbom/launch/",
  "cnb/sbom/",
  "usr/share/sbom/",
  "usr/local/share/sbom/",
];

/** Folders of packages: what stands in one of those is about a part of it. */
const WITHIN_PACKAGE =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|pkgs|vendor|pkg\/mod|registry\/src|\.m2\/repository)\//;

/** Folders of documentation, sources and tests: what stands there is an example. */
const EXAMPLES =
  /(?:^|\/)(?:usr\/share\/doc|usr\/src|tests?|testdata|test-fixtures|__tests__|fixtures|examples?|samples?|\.git)\//;

/** Of Bitnami's, which another cataloger reads. */
const BITNAMI = "opt/bitnami/";

/** Names of what no image has installed: images, repositories, recipes. */
const NO_PACKAGES = new Set(["docker", "oci", "github", "gitlab", "bitbucket", "githubactions"]);

const MEGABYTE = 1024 * 1024;

/** Of a document in an image, which lists the packages of that image. */
const MOST_VALUES = 2_000_000;
/** Of what a package has in it, in one property. */
const MOST_BUNDLED = 200;

interface Evidence {
  readonly packages: readonly ListedPackage[];
  /** It lists what a source tree asks for. */
  readonly isOfSources?: true;
}

/** Packages that documents within an image tell of: they say what they saw, and not that it is there. */
export const embeddedSbom = defineCataloger<Evidence>({
  name: "embedded-sbom",
  version: 1,
  describes: "Packages that SBOM files within an image tell of, where nothing else shows them",
  specification: "https://cyclonedx.org/specification/overview/",
  purlType: "generic",
  evidences: "installed",
  gives: ["licenses", "author", "architecture", "dependsOn", "scope"],
  roots: [],
  maxFileBytes: 256 * MEGABYTE,

  wants: (path) => isCalledSo(path) && !path.startsWith(BITNAMI) && !EXAMPLES.test(path),

  sniff: (head) => /^\uFEFF?\s*(?:\{|#|SPDXVersion:)/.test(new TextDecoder().decode(head)),

  read(file, report) {
    const parts = readParts(file, report);
    return parts && evidenceOf(file, parts, report);
  },

  assemble(evidence, { distribution }) {
    const distro = distribution && distributionQualifier(distribution);
    const sources = new Set(
      evidence.filter(({ value }) => value.isOfSources).map(({ path, layer }) => `${layer} ${path}`),
    );
    const withDistro = (pkg: ListedPackage): ListedPackage => {
      const { type = "", namespace, qualifiers } = pkg;
      const isBare = distributionTypes.has(type) && namespace === distribution?.id && !qualifiers?.distro;
      return isBare && distro ? { ...pkg, qualifiers: { ...qualifiers, distro } } : pkg;
    };
    const lists = evidence.map((found) => ({ ...found, value: { packages: found.value.packages.map(withDistro) } }));
    return assembleLists(lists, { purlType: "generic" }).map((pkg): CatalogedPackage => {
      const [{ path, layer } = { path: "", layer: 0 }] = pkg.locations;
      const word = sources.has(`${layer} ${path}`) ? "mentioned" : wordOf(path, pkg.scope);
      return { ...pkg, word, properties: { ...pkg.properties, "sbom:toldBy": `/${path}` } };
    });
  },
});

function isCalledSo(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (NAMES.has(name) || ENDINGS.some((ending) => name.endsWith(ending))) return true;
  return name.endsWith(".json") && (path.startsWith(OF_DOCKER) || path.startsWith("usr/share/sbom/"));
}

function wordOf(path: string, scope: Scope | undefined): Word {
  if (scope === "development" || WITHIN_PACKAGE.test(path)) return "mentioned";
  if (OF_INSTALLERS.some((folder) => path.startsWith(folder))) return "installed";
  return scope === "optional" ? "mentioned" : "listed";
}

function readParts(file: WantedFile, report: Report): SbomParts | undefined {
  const { path, sizeBytes } = file;
  const tell = (problem: Problem) => report({ ...problem, path, message: `${path}: ${problem.message}` });
  try {
    const reader = documentReader(tell, { sbomValues: MOST_VALUES });
    for (let at = 0; at < sizeBytes; at += MEGABYTE) reader.write(file.read(at, Math.min(MEGABYTE, sizeBytes - at)));
    return partsOf(reader.end(), tell);
  } catch (error) {
    const code = error instanceof KnownError ? error.code : "FILE_MALFORMED";
    const name = path.slice(path.lastIndexOf("/") + 1);
    // Others call their files so as well.
    if (!NAMES.has(name) || code === "LIMIT_EXCEEDED") tell({ code, message: messageOf(error) });
    return undefined;
  }
}

function evidenceOf(file: WantedFile, parts: SbomParts, report: Report): Evidence {
  const { builtFrom = new Map<string, readonly string[]>(), subject, isOfSources } = parts;
  const sources = new Set([...builtFrom.values()].flat());
  const whole = wheelOf(file.path) ?? parsedPurl(subject);
  const collector = collectPackages(file, report);
  const bundled = new Set<string>();
  for (const pkg of parts.packages) {
    const { purl, version } = pkg;
    const url = parsedPurl(purl);
    if (purl === undefined || !url || NO_PACKAGES.has(url.type) || isImagePurl(purl) || sources.has(purl)) continue;
    if (url.type !== "apk" && file.path.startsWith(OF_APK)) continue;
    // What has no version, nobody could look up.
    if (!url.version && !version) continue;
    // A package may be listed by its parts.
    const isItself = url.type === whole?.type && url.name === whole.name && url.namespace === whole.namespace;
    if (!isItself && !isForDevelopment(pkg)) bundled.add(formatPurl({ ...url, qualifiers: {}, subpath: "" }));
    collector.add(listed(pkg, url, { "sbom:builtFrom": builtFrom.get(purl)?.join(" ") }));
  }
  if (whole?.version && bundled.size > 0 && WITHIN_PACKAGE.test(file.path)) {
    const bundles = [...bundled].slice(0, MOST_BUNDLED).join(" ");
    collector.add({ ...whole, qualifiers: {}, keys: [], properties: { "sbom:bundles": bundles } });
  }
  return { packages: collector.packages, ...(isOfSources && { isOfSources }) };
}

/** The Python package that a document is about, by its folder. Source: https://peps.python.org/pep-0770/ */
function wheelOf(path: string): PackageUrl | undefined {
  const [, name, version] = /\/([^/-]+)-([^/-]+)\.dist-info\/sboms\//.exec(path) ?? [];
  return name && version ? parsedPurl(formatPurl({ type: "pypi", name, version, qualifiers: {} })) : undefined;
}

function listed(pkg: PartialPackage, url: PackageUrl, properties: object): ListedFields {
  const { licenses, author, description, homepage, sizeBytes, checksums, dependsOn, purl = "" } = pkg;
  return {
    ...url,
    version: url.version ?? pkg.version,
    architecture: url.qualifiers.arch,
    licenses,
    author,
    description,
    homepage,
    sizeBytes,
    checksums,
    keys: [purl],
    needs: dependsOn,
    scope: isForDevelopment(pkg) ? "development" : pkg.scope,
    properties,
  };
}

/** Source: https://github.com/CycloneDX/cyclonedx-property-taxonomy */
const DEVELOPMENT = ["cdx:npm:package:development", "cdx:composer:package:isDevRequirement"];

function isForDevelopment({ properties = {}, scope }: PartialPackage): boolean {
  return (
    scope === "development" ||
    DEVELOPMENT.some((name) => Object.hasOwn(properties, name) && properties[name] === "true")
  );
}

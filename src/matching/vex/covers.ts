import { ecosystemOfPurl } from "../../model/ecosystems.ts";
import { KnownError } from "../../model/errors.ts";
import type { PackageUrl } from "../../model/purl.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { rangeHolds } from "../../versions/ranges/bounds.ts";
import { imageIs } from "./image-is.ts";
import type { ProductName } from "./product-name.ts";
import type { VexLink, VexProduct } from "./statement.ts";
import { type Subject, type SubjectPackage, sameRelease } from "./subject.ts";

/** Whether a statement about a product is one about this package of this image: every link of it has to hold. */
export function covers(product: VexProduct, subject: SubjectPackage, whole: Subject): boolean {
  return product.length > 0 && product.every((link) => linkCovers(link, subject, whole));
}

/** How narrowly a product is named: a component in an image more than either, a version more than none. */
export function narrowness(product: VexProduct): number {
  const ofName = (name: ProductName) => {
    if (name.kind === "digest") return 3;
    if (name.kind === "system") return 1;
    if (name.kind === "package" && name.range) return 2;
    return name.purl.version === undefined ? 1 : 3;
  };
  return product.reduce((sum, link) => sum + Math.max(0, ...link.map(ofName)), 0);
}

function linkCovers(link: VexLink, subject: SubjectPackage, whole: Subject): boolean {
  return link.some((name) => {
    if (name.kind === "digest") return whole.digests.has(name.digest);
    if (name.kind === "image") return imageIs(name.purl, whole);
    if (name.kind === "system") {
      return (
        subject.releases.length > 0 && name.ids.some((id) => sameRelease(`${id}-${name.release}`, subject.releases))
      );
    }
    return isWithin(subject, (one) => packageIs(name, one, whole), whole);
  });
}

/**
 * Whether a package is one, or is there for nothing but those: every way up from it, from who needs it to who needs
 * that, ends at one of them. Only ways that are known to be all there are count: of the modules of one program, or of
 * packages that are told to be nobody's own wish.
 */
function isWithin(subject: SubjectPackage, is: (one: SubjectPackage) => boolean, whole: Subject): boolean {
  const seen = new Set([subject]);
  let reached = false;
  for (const one of seen) {
    if (is(one)) {
      reached = true;
      continue;
    }
    const above = whole.dependents.get(one.pkg.purl) ?? [];
    if (above.length === 0 || one.pkg.direct === true) return false;
    if (one.pkg.direct === undefined && !standsWhereThey(one, above)) return false;
    for (const next of above) seen.add(next);
  }
  return reached;
}

/** Each file that shows it shows one of them, too: a program with what it was built of. */
function standsWhereThey({ pkg }: SubjectPackage, above: readonly SubjectPackage[]): boolean {
  const paths = new Set(above.flatMap((one) => one.pkg.locations.map(({ path }) => path)));
  return pkg.locations.every(({ path }) => paths.has(path));
}

/** Distributions that package URLs name in more than one way. */
const NAMESPACES: Readonly<Record<string, string>> = {
  rhel: "redhat",
  sles: "suse",
  rockylinux: "rocky",
  alma: "almalinux",
  amzn: "amazon",
  ol: "oracle",
};

/** Types whose packages a distribution makes, under its name. */
const OF_DISTRIBUTIONS: ReadonlySet<string> = new Set(["alpm", "apk", "deb", "opkg", "rpm"]);

/** Whether a package URL means a package. What it does not tell (version, namespace of a distribution) is any. */
export function packageIs(
  { purl: asked, range }: Extract<ProductName, { kind: "package" }>,
  subject: SubjectPackage,
  { binaries }: Pick<Subject, "binaries">,
): boolean {
  const { purl, source } = subject;
  if (asked.type !== purl.type || !namespaceIs(asked, purl)) return false;
  if (asked.subpath !== undefined && asked.subpath !== purl.subpath) return false;
  const isOfSource = /^(?:source|src)$/.test(asked.qualifiers.arch ?? "");
  const own = { name: purl.name, version: purl.version ?? "" };
  // A source's name stands for all that was built from it where no package goes by that name itself.
  const maySource = isOfSource || !binaries.has(`${asked.type}/${asked.name}`);
  const candidates = [...(isOfSource && source ? [] : [own]), ...(maySource && source ? [source] : [])];
  return (
    qualifiersAre(asked, subject, isOfSource) &&
    candidates.some(
      ({ name, version }) =>
        sameName(asked, { ...purl, name }) &&
        (range ? isHeld(range, version) : asked.version === undefined || sameVersion(asked, version, purl)),
    )
  );
}

function namespaceIs(asked: PackageUrl, { type, namespace }: PackageUrl): boolean {
  if (!OF_DISTRIBUTIONS.has(type)) return true;
  const one = (name: string | undefined) => NAMESPACES[name ?? ""] ?? name;
  return asked.namespace === undefined || one(asked.namespace) === one(namespace);
}

function sameName(asked: PackageUrl, purl: PackageUrl): boolean {
  if (OF_DISTRIBUTIONS.has(purl.type)) return asked.name === purl.name;
  const full = ({ namespace, name }: PackageUrl) => (namespace === undefined ? name : `${namespace}/${name}`);
  const normalize = ecosystemOfPurl(purl)?.normalizeName ?? ((name: string) => name);
  return normalize(full(asked)) === normalize(full(purl));
}

/** Where a file was fetched from says nothing of what it is. */
const MATTERING = ["classifier", "module", "os_name", "os_version", "rpmmod"] as const;

function qualifiersAre({ qualifiers }: PackageUrl, { purl, releases }: SubjectPackage, isOfSource: boolean): boolean {
  const { arch, distro } = qualifiers;
  const own = purl.qualifiers.arch;
  const architectureIs =
    isOfSource || arch === undefined || own === undefined || arch === own || /^(?:all|noarch)$/.test(own);
  if (!architectureIs || (distro !== undefined && !sameRelease(distro, releases))) return false;
  return MATTERING.every((key) => {
    const [asked, has] = [qualifiers[key], purl.qualifiers[key]];
    return asked === undefined || has === undefined || asked === has;
  });
}

function isHeld({ runs, order }: NonNullable<Extract<ProductName, { kind: "package" }>["range"]>, version: string) {
  try {
    return rangeHolds(runs, version, order);
  } catch (error) {
    // What cannot be compared is not what was spoken of.
    if (error instanceof KnownError) return false;
    throw error;
  }
}

function sameVersion(asked: PackageUrl, version: string, purl: PackageUrl): boolean {
  const wanted = asked.version ?? "";
  if (wanted === version) return true;
  if (asked.type === "golang") return wanted.replace(/^v/, "") === version.replace(/^v/, "");
  // The epoch stands in the version or beside it, or is not told.
  const { epoch } = asked.qualifiers;
  const full = epoch === undefined || /^\d+:/.test(wanted) ? wanted : `${epoch}:${wanted}`;
  const bare = (text: string) => (OF_DISTRIBUTIONS.has(asked.type) ? text.replace(/^\d+:/, "") : text);
  if (full === wanted && !/^\d+:/.test(wanted) && wanted === bare(version)) return true;
  const ownEpoch = purl.qualifiers.epoch;
  const ownFull = ownEpoch === undefined || /^\d+:/.test(version) ? version : `${ownEpoch}:${version}`;
  const ecosystem = ecosystemOfPurl(purl);
  if (!ecosystem) return full === ownFull;
  const order = getVersionOrder(ecosystem.versions);
  return order.isValid(full) && order.isValid(ownFull) && order.compare(full, ownFull) === 0;
}

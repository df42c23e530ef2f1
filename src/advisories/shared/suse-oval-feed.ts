import { childOf, childrenOf, textOf, type XmlNode } from "../../formats/xml-items.ts";
import type { Advisory, AffectedPackage } from "../../model/advisory.ts";
import type { Report } from "../../model/errors.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed, FeedFile } from "../feed.ts";
import type { OvalDefinition, OvalTest } from "./oval.ts";
import { readOvalAdvisories } from "./oval-advisories.ts";
import { alternativesOf, type Meaning } from "./oval-alternatives.ts";
import { affectedOfAlternatives, meaningOfRpmTest } from "./oval-rpm.ts";
import { suseReleaseOf } from "./suse-products.ts";
import { vendorSeverity } from "./vendor-severity.ts";

/** What of SUSE's folder is read. Kept by hand: https://ftp.suse.com/pub/projects/security/oval/ */
const FILES = [
  "opensuse.leap.15.3",
  "opensuse.leap.15.4",
  "opensuse.leap.15.5",
  "opensuse.leap.15.6",
  "opensuse.leap.16.0",
  "opensuse.leap.micro.5.3",
  "opensuse.leap.micro.5.4",
  "opensuse.leap.micro.5.5",
  "opensuse.tumbleweed",
  "suse.linux.enterprise.micro.5.3",
  "suse.linux.enterprise.micro.5.4",
  "suse.linux.enterprise.micro.5.5",
  "suse.linux.enterprise.micro.6.0",
  "suse.linux.enterprise.micro.6.1",
  "suse.linux.enterprise.server.12",
  "suse.linux.enterprise.server.15",
] as const;

/** What tells one set of SUSE's files from another. */
export interface SuseOvalOptions extends Pick<Feed, "name" | "describes" | "version"> {
  /** Behind the name of a release: `-affected`. */
  readonly ending: string;
  readonly insteadOf?: string;
}

/** A feed of SUSE's flaws: one record for a CVE and a file. */
export function suseOvalFeed({ name, describes, version, ending, insteadOf }: SuseOvalOptions): Feed {
  return {
    name,
    describes,
    license: "CC-BY-4.0",
    files: FILES.map(
      (file): FeedFile => ({
        url: `https://ftp.suse.com/pub/projects/security/oval/${file}${ending}.xml.gz`,
        mirrorPath: `suse/projects/security/oval/${file}${ending}.xml.gz`,
        maxBytes: 512 * 1024 * 1024,
      }),
    ),
    ...(insteadOf !== undefined && { insteadOf }),
    version,

    parse(paths, report) {
      const meaningOfProduct = productsReader(name, report);
      return readOvalAdvisories(
        paths,
        {
          source: name,
          class: "vulnerability",
          advisoryOf: (definition, complain) => advisoryOf(name, definition, meaningOfProduct, complain),
        },
        report,
      );
    },
  };
}

/** Says each product that nobody knows once, not once for each of its ten thousand flaws. */
function productsReader(name: string, report: Report): (product: string) => Meaning {
  const unknown = new Set<string>();
  return (product) => {
    const release = suseReleaseOf(product);
    if (release === "other") return { kind: "never" };
    if (release !== undefined) return { kind: "releases", releases: [release] };
    if (!unknown.has(product) && unknown.size < 1000) {
      unknown.add(product);
      const message = `${name}: ${JSON.stringify(product)} is no product that Plimsoll knows; its lines were left out`;
      report({ code: "FEED_MALFORMED", message });
    }
    return { kind: "never" };
  };
}

function advisoryOf(
  source: string,
  definition: OvalDefinition,
  meaningOfProduct: (product: string) => Meaning,
  complain: (what: string) => void,
): Advisory | undefined {
  const { metadata } = definition;
  const advisory = childOf(metadata, "advisory");
  const cves = [...new Set(childrenOf(advisory, "cve").map(({ text }) => text))];
  const [cve, ...others] = cves;
  if (cve === undefined || others.length > 0 || !isCveId(cve)) {
    complain(`is not of one CVE, but of ${JSON.stringify(cves)}`);
    return undefined;
  }

  const meaningOf = (test: OvalTest | undefined, comment: string): Meaning => {
    const product = test && productOf(test, comment);
    return product === undefined ? meaningOfRpmTest(test, comment) : meaningOfProduct(product);
  };
  const ways = alternativesOf(definition, meaningOf, complain);
  const affected = fixesFirst(affectedOfAlternatives(ways, ecosystemOf));
  const [first] = affected;
  if (first === undefined) return undefined;

  const modified = startOfDay(childOf(advisory, "updated")?.attributes.date);
  const details = textOf(metadata, "description");
  return {
    source,
    id: `${cve} ${first.ecosystem} ${lineOf(first.release)}`,
    cves: [cve],
    aliases: [],
    ...(details !== undefined && { details }),
    ...vendorSeverity(textOf(advisory, "severity")),
    cvss: childrenOf(advisory, "cve").flatMap(cvssOf),
    cwes: [],
    references: referencesOf(metadata, advisory),
    ...(modified !== undefined && { modified }),
    affected,
  };
}

/** `SUSE Linux Enterprise Server 15 SP3 is installed`, where that is asked of the version of a product's own package. */
function productOf({ objectName, fields }: OvalTest, comment: string): string | undefined {
  const isOfProduct = objectName?.endsWith("-release") && fields.some(({ name }) => name === "version");
  if (!isOfProduct || !comment.endsWith(" is installed")) return undefined;
  return comment.slice(0, -" is installed".length);
}

/**
 * A fix goes before "affected" of the same package in the same release: those who pay for longer support have fixes, and
 * to those who do not, SUSE calls the same package affected for ever.
 */
function fixesFirst(affected: readonly AffectedPackage[]): readonly AffectedPackage[] {
  const keyOf = ({ release, name }: AffectedPackage) => `${release} ${name}`;
  const fixed = new Set(affected.filter(({ ranges }) => ranges.some((range) => range.fixed !== undefined)).map(keyOf));
  const isOpen = ({ state, ranges }: AffectedPackage) =>
    state === "affected" && ranges.every((range) => Object.keys(range).length === 0);
  return affected.filter((one) => !isOpen(one) || !fixed.has(keyOf(one)));
}

const ecosystemOf = (release: string) => (/^(?:leap|tumbleweed)/.test(release) ? "openSUSE" : "SUSE");

/** What one file is of: `15` of `15.3`, of which one has all service packs, and `leap-15.3`. */
const lineOf = (release: string) => (/^\d/.test(release) ? release.replace(/\..*/, "") : release);

/** `cvss3="5.9/CVSS:3.0/AV:N/…"`: the score in front is SUSE's, and that of its vector. */
function cvssOf({ attributes }: XmlNode): Advisory["cvss"] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (!key.startsWith("cvss")) return [];
    return readCvssVector(value.slice(value.indexOf("/") + 1)) ?? [];
  });
}

/** SUSE's page of the flaw, and its bugs. The updates that are named are those of all products. */
function referencesOf(metadata: XmlNode | undefined, advisory: XmlNode | undefined): string[] {
  const pages = childrenOf(metadata, "reference").filter(({ attributes }) => attributes.source === "SUSE CVE");
  const bugs = childrenOf(advisory, "bugzilla");
  return [
    ...new Set([
      ...pages.flatMap(({ attributes }) => attributes.ref_url ?? []),
      ...bugs.flatMap(({ attributes }) => attributes.href ?? []),
    ]),
  ];
}

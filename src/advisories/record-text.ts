import { hash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type {
  Advisory,
  AffectedOnly,
  AffectedPackage,
  AffectedSymbols,
  KnownExploited,
  Ssvc,
} from "../model/advisory.ts";

/** More than any record that a feed lets through, so that a hostile snapshot cannot blow up memory. */
const MOST_TEXT_BYTES = 64 * 1024 * 1024;

/**
 * What most records have in common, the most frequent last, where deflate reaches it with the shortest distances.
 * Records are small: with it they take a fifth less. A change is a new `SCHEMA_VERSION`.
 */
const DICTIONARY = Buffer.from(
  [
    "remote attackers to execute arbitrary code via a crafted denial of service cross-site scripting (XSS) SQL injection ",
    "Any computer that has this package installed or running should be considered fully compromised. All secrets and keys stored on that computer should be rotated immediately from a different computer. The package should be removed, but as full control of the computer may have been given to an outside entity, there is no guarantee that removing the package will remove all malicious software resulting from installing it.\\n",
    "\\n---\\n_-= Per source details. Do not edit below this line.=-_\\n\\n## Source: ghsa-malware (",
    "The package was found to contain malicious code.Malicious code in  (npm) (PyPI)",
    " vulnerability in the has been discovered. This issue affects versions prior to . allows attackers ",
    "### Impact\\n### Patches\\n### Workarounds\\n### References\\n",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    '"https://pypi.org/project/","https://github.com/pypa/advisory-database/tree/main/vulns/PYSEC-',
    '"https://github.com/advisories/GHSA-","https://www.npmjs.com/advisories/","/security/advisories/GHSA-',
    '"https://github.com/","/commit/","/pull/","/issues/","/releases/tag/v","https://nvd.nist.gov/vuln/detail/CVE-20',
    '{"source":"debian-lists","id":"DSA-","cves":["CVE-20","CVE-20"],"aliases":[],"summary":" - security update",',
    '"cvss":[],"cwes":[],"references":["https://security-tracker.debian.org/tracker/DLA-"],"published":"2019-01-01T00:00:00Z",',
    '{"source":"debian-tracker","id":"CVE-20","cves":["CVE-20"],"aliases":[],"details":"","severity":"low",',
    '"affected":[{"ecosystem":"Debian","release":"11","name":"","state":"affected","ranges":[{"fixed":""}],"versions":[]},',
    '{"ecosystem":"Debian","release":"12","name":"","state":"not-affected","ranges":[],"versions":[]}]}',
    '{"source":"osv-npm","id":"MAL-20","cves":[],"aliases":["GHSA-"],"summary":"Malicious code in ',
    '{"source":"osv-pypi","id":"PYSEC-20","cves":["CVE-20"],"aliases":["GHSA-","SNYK-"],"summary":"","details":"',
    '","severity":"critical","severity":"high","severity":"medium","cvss":[{"version":"3.1","vector":"","score":9.8}],',
    '"cwes":["CWE-79","CWE-506"],"references":["https://"],"published":"20","modified":"2024-',
    '","affected":[{"ecosystem":"npm","release":"","name":"","state":"affected","ranges":[{}],"versions":["1.0.0"]}]}',
    '","affected":[{"ecosystem":"PyPI","release":"","name":"","state":"affected",',
    '"ranges":[{"introduced":"","fixed":"","lastAffected":""}],"versions":[]}]}',
  ].join(""),
);

/**
 * A record in its one form: the same facts give the same text, whatever order its feed set the fields in.
 * What a source lists in no order of its own (packages, CVEs) is sorted.
 */
export function canonicalRecord(advisory: Advisory): Advisory {
  const { source, id, summary, details, severity, cvss, references, published, modified } = advisory;
  const { severityLabel, disputed, exploited, ssvc } = advisory;
  return {
    source,
    id,
    cves: advisory.cves.toSorted(),
    aliases: advisory.aliases.toSorted(),
    ...(summary !== undefined && { summary }),
    ...(details !== undefined && { details }),
    ...(severity !== undefined && { severity }),
    ...(severityLabel !== undefined && { severityLabel }),
    ...(disputed && { disputed }),
    ...(exploited && { exploited: canonicalExploited(exploited) }),
    ...(ssvc && { ssvc: canonicalSsvc(ssvc) }),
    cvss: cvss.map(({ version, vector, score, by }) => ({
      version,
      vector,
      ...(score !== undefined && { score }),
      ...(by !== undefined && { by }),
    })),
    cwes: advisory.cwes.toSorted(),
    references,
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    affected: advisory.affected.map(canonicalPackage).sort(compareKeys),
  };
}

function canonicalExploited({ added, due, ransomware, action }: KnownExploited): KnownExploited {
  return { added, ...(due !== undefined && { due }), ransomware, ...(action !== undefined && { action }) };
}

function canonicalSsvc({ exploitation, automatable, technicalImpact, decided }: Ssvc): Ssvc {
  return {
    ...(exploitation !== undefined && { exploitation }),
    ...(automatable !== undefined && { automatable }),
    ...(technicalImpact !== undefined && { technicalImpact }),
    ...(decided !== undefined && { decided }),
  };
}

function canonicalPackage(affected: AffectedPackage): AffectedPackage {
  const { ecosystem, release, name, state, ranges, versions, only, symbols, pocket, vendorAdvisories } = affected;
  return {
    ecosystem,
    release,
    name,
    state,
    ranges: ranges.map(({ introduced, after, fixed, lastAffected }) => ({
      ...(introduced !== undefined && { introduced }),
      ...(after !== undefined && { after }),
      ...(fixed !== undefined && { fixed }),
      ...(lastAffected !== undefined && { lastAffected }),
    })),
    versions,
    ...(only && { only: canonicalOnly(only) }),
    ...(symbols && symbols.length > 0 && { symbols: symbols.map(canonicalSymbols) }),
    ...(pocket !== undefined && { pocket }),
    ...(vendorAdvisories && vendorAdvisories.length > 0 && { vendorAdvisories: vendorAdvisories.toSorted() }),
  };
}

function canonicalOnly({ module, source, architectures, binaries, versionText }: AffectedOnly): AffectedOnly {
  return {
    ...(module !== undefined && { module }),
    ...(source && { source }),
    ...(architectures && { architectures: architectures.toSorted() }),
    ...(binaries && { binaries: binaries.toSorted() }),
    ...(versionText !== undefined && { versionText }),
  };
}

function canonicalSymbols({ path, names, systems, architectures }: AffectedSymbols): AffectedSymbols {
  return {
    path,
    names: names.toSorted(),
    ...(systems && { systems: systems.toSorted() }),
    ...(architectures && { architectures: architectures.toSorted() }),
  };
}

function compareKeys(a: AffectedPackage, b: AffectedPackage): number {
  return (
    compareText(a.ecosystem, b.ecosystem) ||
    compareText(a.release, b.release) ||
    compareText(a.name, b.name) ||
    compareText(a.state, b.state) ||
    compareText(JSON.stringify(a.ranges), JSON.stringify(b.ranges)) ||
    compareText(JSON.stringify(a.only ?? {}), JSON.stringify(b.only ?? {})) ||
    compareText(a.pocket ?? "", b.pocket ?? "")
  );
}

/** By code unit: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

export function sha256OfText(text: string): string {
  return hash("sha256", text, "hex");
}

export function packText(text: string): Uint8Array {
  return deflateRawSync(text, { dictionary: DICTIONARY });
}

/** Throws what zlib throws when the bytes are damaged. */
export function unpackText(packed: Uint8Array): string {
  return inflateRawSync(packed, { dictionary: DICTIONARY, maxOutputLength: MOST_TEXT_BYTES }).toString("utf8");
}

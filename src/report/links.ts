import type { Finding } from "../model/finding.ts";

/** Where people read about an advisory, by the form of its id: the first that fits. `{}` stands for the id. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^(DSA|DLA|DTSA)-/, "https://security-tracker.debian.org/tracker/{}"],
  [/^GHSA-/, "https://github.com/advisories/{}"],
  [/^GO-\d/, "https://pkg.go.dev/vuln/{}"],
  [/^RH[SBE]A-/, "https://access.redhat.com/errata/{}"],
  [/^RUSTSEC-/, "https://rustsec.org/advisories/{}.html"],
  [/^USN-/, "https://ubuntu.com/security/notices/{}"],
  [/^CVE-/, "https://nvd.nist.gov/vuln/detail/{}"],
];

/** A distribution's own page says what a flaw means there. `{}` stands for any of its ids. */
const TRACKERS: Readonly<Record<string, string>> = {
  Alpine: "https://security.alpinelinux.org/vuln/{}",
  "Arch Linux": "https://security.archlinux.org/{}",
  Chainguard: "https://images.chainguard.dev/security/{}",
  Debian: "https://security-tracker.debian.org/tracker/{}",
  Wolfi: "https://images.chainguard.dev/security/{}",
};

/** Those that have such a page of CVEs alone, whatever else is in the id of their record of one. */
const CVE_TRACKERS: Readonly<Record<string, string>> = {
  "Amazon Linux": "https://explore.alas.aws.amazon.com/{}.html",
  openSUSE: "https://www.suse.com/security/cve/{}.html",
  "Red Hat": "https://access.redhat.com/security/cve/{}",
  SUSE: "https://www.suse.com/security/cve/{}.html",
  Ubuntu: "https://ubuntu.com/security/{}",
};

/** The page that tells most about a finding. */
export function pageOf({ id, proof }: Pick<Finding, "id" | "proof">): string {
  return pageOfRecord(id, proof[0]?.key.ecosystem ?? "");
}

/** The page of an id in the words of an ecosystem's own tracker, where it has one. */
export function pageOfRecord(id: string, ecosystem: string): string {
  const cve = /\bCVE-\d+-\d+/.exec(id)?.[0];
  const ofCve = cve === undefined ? undefined : CVE_TRACKERS[ecosystem];
  if (cve !== undefined && ofCve !== undefined) return ofCve.replace("{}", cve);
  const page = TRACKERS[ecosystem] ?? PAGES.find(([form]) => form.test(id))?.[1] ?? "https://osv.dev/vulnerability/{}";
  return page.replace("{}", () => encoded(id));
}

/** Also what addresses may hold and Markdown gives a meaning. */
function encoded(id: string): string {
  return encodeURIComponent(id.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.codePointAt(0)?.toString(16).toUpperCase()}`,
  );
}

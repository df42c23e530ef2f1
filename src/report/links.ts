import type { Finding } from "../model/finding.ts";

/** Where people read about an advisory, by the form of its id; the first that fits. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^(DSA|DLA|DTSA)-/, "https://security-tracker.debian.org/tracker/"],
  [/^GHSA-/, "https://github.com/advisories/"],
  [/^CVE-/, "https://nvd.nist.gov/vuln/detail/"],
];

/** A distribution's own page of a CVE says what the flaw means there. */
const DISTRIBUTION_PAGES: Readonly<Record<string, string>> = {
  Alpine: "https://security.alpinelinux.org/vuln/",
  "Arch Linux": "https://security.archlinux.org/",
  Chainguard: "https://images.chainguard.dev/security/",
  Debian: "https://security-tracker.debian.org/tracker/",
  Wolfi: "https://images.chainguard.dev/security/",
};

/** The page that tells most about a finding. */
export function pageOf({ id, proof }: Pick<Finding, "id" | "proof">): string {
  return pageOfRecord(id, proof[0]?.key.ecosystem ?? "");
}

/** The page of an id in the words of an ecosystem's own tracker, where it has one. */
export function pageOfRecord(id: string, ecosystem: string): string {
  const page =
    DISTRIBUTION_PAGES[ecosystem] ??
    PAGES.find(([pattern]) => pattern.test(id))?.[1] ??
    "https://osv.dev/vulnerability/";
  return page + encoded(id);
}

/** Also what addresses may hold and Markdown gives a meaning. */
function encoded(id: string): string {
  return encodeURIComponent(id.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.codePointAt(0)?.toString(16).toUpperCase()}`,
  );
}

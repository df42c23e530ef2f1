/** Where people read about a vulnerability or an advisory, by the form of its id; the first that fits. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^(DSA|DLA|DTSA)-/, "https://security-tracker.debian.org/tracker/"],
  [/^GHSA-/, "https://github.com/advisories/"],
  [/^CVE-/, "https://nvd.nist.gov/vuln/detail/"],
];

export function pageOf(id: string): string {
  const page = PAGES.find(([pattern]) => pattern.test(id))?.[1] ?? "https://osv.dev/vulnerability/";
  return page + encodeURIComponent(id);
}

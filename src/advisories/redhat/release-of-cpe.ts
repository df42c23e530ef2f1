/** Streams of one minor release that live longer than it, by the product of their CPE. */
const BRANCHES: ReadonlyMap<string, string> = new Map([
  ["enterprise_linux_eus", "eus"],
  ["rhel_eus", "eus"],
  ["rhel_eus_long_life", "eus-long-life"],
  ["rhel_aus", "aus"],
  ["rhel_tus", "tus"],
  ["rhel_e4s", "e4s"],
]);

/**
 * Which release of Red Hat Enterprise Linux a product is of: `9`, whatever the minor release, since these follow each
 * other; `9.2+eus` for a stream that goes on beside them, whose fixes only its subscribers get and whose versions say
 * nothing of the others. Layered products have packages of their own and are none.
 *
 * What is fixed for a release after its end (ELS) comes after all its other fixes: it is the release's.
 *
 * Source: https://www.redhat.com/en/blog/vulnerability-exploitability-exchange-vex-beta-files-now-available,
 * https://access.redhat.com/support/policy/updates/errata
 */
export function releaseOfCpe(cpe: string): string | undefined {
  const [, product = "", version = ""] = /^cpe:\/[ao]:redhat:([a-z0-9_]+):(\d+(?:\.\d+)?)(?::|$)/.exec(cpe) ?? [];
  if (product === "enterprise_linux" || product === "rhel_els") return version.split(".", 1)[0];
  const branch = BRANCHES.get(product);
  return branch === undefined ? undefined : `${version}+${branch}`;
}

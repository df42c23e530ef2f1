/** No product's name is longer; the patterns see no more. */
const LONGEST = 200;

/** Products that nobody puts into an image, or whose packages are not those of a release. */
const OTHERS =
  /^(?:SUSE (?:CaaS|Cloud|Container|Enterprise Storage|Manager|Multi-Linux|OpenStack|Package Hub)|openSUSE Backports)|Live Patching|Linux Enterprise Storage/;

/**
 * The release of which a product of SUSE is: `15.3` of `SUSE Linux Enterprise Module for Basesystem 15 SP3`, `leap-15.6`,
 * `micro-5.4`; `other` where it is of none that we look at, `undefined` where nobody knows it.
 *
 * All modules count: which of them were used to build an image is not written there. Those who pay for longer support
 * have fixes that others lack (`15 SP1-LTSS`), and the flaw is in the same package of the same release.
 *
 * Source: https://www.suse.com/support/security/oval/
 */
export function suseReleaseOf(product: string): string | undefined {
  if (product.length > LONGEST) return undefined;
  if (OTHERS.test(product)) return "other";
  const [, leap] = /^openSUSE Leap (\d+\.\d+)(?: NonFree)?$/.exec(product) ?? [];
  if (leap !== undefined) return `leap-${leap}`;
  const [, leapMicro] = /^openSUSE Leap Micro (\d+\.\d+)$/.exec(product) ?? [];
  if (leapMicro !== undefined) return `leap-micro-${leapMicro}`;
  if (/^openSUSE Tumbleweed(?: NonFree)?$/.test(product)) return "tumbleweed";
  const [, micro] = /^SUSE Linux (?:Enterprise )?Micro (?:for Rancher )?(\d+\.\d+)/.exec(product) ?? [];
  if (micro !== undefined) return `micro-${micro}`;
  const [, version, servicePack] =
    /^SUSE Linux Enterprise [A-Z][A-Za-z .,-]* (\d\d(?:\.\d)?)(?: SP(\d))?(?:[ -][A-Z][A-Za-z -]*)?$/.exec(product) ??
    [];
  if (version === undefined) return undefined;
  return servicePack === undefined ? version : `${version}.${servicePack}`;
}

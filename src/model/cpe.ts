/** What stands as it is in an attribute; all else has a backslash in front. */
const PLAIN = /^[A-Za-z0-9._-]$/;

const escapeAttribute = (text: string) => [...text].map((c) => (PLAIN.test(c) ? c : `\\${c}`)).join("");

/**
 * Names a version of an application in the words of the National Vulnerability Database, as a formatted string of
 * CPE 2.3. Source: https://nvlpubs.nist.gov/nistpubs/Legacy/IR/nistir7695.pdf, section 6.2
 */
export function formatCpe(vendor: string, product: string, version: string): string {
  const attributes = [vendor, product, version].map(escapeAttribute);
  return `cpe:2.3:a:${attributes.join(":")}:*:*:*:*:*:*:*`;
}

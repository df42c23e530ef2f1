import type { Package } from "../model/package.ts";

/** The property in which catalogers tell by which names the National Vulnerability Database knows a program. */
const PROPERTY = "nvd:cpe";

/**
 * A formatted string of CPE 2.3: its part and ten attributes, in which signs stand behind a backslash.
 * Source: https://nvlpubs.nist.gov/nistpubs/Legacy/IR/nistir7695.pdf, section 6.2
 */
const CPE = /^cpe:2\.3:[aho](?::(?:[A-Za-z0-9._*?-]|\\[\x21-\x7e])+){10}$/;

const LONGEST = 1000;

/** The CPE names of a package, of such alone as are known to be its own: none is made up of names and versions. */
export function cpesOf({ properties }: Pick<Package, "properties">): readonly string[] {
  const names = properties[PROPERTY]?.split(" ") ?? [];
  return [...new Set(names)].filter((name) => name.length <= LONGEST && CPE.test(name));
}

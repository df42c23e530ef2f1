import { isCveId } from "./cve-id.ts";

/** What one entry of a secdb's list names. */
export interface NamedFlaws {
  readonly cves: readonly string[];
  /** Ids that others give: `XSA-204`, `GHSA-…`, `ZBX-11023`. */
  readonly others: readonly string[];
}

/** Longer ones are no ids: the longest honest entry names three flaws and has 50 characters. */
const MOST_CHARACTERS = 1000;

/** Also as hands have written them: `CVE 2018-16859`, `CVE_2019-2426`; a patch's suffix is not of the id. */
const CVE = /\bCVE[-_ ](\d{4})-(\d{4,19})(?!\d)/gi;

/** Letters, then parts of letters and digits; `XPTI` is none, and `CVE-????-?????`. GitHub's may lack any digit. */
const OTHER = /^[A-Za-z]+(?:-[0-9A-Za-z]+)+$/;

/**
 * The ids in an entry as the packagers write it: mostly one, but also `CVE-2017-5753 CVE-2017-5715 XSA-254 XPTI`,
 * `CVE-2017-2616 (+ regression fix)` and `CVE-????-?????  XSA-284`.
 */
export function readFlaws(entry: string): NamedFlaws {
  const text = entry.slice(0, MOST_CHARACTERS);
  const cves = [...text.matchAll(CVE)].map(([, year, number]) => `CVE-${year}-${number}`).filter(isCveId);
  // What stands in parentheses says how it was mended, or what it is in.
  const words = text.replaceAll(/\([^()]*\)/g, " ").split(/[\s,;]+/);
  const others = words.filter((word) => OTHER.test(word) && /\d|^GHSA-/.test(word) && !/^cve-/i.test(word));
  return { cves: [...new Set(cves)], others: [...new Set(others)] };
}

import { licenceOfText } from "../../licences/long-text.ts";

/** Longer texts in the License field are the licence itself, not its name. */
const MAX_LICENSE_NAME = 100;

/** As much of such a text as tells which licence it is. */
const MAX_LICENSE_TEXT = 1000;

/** What says less than a classifier: where to look, or which family it is. */
const VAGUE_LICENSE = /^(?:see\b.*|licen[cs]e(?:\.\w+)?|copying(?:\.\w+)?|dual\b.*|(?:gnu )?[al]?gpl)$/i;

/** Classifiers that name no licence. */
const NO_LICENSE: readonly string[] = ["", "OSI Approved", "DFSG approved"];

/**
 * The licence by the best of three ways to declare it: an SPDX expression, a name, or classifiers. A name that says less
 * than the classifiers gives way to them, as the text of a licence does.
 */
export function pythonLicences(
  expression: string | undefined,
  license: string | undefined,
  classifiers: string[],
): string[] {
  if (expression) return [expression];
  const isName = license !== undefined && license.length <= MAX_LICENSE_NAME && !license.includes("\n");
  if (isName && !VAGUE_LICENSE.test(license)) return [license];
  // `BSD 3-Clause License` at the head of a text says more than the classifier `BSD License`.
  const title = license !== undefined && !isName ? licenceOfText(license) : undefined;
  if (title !== undefined) return [title];
  const names = classifiers
    .filter((text) => text.startsWith("License ::"))
    .map((text) => text.split(" :: ").at(-1) ?? "")
    .filter((name) => !NO_LICENSE.includes(name));
  return names.length > 0 || license === undefined ? names : [structuredClone(license.slice(0, MAX_LICENSE_TEXT))];
}

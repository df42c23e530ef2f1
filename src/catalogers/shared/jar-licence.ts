import { licencesInProse } from "../../formats/licence-prose.ts";
import { licenceOfText } from "../../licences/long-text.ts";

/** As the tools that build jars put it there; deeper ones are of what was copied in. */
const LICENCE_FILE = /^(?:META-INF\/)?licen[cs]e(?:\.(?:txt|md))?$/i;

/** A licence of a few sentences; a longer text may quote others. */
const SHORT_TEXT = 3500;

/** Debian's names of those that have no title. */
const SHORT_LICENCES: Readonly<Record<string, string>> = {
  Expat: "MIT",
  ISC: "ISC",
  "BSD-2-clause": "BSD-2-Clause",
  "BSD-3-clause": "BSD-3-Clause",
};

/** Whether a file of a jar is the text of its licence, by its name. */
export const isJarLicence = (name: string): boolean => LICENCE_FILE.test(name);

/** The licence that a text is, by its title, or by its words where it is short and has those of one only. */
export function licenceOfJar(text: string): string | undefined {
  const titled = licenceOfText(text);
  if (titled !== undefined || text.length > SHORT_TEXT) return titled;
  const [name = "", ...others] = licencesInProse(text);
  return others.length === 0 ? SHORT_LICENCES[name] : undefined;
}

import { parseDeb822 } from "./deb822.ts";
import { licencesInProse } from "./licence-prose.ts";

/** What is longer is no short name. */
const LONGEST_NAME = 200;

/** Whole distributions of TeX fonts name some hundred. */
const MOST_NAMES = 500;

/**
 * The licences that a Debian package's `copyright` file names, each once, by Debian's short names and in its words:
 * `GPL-2+ or Artistic`. Of a machine-readable file those of its header and of its files; of any other what its prose
 * refers to.
 *
 * Source: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
 */
export function licencesOfCopyright(text: string): string[] {
  const machine = isMachineReadable(text) ? licencesOfStanzas(text) : [];
  const names = machine.length > 0 ? machine : licencesInProse(text);
  const short = names.filter((name) => name.length <= LONGEST_NAME);
  return [...new Set(short)].slice(0, MOST_NAMES);
}

/** The first line that says something names the format; older drafts called it otherwise. */
function isMachineReadable(text: string): boolean {
  return /^(?:\uFEFF)?\s*(?:format|format-specification|upstream-name|source|files-excluded)\s*:/i.test(
    text.slice(0, 200),
  );
}

function licencesOfStanzas(text: string): string[] {
  const ofFiles: string[] = [];
  const alone: string[] = [];
  let isFirst = true;
  let hasFiles = false;
  for (const stanza of parseDeb822(text)) {
    const synopsis = synopsisOf(stanza.get("license"));
    // A stanza of a licence alone has the text of a name that stands elsewhere, perhaps as one of two to choose from.
    const counts = isFirst || stanza.has("files");
    hasFiles ||= stanza.has("files");
    isFirst = false;
    if (synopsis !== "") (counts ? ofFiles : alone).push(synopsis);
  }
  return hasFiles && ofFiles.length > 0 ? ofFiles : [...ofFiles, ...alone];
}

/** The first line has the name, the others the text; who left it empty began on the second. */
function synopsisOf(value = ""): string {
  const end = value.indexOf("\n");
  const [first, rest] = end < 0 ? [value, ""] : [value.slice(0, end), value.slice(end + 1)];
  if (first.trim() !== "") return normal(first);
  const [second = "", third = ""] = rest.split("\n", 2);
  // A text has more lines.
  return third.trim() === "" && !/[.;:]$/.test(second.trim()) ? normal(second) : "";
}

const normal = (text: string) => text.trim().replace(/\s+/g, " ");

import { compareNumbers, compareText } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of Alpine, Wolfi and Chainguard packages: `1.2.3c_rc1_p2~1a2b-r4`.
 *
 * What apk calls invalid is no version here; apk itself falls back to comparing such texts by character.
 *
 * Source: `apk_version_compare` of apk-tools 3, and its table of tests.
 */
export const apk = orderOf({
  name: "apk",
  describes: "Alpine, Wolfi and Chainguard packages",
  specification: "https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd",
  form: "digits{.digits}[letter]{_suffix[digits]}[~hash][-r digits]",
  parse,
  compareParts,
});

/** In the order in which the parts of a version may follow each other: what ends earlier is the older one. */
const KINDS = ["first", "number", "letter", "suffix", "suffixNumber", "hash", "revision", "end"] as const;

interface Part {
  readonly kind: (typeof KINDS)[number];
  readonly text: string;
}

/** Oldest first; those before the blank sort before the version without them. */
const SUFFIXES = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];

const FORM =
  /^(\d+)((?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~([0-9a-f]+))?(?:-r(\d+))?$/;

const END: Part = { kind: "end", text: "" };

function parse(version: string): Part[] | undefined {
  const [whole, first = "", numbers = "", letter = "", suffixes = "", hash, revision] = FORM.exec(version) ?? [];
  if (whole === undefined) return undefined;
  const parts: Part[] = [{ kind: "first", text: first }];
  for (const text of numbers.split(".").slice(1)) parts.push({ kind: "number", text });
  if (letter !== "") parts.push({ kind: "letter", text: letter });
  for (const [, text = "", number = ""] of suffixes.matchAll(/_([a-z]+)(\d*)/g)) {
    parts.push({ kind: "suffix", text });
    if (number !== "") parts.push({ kind: "suffixNumber", text: number });
  }
  if (hash !== undefined) parts.push({ kind: "hash", text: hash });
  if (revision !== undefined) parts.push({ kind: "revision", text: revision });
  return parts;
}

function compareParts(a: readonly Part[], b: readonly Part[]): number {
  for (let i = 0; ; i++) {
    const [left, right] = [a[i] ?? END, b[i] ?? END];
    if (left.kind !== right.kind) {
      if (isBefore(left)) return -1;
      if (isBefore(right)) return 1;
      return KINDS.indexOf(right.kind) - KINDS.indexOf(left.kind);
    }
    if (left.kind === "end") return 0;
    const difference = compareOfKind(left.kind, left.text, right.text);
    if (difference !== 0) return difference;
  }
}

const isBefore = ({ kind, text }: Part) => kind === "suffix" && SUFFIXES.indexOf(text) < SUFFIXES.indexOf("");

function compareOfKind(kind: Part["kind"], a: string, b: string): number {
  if (kind === "suffix") return SUFFIXES.indexOf(a) - SUFFIXES.indexOf(b);
  // A number that begins with a zero is a fraction, so to say.
  const isText =
    kind === "letter" || kind === "hash" || (kind === "number" && (a.startsWith("0") || b.startsWith("0")));
  return isText ? compareText(a, b) : compareNumbers(a, b);
}

import { z } from "zod";
import type { Label, LabelSet, ListPattern, Verdict } from "./label.ts";

const text = z.string().min(1);

/**
 * A label of Yardstick, as the collection of anchore/vulnerability-match-labels has them; fields that do not matter
 * here (`user`, `timestamp`, `tool`, `source`) are passed over.
 *
 * Source: https://github.com/anchore/yardstick/blob/main/src/yardstick/artifact.py, `LabelEntry`
 */
const Entry = z.object({
  ID: text,
  label: text,
  vulnerability_id: text,
  effective_cve: z.string().nullish(),
  note: z.string().nullish(),
  image: z
    .object({
      exact: z.string().nullish(),
      regex: z.string().nullish(),
      prefix: z.string().nullish(),
      suffix: z.string().nullish(),
    })
    .nullish(),
  package: z.object({ name: text, version: text }).nullish(),
  fullentry_fields: z.array(z.unknown()).nullish(),
});

type Entry = z.infer<typeof Entry>;

/** All words that Yardstick takes for each of them. */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ...["tp", "true", "truepositive", "true-positive"].map((word): [string, Verdict] => [word, "TP"]),
  ...["fp", "false", "falsepositive", "false-positive"].map((word): [string, Verdict] => [word, "FP"]),
  ...["unclear", "uncertain", "indeterminate", "dunno", "?", "??", "?!"].map((word): [string, Verdict] => [word, "?"]),
]);

/** Reads a file of labels of Yardstick: one, or a list of them. */
export function readAnchoreLabels(json: string, path: string): LabelSet {
  const labels: Label[] = [];
  const troubles: string[] = [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { labels, troubles: [`${path}: ${String(error)}`] };
  }
  for (const one of Array.isArray(value) ? value : [value]) {
    const entry = Entry.safeParse(one);
    const label = entry.success ? labelOf(entry.data) : z.prettifyError(entry.error).replace(/\s*\n\s*/g, " ");
    if (typeof label === "string") troubles.push(`${path}: ${label}`);
    else labels.push(label);
  }
  return { labels, troubles };
}

/** The label, or why it cannot be held against a list of packages. */
function labelOf(entry: Entry): Label | string {
  const { ID, label, vulnerability_id, effective_cve, note, image, package: pkg, fullentry_fields } = entry;
  const verdict = VERDICTS.get(label.toLowerCase());
  if (verdict === undefined) return `${ID}: '${label}' is no label`;
  // Those speak of how Grype writes a match down.
  if (fullentry_fields && fullentry_fields.length > 0) return `${ID}: fullentry_fields are not read`;
  // Somebody else's pattern may take longer than anybody waits.
  if (image?.regex) return `${ID}: image.regex is not read`;
  if (!pkg) return `${ID}: names no package`;
  const flaws = [vulnerability_id, ...(effective_cve ? [effective_cve] : [])];
  return {
    id: ID,
    verdict,
    flaws: [...new Set(flaws)],
    package: pkg,
    list: patternOf(image ?? {}),
    ...(note && { reason: note.replace(/\s+/g, " ") }),
  };
}

function patternOf({ exact, prefix, suffix }: NonNullable<Entry["image"]>): ListPattern {
  return { ...(exact && { exact }), ...(prefix && { prefix }), ...(suffix && { suffix }) };
}

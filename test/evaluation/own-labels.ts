import { parse } from "yaml";
import { z } from "zod";
import { KINDS, type Kind } from "./kinds.ts";
import type { Label, LabelSet } from "./label.ts";

const text = z.string().min(1);

/** A row of our own form; docs/evaluation.md says what each field is for. */
const Row = z.strictObject({
  package: text.startsWith("pkg:"),
  flaw: z.string().regex(/^[A-Z]{2,}[A-Za-z0-9:-]*$/),
  label: z.enum(["TP", "FP"]),
  kind: z.enum(Object.keys(KINDS) as [Kind, ...Kind[]]),
  /** What the tracker says, word for word; several places of one file stand in several lines. */
  line: text,
  /** Where everybody can read it. */
  url: z.url({ protocol: /^https$/ }),
  /** The same file below a mirror, with the member of an archive behind `!`. */
  file: text,
  note: text.optional(),
});

const File = z.strictObject({
  /** Name of the list of packages, without its ending. */
  sbom: text,
  labels: z.array(Row).min(1),
});

export type OwnRow = z.infer<typeof Row>;

/** The rows of a file of our own form, or what is wrong with it. */
export function parseOwnRows(yaml: string): { readonly sbom: string; readonly rows: readonly OwnRow[] } {
  // Without aliases: a file of labels has no use for them, and a hostile one has.
  const { sbom, labels } = File.parse(parse(yaml, { maxAliasCount: 0 }));
  return { sbom, rows: labels };
}

/** Reads labels of our own form. */
export function readOwnLabels(yaml: string, path: string): LabelSet {
  let read: ReturnType<typeof parseOwnRows>;
  try {
    read = parseOwnRows(yaml);
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replace(/\s*\n\s*/g, " ") : String(error);
    return { labels: [], troubles: [`${path}: ${why}`] };
  }
  const { sbom, rows } = read;
  const labels = rows.map(
    (row): Label => ({
      id: `${sbom} ${row.package} ${row.flaw}`,
      verdict: row.label,
      flaws: [row.flaw],
      package: { purl: row.package },
      list: { exact: sbom },
      kind: row.kind,
      reason: [row.line.trim().replace(/\s*\n\s*/g, " … "), row.note].filter(Boolean).join(" — "),
      url: row.url,
    }),
  );
  const seen = new Set<string>();
  const troubles = labels.flatMap(({ id }) => (seen.size === seen.add(id).size ? [`${path}: ${id} stands twice`] : []));
  return { labels, troubles };
}

import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from "yaml";
import { z } from "zod";
import { KnownError } from "../../model/errors.ts";

const Texts = z.union([z.string(), z.array(z.string())]);

const Entry = z.strictObject({
  id: Texts.optional().describe("CVE, GHSA or any other name of the flaw; several in a list."),
  package: Texts.optional().describe(
    "Package URL, in which version and qualifiers may be left out, or a name; `*` stands for any characters.",
  ),
  path: Texts.optional().describe("Where it lies in the image: `app/vendor/**`. All places of a package must fit."),
  layer: z
    .union([z.int().nonnegative(), z.string()])
    .optional()
    .describe("The layer that brought the package: its number, oldest first, from 0; or the start of its digest."),
  reason: z.string().min(1).describe("Why it does not matter; reports show it."),
  expires: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional()
    .describe("The last day on which it is ignored, in UTC."),
});

/** `.plimsollignore.yaml` */
export const IgnoreFileDocument = z
  .strictObject({ ignore: z.array(Entry).describe("What is left out; all that an entry names has to fit.") })
  .describe("Findings that do not count, as `.plimsollignore.yaml` lists them.");

/** What does not count, and why. */
export interface IgnoreEntry {
  readonly ids: readonly string[];
  readonly packages: readonly string[];
  readonly paths: readonly string[];
  readonly layer?: number | string;
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which it applies. */
  readonly expires?: string;
  /** In the file, from 1. */
  readonly line: number;
}

const ENTRY_KEYS = Object.keys(Entry.shape);
const SELECTORS = ["id", "package", "path", "layer"] as const;

/** Thousands of entries are no list of exceptions any more. */
export const MOST_IGNORE_BYTES = 4 * 1024 * 1024;

/**
 * @param source  Begins the messages.
 * @throws {KnownError} `IGNORE_INVALID` with the line and what can be written there: what is misread hides nothing or too much.
 */
export function parseIgnoreFile(text: string, source: string): readonly IgnoreEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (node: ParsedNode | null | undefined) => lines.linePos(node?.range[0] ?? 0).line;
  const fail = (line: number, why: string): never => {
    throw new KnownError("IGNORE_INVALID", `${source}:${line}: ${why}`, { path: source, line });
  };
  const [error] = document.errors;
  if (error) fail(lines.linePos(error.pos[0]).line, `is no YAML: ${error.message.split("\n")[0]}`);
  const root = document.contents as ParsedNode | null;
  if (root === null) return [];
  if (!isMap(root)) return fail(lineAt(root), "'ignore:' with a list of entries is expected");

  const entries: IgnoreEntry[] = [];
  for (const { key, value } of root.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (name !== "ignore") fail(lineAt(key), `'${name}' is not known here: ignore`);
    if (value === null || (isScalar(value) && value.value === null)) continue;
    if (!isSeq(value)) return fail(lineAt(value), "'ignore' is a list: begin each entry with '- '");
    for (const item of value.items as ParsedNode[]) entries.push(entryOf(item, lineAt, fail));
  }
  return entries;
}

function entryOf(
  item: ParsedNode,
  lineAt: (node: ParsedNode | null | undefined) => number,
  fail: (line: number, why: string) => never,
): IgnoreEntry {
  const line = lineAt(item);
  if (!isMap(item)) return fail(line, `an entry has fields: ${ENTRY_KEYS.join(", ")}`);
  const fields = new Map<string, ParsedNode | null>();
  for (const { key, value } of item.items as { key: ParsedNode; value: ParsedNode | null }[]) {
    const name = isScalar(key) ? String(key.value) : "";
    if (!ENTRY_KEYS.includes(name)) fail(lineAt(key), `'${name}' is not known here: ${ENTRY_KEYS.join(", ")}`);
    fields.set(name, value);
  }
  const plain = (name: string, node: ParsedNode | null | undefined): string => {
    if (isAlias(node)) return fail(lineAt(node), `'${name}' is an alias: write the text itself`);
    // A date or a number is the text that stands there.
    const text = isScalar(node) && node.value !== null ? (node.source ?? String(node.value)).trim() : "";
    return text === "" ? fail(node ? lineAt(node) : line, `'${name}' is empty or no text`) : text;
  };
  const texts = (name: string): string[] => {
    const node = fields.get(name);
    if (node === undefined) return [];
    return isSeq(node) ? node.items.map((one) => plain(name, one as ParsedNode)) : [plain(name, node)];
  };
  const one = (name: string) => (fields.has(name) ? plain(name, fields.get(name)) : undefined);

  if (!SELECTORS.some((name) => fields.has(name))) {
    fail(line, `an entry says what it is about: ${SELECTORS.join(", ")}; without one it would hide everything`);
  }
  for (const name of SELECTORS) {
    const node = fields.get(name);
    if (isSeq(node) && node.items.length === 0) fail(lineAt(node), `'${name}' is an empty list`);
  }
  const reason = one("reason") ?? fail(line, "'reason' is missing: say why it does not matter");
  const expires = one("expires");
  if (expires !== undefined && !isDay(expires)) {
    fail(lineAt(fields.get("expires")), `'${expires}' is no day: YYYY-MM-DD`);
  }
  const layer = one("layer");
  if (layer !== undefined && !/^(?:\d{1,9}|(?:sha256:)?[0-9a-f]{6,64})$/.test(layer)) {
    fail(lineAt(fields.get("layer")), `'${layer}' is no layer: its number, or a digest of which six digits are enough`);
  }
  return {
    ids: texts("id"),
    packages: texts("package"),
    paths: texts("path"),
    ...(layer !== undefined && { layer: /^\d{1,5}$/.test(layer) ? Number(layer) : layer }),
    reason,
    ...(expires !== undefined && { expires }),
    line,
  };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // JavaScript takes the 30th of February for the 1st of March.
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

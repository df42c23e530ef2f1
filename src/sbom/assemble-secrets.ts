import type { Found, Reader } from "../catalogers/cataloger.ts";
import { type FileTable, readFileTable } from "../image/file-table.ts";
import type { FileTree } from "../image/file-tree.ts";
import type { Image } from "../image/image.ts";
import type { ImageMetadata } from "../model/image.ts";
import type { Limits } from "../model/limits.ts";
import type { LayerReference } from "../model/package.ts";
import type { Secret, SecretPlace, SecretReport } from "../model/secret.ts";
import { compareSeverity } from "../model/severity.ts";
import { maskSecret } from "../secrets/mask.ts";
import { findInDocuments, METADATA_RULES } from "../secrets/metadata-secrets.ts";
import { type SecretEvidence, secretBoundOf, secretReader } from "../secrets/reader.ts";
import { RULE_FACTS, RULE_SET_ID } from "../secrets/rule-set.ts";
import { fingerprintOfSecret } from "../secrets/secret-print.ts";

export interface SecretSources {
  readonly metadata: ImageMetadata;
  readonly tree: FileTree;
  /** What a reader took from all layers. */
  readonly evidenceOf: (reader: Reader) => readonly Found<unknown>[];
  /** By ordinal. */
  readonly tables: readonly FileTable[];
  readonly limits: Limits;
}

const FACTS = new Map([...RULE_FACTS, ...METADATA_RULES].map((rule) => [rule.id, rule]));

/** The secrets of an image: those that files gave, with what became of the files, and those of its documents. */
export function assembleSecrets(
  image: Image,
  salt: string,
  { metadata, tree, evidenceOf, tables, limits }: SecretSources,
): SecretReport {
  const layerAt = (ordinal: number): LayerReference => {
    const layer = image.layers[ordinal];
    return { ordinal, diffId: layer?.diffId ?? "", ...(layer?.digest && { digest: layer.digest }) };
  };
  const secret = (rule: string, facts: Pick<Secret, "masked" | "fingerprint" | "place">): Secret[] => {
    const known = FACTS.get(rule);
    if (!known) return [];
    const { title, provider, severity } = known;
    return [{ rule, title, provider, severity, ...facts }];
  };
  const factsOf = tableFacts(tables);
  const found = evidenceOf(secretReader(salt) as Reader) as readonly Found<readonly SecretEvidence[]>[];
  const inFiles = found.flatMap(({ path, layer, until, value }) => {
    const gone = until === undefined ? undefined : goneBy(until, { path, layer }, tree, factsOf);
    return value.flatMap(({ rule, masked, fingerprint, member, line }) => {
      const place: SecretPlace = {
        kind: "file",
        path,
        ...(member !== undefined && { member }),
        ...(line !== undefined && { line }),
        layer: layerAt(layer),
        ...(gone && { gone: { how: gone.how, layer: layerAt(gone.layer) } }),
      };
      return secret(rule, { masked, fingerprint, place });
    });
  });
  const inDocuments = findInDocuments({ ...metadata, history: historyOf(image, layerAt) }).flatMap(
    ({ rule, secret: value, place }) =>
      secret(rule.id, { masked: maskSecret(value), fingerprint: fingerprintOfSecret(value, salt), place }),
  );
  return {
    secrets: [...inFiles, ...inDocuments].sort(
      (a, b) => compareSeverity(a.severity, b.severity) || (placeKey(a.place) < placeKey(b.place) ? -1 : 1),
    ),
    ruleSet: RULE_SET_ID,
    notRead: tooLarge(tables, limits),
  };
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Asks tables what they hold beside their entries' paths; each is gone through once, however often it is asked. */
function tableFacts(tables: readonly FileTable[]) {
  const facts = new Map<number, { written: Set<string>; links: Map<string, string[]> }>();
  return (ordinal: number) => {
    const known = facts.get(ordinal);
    if (known) return known;
    const written = new Set<string>();
    const links = new Map<string, string[]>();
    const table = tables[ordinal];
    for (const { path, type, linkTarget } of table ? readFileTable(table) : []) {
      if (type === "whiteout" || type === "opaque") continue;
      written.add(path);
      if (type === "hardlink") push(links, linkTarget, path);
    }
    const made = { written, links };
    facts.set(ordinal, made);
    return made;
  };
}

/** Which layer took a file away, or wrote over it; nothing where the file still stands under another name. */
function goneBy(
  until: number,
  { path, layer }: { readonly path: string; readonly layer: number },
  tree: FileTree,
  factsOf: ReturnType<typeof tableFacts>,
): { how: "deleted" | "replaced"; layer: number } | undefined {
  const otherNames = factsOf(layer).links.get(path) ?? [];
  const stands = otherNames.some((name) => {
    const file = tree.find(name);
    return file?.type === "file" && file.layer === layer;
  });
  return stands ? undefined : { how: factsOf(until).written.has(path) ? "replaced" : "deleted", layer: until };
}

/** All instructions in their order. Which layer each made is known where history and layers fit each other. */
function historyOf(image: Image, layerAt: (ordinal: number) => LayerReference) {
  const steps = image.config.history ?? [];
  const fits = steps.filter(({ empty_layer }) => !empty_layer).length === image.layers.length;
  let ordinal = 0;
  return steps.map(({ created_by, comment, empty_layer }) => {
    const layer = empty_layer ? undefined : ordinal++;
    return {
      createdBy: [created_by, comment].filter(Boolean).join("\n"),
      ...(fits && layer !== undefined && { layer: layerAt(layer) }),
    };
  });
}

function tooLarge(tables: readonly FileTable[], limits: Limits): SecretReport["notRead"] {
  let files = 0;
  let bytes = 0;
  for (const table of tables) {
    for (const { path, type, sizeBytes } of readFileTable(table)) {
      if (type !== "file" || sizeBytes <= (secretBoundOf(path, limits) ?? sizeBytes)) continue;
      files++;
      bytes += sizeBytes;
    }
  }
  return { files, bytes };
}

/** Orders places: files by path, line and layer, then the documents. */
function placeKey(place: SecretPlace): string {
  const number = (value = 0) => String(value).padStart(10, "0");
  if (place.kind === "file")
    return `0${place.path}\0${place.member ?? ""}\0${number(place.line)}${number(place.layer.ordinal)}`;
  return place.kind === "history" ? `2${number(place.step)}` : `1${place.kind}\0${place.name}`;
}

import type { Distribution } from "../model/distribution.ts";
import type { Problem } from "../model/errors.ts";
import { ERRORS, type ErrorCode } from "../model/errors.ts";
import type { EmptyHistoryEntry, ImageMetadata, LayerMetadata, Platform } from "../model/image.ts";
import { splitOnce } from "./package-properties.ts";
import { firstValues, OURS, type Property, readFields, valuesOf, writeFields } from "./property.ts";

const IMAGE = `${OURS}image`;
const LAYER = `${IMAGE}:layer`;
const HISTORY = `${IMAGE}:emptyHistory`;
const LABEL = `${IMAGE}:label:`;
const PROBLEM = `${OURS}problem`;
const DISTRIBUTION = `${OURS}distribution`;

const SCALARS = {
  created: "text",
  author: "text",
  user: "text",
  workingDirectory: "text",
  stopSignal: "text",
  compressedBytes: "number",
  uncompressedBytes: "number",
} as const;
const DIGESTS = { index: "text", manifest: "text", config: "text" } as const;
const PLATFORM = { os: "text", architecture: "text", variant: "text", osVersion: "text" } as const;
const LAYER_FIELDS = {
  digest: "text",
  diffId: "text",
  chainId: "text",
  mediaType: "text",
  verified: "boolean",
  sizeBytes: "number",
  uncompressedBytes: "number",
  created: "text",
  createdBy: "text",
  comment: "text",
} as const;
const HISTORY_FIELDS = { afterLayers: "number", created: "text", createdBy: "text", comment: "text" } as const;
const PROBLEM_FIELDS = { code: "text", message: "text", path: "text", layer: "number", purl: "text" } as const;
const DISTRIBUTION_FIELDS = {
  id: "text",
  name: "text",
  versionId: "text",
  codename: "text",
  readFrom: "text",
} as const;
const LISTS = { exposedPorts: "port", volumes: "volume", entrypoint: "entrypoint", command: "command" } as const;

/** All that is said of an image but its distribution and its environment, which is nobody else's business. */
export function imageProperties(image: ImageMetadata): Property[] {
  const { source, digests, platform, layers, emptyHistory, labels } = image;
  return [
    ...source.names.map((value) => ({ name: `${IMAGE}:name`, value })),
    ...writeFields(`${IMAGE}:digest`, digests, DIGESTS),
    ...writeFields(`${IMAGE}:platform`, platform as ReadPlatform, PLATFORM),
    ...writeFields(IMAGE, image, SCALARS),
    ...layers.flatMap((layer, i) => writeFields(`${LAYER}:${i}`, layer, LAYER_FIELDS)),
    ...emptyHistory.flatMap((entry, i) => writeFields(`${HISTORY}:${i}`, entry, HISTORY_FIELDS)),
    ...Object.entries(LISTS).flatMap(([key, word]) =>
      image[key as keyof typeof LISTS].map((value) => ({ name: `${IMAGE}:${word}`, value })),
    ),
    ...Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name: LABEL + name, value })),
  ];
}

type ReadPlatform = { readonly [Key in keyof Platform]: string };

/** The parts of an image's metadata that properties hold. */
export function imageOfProperties(properties: readonly Property[]): Partial<ImageMetadata> & {
  readonly names: readonly string[];
} {
  const texts = firstValues(properties);
  const list = (word: string) => valuesOf(properties, `${IMAGE}:${word}`);
  const labels = [...texts].filter(([name]) => name.startsWith(LABEL));
  const platform = readFields<ReadPlatform>(`${IMAGE}:platform`, texts, PLATFORM);
  const layers = numbered<LayerMetadata>(LAYER, texts, LAYER_FIELDS).map(
    (layer, ordinal): LayerMetadata => ({
      ordinal,
      diffId: "",
      chainId: "",
      mediaType: "",
      verified: false,
      sizeBytes: 0,
      ...layer,
    }),
  );
  return {
    ...readFields<ImageMetadata>(IMAGE, texts, SCALARS),
    names: list("name"),
    digests: readFields<ImageMetadata["digests"]>(`${IMAGE}:digest`, texts, DIGESTS),
    ...(platform.os !== undefined && { platform: { architecture: "", ...platform, os: platform.os } }),
    layers,
    emptyHistory: numbered<EmptyHistoryEntry>(HISTORY, texts, HISTORY_FIELDS).map((entry) => ({
      afterLayers: 0,
      ...entry,
    })),
    exposedPorts: list(LISTS.exposedPorts),
    volumes: list(LISTS.volumes),
    entrypoint: list(LISTS.entrypoint),
    command: list(LISTS.command),
    labels: Object.fromEntries(labels.map(([name, value]) => [name.slice(LABEL.length), value])),
  };
}

/** What could not be read: a list of packages that does not say so would look complete. */
export function problemProperties(problems: readonly Problem[]): Property[] {
  return problems.flatMap((problem, i) => writeFields(`${PROBLEM}:${i}`, problem, PROBLEM_FIELDS));
}

export function problemsOfProperties(properties: readonly Property[]): Problem[] {
  return numbered<Problem>(PROBLEM, firstValues(properties), PROBLEM_FIELDS).flatMap((problem) => {
    const { code, message } = problem;
    if (message === undefined || code === undefined) return [];
    const known: ErrorCode = Object.hasOwn(ERRORS, code) ? code : "FILE_MALFORMED";
    return [{ ...problem, code: known, message }];
  });
}

export function distributionProperties(distribution: Distribution): Property[] {
  return [
    ...writeFields(DISTRIBUTION, distribution, DISTRIBUTION_FIELDS),
    ...distribution.idLike.map((value) => ({ name: `${DISTRIBUTION}:idLike`, value })),
  ];
}

export function distributionOfProperties(properties: readonly Property[]): Distribution | undefined {
  const { id, ...facts } = readFields<Distribution>(DISTRIBUTION, firstValues(properties), DISTRIBUTION_FIELDS);
  const idLike = valuesOf(properties, `${DISTRIBUTION}:idLike`);
  return id === undefined ? undefined : { name: id, readFrom: "", ...facts, id, idLike };
}

/** Records under `PREFIX:0`, `PREFIX:1`, … until there is none. */
function numbered<Value extends object>(
  prefix: string,
  texts: ReadonlyMap<string, string>,
  kinds: Parameters<typeof readFields<Value>>[2],
): Partial<Value>[] {
  const known = new Set(
    [...texts.keys()].map((name) =>
      name.startsWith(`${prefix}:`) ? splitOnce(name.slice(prefix.length + 1), ":")[0] : "",
    ),
  );
  const records: Partial<Value>[] = [];
  for (let i = 0; known.has(String(i)); i++) records.push(readFields<Value>(`${prefix}:${i}`, texts, kinds));
  return records;
}

import { raw } from "../hostile-tar.ts";
import { type ArchiveRow, dockerRow, type Expected, imageRows, layoutRows, read, refused } from "./archive-row.ts";
import { held } from "./bytes.ts";
import { ALL, database, HONEST, OPENSSL, tarOf } from "./content.ts";
import {
  type CraftedLayer,
  craft,
  describe,
  dockerMembers,
  document,
  type Lie,
  layerOf,
  layoutFiles,
  layoutOf,
} from "./crafted-image.ts";

const honest = layerOf(HONEST, "gzip");
const other = layerOf(tarOf(database("other", "1")), "gzip");
const image = craft([honest]);

const NESTED = "[".repeat(100_000) + "]".repeat(100_000);
const NESTED_OBJECTS = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;

/** The document with something more in it, written as it stands. */
const withText =
  (text: string): Lie =>
  (value) =>
    JSON.stringify(value).replace(/^\{/, `{${text},`);
const withFields =
  (fields: object): Lie =>
  (value) => ({ ...value, ...fields });

interface Documents {
  readonly index?: Lie;
  readonly manifest?: Lie;
  readonly config?: Lie;
  /** Of `docker save`; it is told the one image, and gives the list. */
  readonly docker?: Lie;
  readonly layers?: readonly CraftedLayer[];
}

/** An image some of whose documents lie, in each form that has the document. */
function rows(title: string, expected: Expected, lies: Documents, args: readonly string[] = []): ArchiveRow[] {
  const { layers = [honest], index, docker, config, manifest } = lies;
  const crafted = () => craft(layers, { ...(config && { config }), ...(manifest && { manifest }) });
  if (docker) return [dockerRow(`${title} (docker-archive)`, () => dockerMembers(crafted(), docker), expected, args)];
  if (index || manifest) return layoutRows(title, () => layoutFiles(crafted(), index), expected, args);
  return imageRows(title, crafted, expected, args);
}

const malformed = (title: string, lies: Documents) => rows(title, refused("IMAGE_MALFORMED"), lies);
const fine = (title: string, lies: Documents) => rows(title, read(ALL), lies);

/** The lie of a whole `manifest.json`: what is said of its one image becomes a list of it. */
const inList =
  (lie: Lie): Lie =>
  (value) => {
    const lied = lie(value);
    if (typeof lied !== "string") return lied instanceof Uint8Array ? lied : [lied];
    return lied.startsWith("{") ? `[${lied}]` : lied;
  };

const IN_EACH: readonly (readonly [string, (lie: Lie) => Documents])[] = [
  ["an index", (index) => ({ index })],
  ["a manifest", (manifest) => ({ manifest })],
  ["a config", (config) => ({ config })],
  ["a manifest.json", (lie) => ({ docker: inList(lie) })],
];

const tooMuch = (title: string, lies: Documents) => rows(title, refused("LIMIT_EXCEEDED"), lies);

/** A document is read by the same code in each form: one is enough. */
const inOneForm = (rows: readonly ArchiveRow[]) => rows.filter(({ title }) => !title.includes("(OCI archive)"));

const bombs: readonly ArchiveRow[] = IN_EACH.flatMap(([where, documents]) => [
  ...tooMuch(`${where} with lists in lists, 100,000 deep`, documents(withText(`"x":${NESTED}`))),
  ...tooMuch(`${where} with objects in objects, 100,000 deep`, documents(withText(`"x":${NESTED_OBJECTS}`))),
  ...tooMuch(
    `${where} of nothing but opening brackets`,
    documents(() => "[".repeat(1_000_000)),
  ),
  ...tooMuch(`${where} with a text of 100 MB`, documents(withFields({ x: "x".repeat(100_000_000) }))),
  ...tooMuch(`${where} with a text of 15 MB`, documents(withFields({ x: "x".repeat(15_000_000) }))),
  ...fine(
    `${where} with texts of 4 MB`,
    documents(withFields({ x: "x".repeat(4_000_000), y: "\n".repeat(2_000_000) })),
  ),
  ...tooMuch(`${where} with five million empty objects`, documents(withText(`"x":[${"{},".repeat(5_000_000)}{}]`))),
  ...tooMuch(
    `${where} with a million keys`,
    documents(withText(Array.from({ length: 1_000_000 }, (_, i) => `"${i}":1`).join())),
  ),
  ...fine(
    `${where} with 200,000 keys`,
    documents(withText(Array.from({ length: 200_000 }, (_, i) => `"${i}":1`).join())),
  ),
  ...fine(`${where} with a number of 1e400`, documents(withText(`"x":1e400,"y":-1e400,"z":1e-400`))),
  ...fine(
    `${where} with keys of prototypes`,
    documents(withText(`"__proto__":{"layers":[],"toJSON":1},"constructor":{"prototype":{"x":1}},"toJSON":"x"`)),
  ),
  ...malformed(`${where} with a key twice`, documents(withText(`"x":1,"\\u0078":1`))),
  ...malformed(
    `${where} that is a list`,
    documents(() => "[[]]"),
  ),
  ...malformed(
    `${where} that is null`,
    documents(() => "null"),
  ),
  ...malformed(
    `${where} of no bytes`,
    documents(() => ""),
  ),
  ...malformed(
    `${where} that is not UTF-8`,
    documents((value) => raw(`{"x":"\xff",${JSON.stringify(value).slice(1)}`)),
  ),
  ...malformed(
    `${where} that is UTF-16`,
    documents((value) => new Uint8Array(Buffer.from(`\ufeff${JSON.stringify(value)}`, "utf16le"))),
  ),
  ...malformed(
    `${where} with something behind it`,
    documents((value) => `${JSON.stringify(value)}{}`),
  ),
]);

const layersOf = ({ blob, mediaType }: CraftedLayer) => describe(mediaType, blob);

const keys: readonly ArchiveRow[] = [
  malformed("layers twice", {
    layers: [honest],
    manifest: withText(`"layers":[${JSON.stringify(layersOf(other))}]`),
  }),
  // Go, and so every engine, takes `LAYERS` for `layers`, and of two the later one.
  malformed("layers, and LAYERS behind them", {
    layers: [honest],
    manifest: withFields({ LAYERS: [layersOf(other)] }),
  }),
  malformed("layers, and the same with a letter that folds to `s`", {
    manifest: withFields({ "layer\u017f": [layersOf(other)] }),
  }),
  malformed("a config under another spelling", { manifest: withFields({ Config: layersOf(other) }) }),
  malformed("diff_ids under another spelling", {
    config: (value) => ({ ...value, rootfs: { ...(value.rootfs as object), Diff_IDs: [] } }),
  }),
  malformed("Layers under another spelling", { docker: (value) => [{ ...value, layers: [] }] }),
  malformed("a platform under another spelling", {
    index: (value) => ({
      ...value,
      manifests: [{ ...image.descriptor, Platform: { os: "linux", architecture: "arm64" } }],
    }),
  }),
  fine("labels of any spelling", {
    config: withFields({ config: { Labels: { layers: "x", LAYERS: "y", Os: "z", __proto__: "p" } } }),
  }),
].flat();

const config =
  (change: object): Lie =>
  (value) => ({ ...value, config: change });

const texts: readonly ArchiveRow[] = [
  fine("100,000 values in the environment", {
    config: config({ Env: Array.from({ length: 100_000 }, (_, i) => `K${i}=v`) }),
  }),
  tooMuch("a million values in the environment", {
    config: config({ Env: Array.from({ length: 1_000_000 }, (_, i) => `K${i}=v`) }),
  }),
  tooMuch("a million numbers in the environment", {
    config: config({ Env: Array.from({ length: 1_000_000 }, () => 1) }),
  }),
  fine("a history of 10 MB", {
    config: withFields({
      history: Array.from({ length: 20_000 }, (_, i) => ({ created_by: `${i} ${"x".repeat(500)}`, empty_layer: true })),
    }),
  }),
  tooMuch("a history of a million steps", {
    config: withFields({ history: Array.from({ length: 1_000_000 }, () => ({})) }),
  }),
  fine("an author of 4 MB", { config: withFields({ author: "x".repeat(4_000_000) }) }),
  fine("a command of 4 MB", { config: config({ Cmd: ["sh", "-c", "password=".repeat(400_000)] }) }),
  fine("escape sequences in every text", {
    config: (value) => ({
      ...value,
      author: "\u001b[2J\nFORGED",
      created: "\u001b[2J\nFORGED",
      variant: "\u001b[2J\nFORGED",
      config: {
        Env: ["\u001b[2J\nFORGED=\u0000"],
        Labels: { "\u001b[2J\nFORGED": "\u0000" },
        Cmd: ["\u001b[2J\nFORGED"],
      },
    }),
  }),
  malformed("a label that is a number, under a name of escape sequences", {
    config: config({ Labels: { "\u001b[2J\r\nFORGED\u009b": 1 } }),
  }),
  fine("halves of characters", { config: withText(String.raw`"author":"\ud800\udfff\udc00"`) }),
  rows(
    "an operating system of escape sequences",
    refused("PLATFORM_NOT_FOUND"),
    { config: withFields({ os: "\u001b[2J\r\nFORGED\u009b" }) },
    ["--platform", "linux/amd64"],
  ),
].flat();

const wrong = `sha256:${"0".repeat(64)}`;
const layer2 = layerOf(tarOf(database("later", "2")), "gzip");
const rootfs = (diff_ids: readonly unknown[]): Lie => withFields({ rootfs: { type: "layers", diff_ids } });
const plain = [layerOf(HONEST)];
const two = [honest, layer2];

const diffIds: readonly ArchiveRow[] = [
  malformed("fewer diff_ids than layers", { config: rootfs([]) }),
  malformed("more diff_ids than layers", { config: rootfs([honest.diffId, honest.diffId]) }),
  malformed("a diff_id that climbs", { config: rootfs(["sha256:../../../../etc/passwd"]) }),
  malformed("a diff_id of another kind", { config: rootfs([`sha512:${"0".repeat(128)}`]) }),
  rows("a wrong diff_id", refused("DIGEST_MISMATCH"), { config: rootfs([wrong]) }),
  rows("swapped diff_ids", refused("DIGEST_MISMATCH"), { layers: two, config: rootfs([layer2.diffId, honest.diffId]) }),
  rows("one diff_id for both layers", refused("DIGEST_MISMATCH"), {
    layers: two,
    config: rootfs([honest.diffId, honest.diffId]),
  }),
  rows(
    "a wrong diff_id of a plain tar, hashed",
    refused("DIGEST_MISMATCH"),
    { layers: plain, config: rootfs([wrong]) },
    ["--verify-layers"],
  ),
  // Read in part nothing is hashed, and the report says so; see `claims` for what that must not lead to.
  rows("a wrong diff_id of a plain tar, read in part", read(ALL), { layers: plain, config: rootfs([wrong]) }),
].flat();

const descriptor = (change: object): Lie => withFields({ layers: [{ ...layersOf(honest), ...change }] });
const indexOf =
  (...manifests: readonly object[]): Lie =>
  (value) => ({ ...value, manifests });

const descriptors: readonly ArchiveRow[] = [
  malformed("a size of 1e400", {
    manifest: (value) =>
      JSON.stringify({ ...value, layers: [{ ...layersOf(honest), size: 77 }] }).replace('"size":77', '"size":1e400'),
  }),
  malformed("a negative size", { manifest: descriptor({ size: -1 }) }),
  malformed("a size of 2^53", { manifest: descriptor({ size: 2 ** 53 }) }),
  malformed("half a byte", { manifest: descriptor({ size: 0.5 }) }),
  rows("a size larger than the blob", refused("IMAGE_INCOMPLETE"), {
    manifest: descriptor({ size: honest.blob.sizeBytes + 1 }),
  }),
  rows("a size smaller than the blob", refused("DIGEST_MISMATCH"), {
    manifest: descriptor({ size: honest.blob.sizeBytes - 1 }),
  }),
  rows("a digest of nothing that is there", refused("IMAGE_INCOMPLETE"), { manifest: descriptor({ digest: wrong }) }),
  malformed("a digest that climbs", { manifest: descriptor({ digest: "sha256:../../../../../etc/passwd" }) }),
  malformed("a digest of no hash", { manifest: descriptor({ digest: "../../../../etc/passwd" }) }),
  malformed("10,001 layers", {
    manifest: withFields({ layers: Array.from({ length: 10_001 }, () => layersOf(honest)) }),
  }),
  tooMuch("a million manifests of nothing", { index: () => `{"manifests":[${"{},".repeat(1_000_000)}{}]}` }),
  tooMuch("five million manifests that are numbers", { index: () => `{"manifests":[${"1,".repeat(5_000_000)}1]}` }),
  malformed("10,001 manifests", { index: indexOf(...Array.from({ length: 10_001 }, () => image.descriptor)) }),
  fine("10,000 times the same manifest", { index: indexOf(...Array.from({ length: 10_000 }, () => image.descriptor)) }),
  rows("10,000 manifests with names of escape sequences", refused("IMAGE_AMBIGUOUS"), {
    index: indexOf(
      ...Array.from({ length: 10_000 }, (_, i) => ({
        ...image.descriptor,
        digest: `sha256:${String(i).padStart(64, "0")}`,
        annotations: { "org.opencontainers.image.ref.name": `${i}\u001b[2J\nFORGED\u009b${"x".repeat(1000)}` },
      })),
    ),
  }),
  rows("10,000 platforms", refused("PLATFORM_NOT_FOUND"), {
    index: indexOf(
      ...Array.from({ length: 10_000 }, (_, i) => ({
        ...image.descriptor,
        platform: { os: "linux", architecture: `${i}\u001b[2J\nFORGED\u009b${"x".repeat(1000)}` },
      })),
    ),
  }),
  rows("no manifest", refused("IMAGE_NOT_FOUND"), { index: indexOf() }),
  rows("a manifest that its digest does not fit", refused("IMAGE_INCOMPLETE"), {
    index: indexOf({ ...image.descriptor, digest: wrong }),
  }),
].flat();

const INDEX = "application/vnd.oci.image.index.v1+json";

/** Indexes within indexes, the innermost of the image. */
function nested(levels: number) {
  const indexes = [document({ schemaVersion: 2, manifests: [image.descriptor] })];
  while (indexes.length < levels) {
    const [inner] = indexes;
    if (inner) indexes.unshift(document({ schemaVersion: 2, manifests: [describe(INDEX, inner)] }));
  }
  const [outermost = held()] = indexes;
  return layoutOf(outermost, ...indexes.slice(1), image.manifest, image.config, honest.blob);
}

/** An index under the digest of another one. */
function circle() {
  const own = document({ schemaVersion: 2, manifests: [{ mediaType: INDEX, digest: wrong, size: 0 }] });
  const size = document({
    schemaVersion: 2,
    manifests: [{ mediaType: INDEX, digest: wrong, size: own.sizeBytes + 2 }],
  });
  return layoutOf(size).set(`blobs/${wrong.replace(":", "/")}`, size);
}

const attestation = document({
  schemaVersion: 2,
  mediaType: image.descriptor.mediaType,
  config: describe("application/vnd.oci.image.config.v1+json", image.config),
  layers: [],
});
const attested: Lie = indexOf(
  {
    ...image.descriptor,
    digest: attestation.digest,
    size: attestation.sizeBytes,
    platform: { os: "unknown", architecture: "unknown" },
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": image.manifest.digest,
    },
  },
  { ...image.descriptor, platform: { os: "linux", architecture: "amd64" } },
);

const indexes: readonly ArchiveRow[] = [
  ...layoutRows("indexes 5 deep", () => nested(5), read(ALL)),
  ...layoutRows("indexes 6 deep", () => nested(6), refused("IMAGE_MALFORMED")),
  ...layoutRows("an index that says it is itself", circle, refused("DIGEST_MISMATCH")),
  ...layoutRows(
    "an attestation beside the image",
    () => layoutFiles(image, attested).set(`blobs/${attestation.digest.replace(":", "/")}`, attestation),
    read(ALL),
    ["--platform", "linux/amd64"],
  ),
  ...rows("a manifest under the type of an index", refused("IMAGE_MALFORMED"), {
    index: indexOf({ ...image.descriptor, mediaType: INDEX }),
  }),
  ...rows("a document of both kinds, as an index", refused("IMAGE_MALFORMED"), {
    index: ({ manifests, ...value }) => ({
      ...value,
      manifests: (manifests as object[]).map((one) => ({ ...one, mediaType: INDEX })),
    }),
    manifest: withFields({ manifests: [image.descriptor] }),
  }),
  ...rows("a document of both kinds, as a manifest", refused("IMAGE_MALFORMED"), {
    manifest: withFields({ manifests: [image.descriptor] }),
  }),
];

const save =
  (change: object): Lie =>
  (value) => [{ ...value, ...change }];
const thousand = Array.from({ length: 1000 }, () => plain[0] ?? honest);

const dockerSave: readonly ArchiveRow[] = [
  rows("a layer that is not there", refused("IMAGE_INCOMPLETE"), { docker: save({ Layers: ["none.tar"] }) }),
  rows("a layer that is manifest.json", refused("DIGEST_MISMATCH"), { docker: save({ Layers: ["manifest.json"] }) }, [
    "--verify-layers",
  ]),
  rows("a layer that is manifest.json, read in part", read([], "FILE_MALFORMED"), {
    docker: save({ Layers: ["manifest.json"] }),
  }),
  rows("a config that is manifest.json", refused("IMAGE_MALFORMED"), { docker: save({ Config: "manifest.json" }) }),
  rows("a config that is a layer", refused("IMAGE_MALFORMED"), { docker: save({ Config: "0/layer.tar" }) }),
  rows("one layer 1,000 times", read([OPENSSL]), {
    layers: Array.from({ length: 1000 }, () => layerOf(tarOf(database()))),
    docker: save({ Layers: thousand.map(() => "0/layer.tar") }),
  }),
  rows("a layer too few", refused("IMAGE_MALFORMED"), { docker: save({ Layers: [] }) }),
  rows("layers that are null", refused("IMAGE_MALFORMED"), { docker: save({ Layers: null }) }),
  rows("a layer that is a number", refused("IMAGE_MALFORMED"), { docker: save({ Layers: [1] }) }),
  rows("10,001 layers", refused("IMAGE_MALFORMED"), {
    docker: save({ Layers: Array.from({ length: 10_001 }, () => "0/layer.tar") }),
  }),
  rows("a layer with a name of 4 MB", refused("IMAGE_INCOMPLETE"), {
    docker: save({ Layers: ["../".repeat(1_300_000)] }),
  }),
  rows("a name of 4 MB", read(ALL), { docker: save({ RepoTags: [`${"a/".repeat(2_000_000)}a:1`] }) }),
  rows("10,000 names", read(ALL), { docker: save({ RepoTags: Array.from({ length: 10_000 }, (_, i) => `a:${i}`) }) }),
  rows("10,000 images", refused("IMAGE_AMBIGUOUS"), {
    docker: (value) =>
      Array.from({ length: 10_000 }, (_, i) => ({
        ...value,
        Config: `${i}\nFORGED`,
        RepoTags: [`a:${i}\u001b\nFORGED`],
      })),
  }),
  rows("no image", refused("IMAGE_NOT_FOUND"), { docker: () => [] }),
  // Docker since version 25 writes both, and which of them an engine reads depends on its version.
  dockerRow(
    "two tables of contents that differ",
    () => new Map([...dockerMembers(craft([other])), ...layoutFiles(image)]),
    refused("IMAGE_AMBIGUOUS"),
  ),
].flat();

/** The documents of an image. */
export const DOCUMENTS: Readonly<Record<string, readonly ArchiveRow[]>> = {
  bombs: inOneForm(bombs),
  keys,
  texts,
  diff_ids: diffIds,
  descriptors,
  indexes,
  "docker save": dockerSave,
};

import { join } from "node:path";
import type { Compression } from "../../../src/host/inflate.ts";
import { type Asked, type Expected, read, refused } from "./archive-row.ts";
import { held, writeParts } from "./bytes.ts";
import { database, LEFT_PAD, OPENSSL, packageJson, tarOf } from "./content.ts";
import {
  blobPath,
  type CraftedImage,
  type CraftedLayer,
  craft,
  document,
  type Files,
  type Lie,
  layerName,
  layerOf,
  layoutOf,
  tarParts,
  writeLayout,
} from "./crafted-image.ts";

// An image says of its layers what they unpack to, and a cache remembers layers by it. Whoever lies there must not be
// shown the packages of another image, nor must another image be shown his: in whatever order they are read.

/** Two images in one place, each by its name. */
export interface Claim {
  readonly title: string;
  /** Writes both, and tells how to ask for one. */
  readonly write: (folder: string) => (name: "first" | "second") => Asked;
  /** What comes of each, whatever was read before. */
  readonly first: Expected;
  readonly second: Expected;
}

const openssl = tarOf(database());
const leftPad = tarOf(packageJson);

/** Says that its one layer unpacks to the other's. */
const claiming =
  (other: CraftedLayer): Lie =>
  (value) => ({ ...value, rootfs: { type: "layers", diff_ids: [other.diffId] } });

function inLayout(
  first: CraftedImage,
  second: CraftedImage,
  change: (files: Map<string, ReturnType<typeof held>>) => Files = (files) => files,
) {
  return (folder: string) => {
    const named = (image: CraftedImage, name: string) => ({
      ...image.descriptor,
      annotations: { "org.opencontainers.image.ref.name": name },
    });
    const index = document({ schemaVersion: 2, manifests: [named(first, "first"), named(second, "second")] });
    const blobs = [first, second].flatMap(({ manifest, config, layers }) => [
      manifest,
      config,
      ...layers.map(({ blob }) => blob),
    ]);
    writeLayout(join(folder, "layout"), change(layoutOf(index, ...blobs)));
    return (name: string) => ({ reference: `oci-dir://${join(folder, "layout")}:${name}` });
  };
}

function inArchive(first: CraftedImage, second: CraftedImage, args: readonly string[] = []) {
  return (folder: string) => {
    const entries = [first, second].map((image, i) => ({
      image,
      config: `config-${i}.json`,
      layers: image.layers.map((_, at) => layerName(10 * i + at)),
      tag: `${["first", "second"][i]}:1`,
    }));
    const files = new Map([
      ...entries.flatMap(({ image, config, layers }) => [
        [config, image.config] as const,
        ...image.layers.map(({ blob }, at) => [layers[at] ?? "", blob] as const),
      ]),
      [
        "manifest.json",
        held(
          JSON.stringify(
            entries.map(({ config, layers, tag }) => ({ Config: config, RepoTags: [tag], Layers: layers })),
          ),
        ),
      ] as const,
    ]);
    const path = join(folder, "images.tar");
    writeParts(path, tarParts(files));
    return (name: string) => ({ reference: `archive://${path}`, args: ["--ref", `${name}:1`, ...args] });
  };
}

const pair = (compression: Compression) => [layerOf(openssl, compression), layerOf(leftPad, compression)] as const;
const lied = refused("DIGEST_MISMATCH");

function* claims(): Generator<Claim> {
  for (const compression of ["gzip", "zstd"] as const) {
    const [one, other] = pair(compression);
    const honest = craft([one]);
    const liar = craft([other], { config: claiming(one) });
    const mutual = craft([one], { config: claiming(other) });
    yield {
      title: `a liar beside an honest image, in ${compression}`,
      write: inLayout(honest, liar),
      first: read([OPENSSL]),
      second: lied,
    };
    yield { title: `two liars, in ${compression}`, write: inLayout(mutual, liar), first: lied, second: lied };
    yield {
      title: `a liar beside an honest image in one archive, in ${compression}`,
      write: inArchive(honest, liar),
      first: read([OPENSSL]),
      second: lied,
    };
  }
  const [one, other] = pair("none");
  const honest = craft([one]);
  const liar = craft([other], { config: claiming(one) });
  const mutual = craft([one], { config: claiming(other) });
  // Read in part nothing is measured: each is shown what its own bytes hold, and nothing of it is kept.
  yield {
    title: "a liar beside an honest image, plain",
    write: inLayout(honest, liar),
    first: read([OPENSSL]),
    second: read([LEFT_PAD]),
  };
  yield { title: "two liars, plain", write: inLayout(mutual, liar), first: read([OPENSSL]), second: read([LEFT_PAD]) };
  yield {
    title: "two liars in one archive, plain",
    write: inArchive(mutual, liar),
    first: read([OPENSSL]),
    second: read([LEFT_PAD]),
  };
  yield {
    title: "a liar beside an honest image in one archive, hashed",
    write: inArchive(honest, liar, ["--verify-layers"]),
    first: read([OPENSSL]),
    second: lied,
  };
  yield {
    title: "two liars in one archive, hashed",
    write: inArchive(mutual, liar, ["--verify-layers"]),
    first: lied,
    second: lied,
  };

  // The cache knows the honest layer, hashed; what claims to be it is read in part, and is not taken for it.
  const archive = inArchive(honest, liar);
  yield {
    title: "a liar beside an honest image in one archive, only the honest one hashed",
    write: (folder) => {
      const askFor = archive(folder);
      return (name) => ({
        ...askFor(name),
        args: [...(askFor(name).args ?? []), ...(name === "first" ? ["--verify-layers"] : [])],
      });
    },
    first: read([OPENSSL]),
    second: read([LEFT_PAD]),
  };

  // One tar in two coats: the cache knows it by what it unpacks to, and each coat by what was measured of it.
  const coats = [craft([layerOf(openssl, "gzip")]), craft([layerOf(openssl, "zstd")])] as const;
  yield {
    title: "one tar in gzip and in zstd",
    write: inLayout(...coats),
    first: read([OPENSSL]),
    second: read([OPENSSL]),
  };

  // The blob of one under the digest of the other: whoever has measured that digest knows what it stands for.
  const [packed, swapped] = pair("gzip");
  const place = blobPath(packed.blob.digest);
  const fake = held(new Uint8Array(packed.blob.sizeBytes));
  yield {
    title: "another blob under the digest of a layer",
    write: inLayout(craft([packed]), craft([swapped]), (files) => files.set(place, fake)),
    first: lied,
    second: read([LEFT_PAD]),
  };
}

/** Pairs of images of which at least one claims a layer of the other. */
export const CLAIMS: readonly Claim[] = [...claims()];

/** Orders in which both are read with one cache. */
export const ORDERS: readonly (readonly ("first" | "second")[])[] = [
  ["first", "second", "first"],
  ["second", "first", "second"],
];

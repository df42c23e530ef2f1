import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  ARTIFACT_TYPE,
  type Artifact,
  type ArtifactLayer,
  MANIFEST_TYPE,
  readManifest,
  wayOf,
  writeManifest,
} from "./artifact.ts";
import type { ParcelHeader } from "./parcel-header.ts";
import { signBytes } from "./signing.ts";

const PLACE = "registry.test/team/advisories:latest";
const { privateKey } = generateKeyPairSync("ed25519");
const idOf = (letter: string) => letter.repeat(64);

/** A letter stands for the id that is made of it. */
function layer(kind: "snapshot" | "scores", to: string): ArtifactLayer;
function layer(kind: "delta", to: string, from: string): ArtifactLayer;
function layer(kind: ParcelHeader["kind"], to: string, from = ""): ArtifactLayer {
  const time = "2026-08-22T10:00:00.000Z";
  const header = {
    ...{ kind, to: idOf(to), schema: 1, builtAt: time, checkedAt: time, bytes: 9, packed: 5, sha256: idOf("0") },
    ...(kind === "delta" && { from: idOf(from) }),
    ...(kind === "scores" && {
      source: { name: "epss", state: "fresh", records: 1, feedVersion: 1, origin: "o", cursors: [null] },
    }),
  } as ParcelHeader;
  const line = JSON.stringify(header);
  const signature = signBytes(Buffer.from(line), privateKey);
  return { place: PLACE, header, line, signature, digest: `sha256:${idOf("0")}`, sizeBytes: 5 };
}

const ARTIFACT: Artifact = {
  snapshot: layer("snapshot", "c"),
  scores: layer("scores", "e"),
  deltas: [layer("delta", "b", "a"), layer("delta", "c", "b")],
};

const read = (bytes: Uint8Array, mediaType = MANIFEST_TYPE) => readManifest({ bytes, mediaType }, PLACE);

test("what is written is read again, and the same gives the same bytes", () => {
  const bytes = writeManifest(ARTIFACT);
  expect(read(bytes)).toEqual(ARTIFACT);
  expect(writeManifest(read(bytes))).toEqual(bytes);
});

test("layers that a later version adds beside ours are passed over", () => {
  const manifest = JSON.parse(writeManifest(ARTIFACT).toString());
  manifest.layers.push({ mediaType: "application/vnd.plimsoll.advisories.news.v1", digest: "sha256:x", size: 1 });
  expect(read(Buffer.from(JSON.stringify(manifest)))).toEqual(ARTIFACT);
});

describe("is refused:", () => {
  const changed = (from: string | RegExp, to: string) =>
    Buffer.from(writeManifest(ARTIFACT).toString().replace(from, to));
  const layers = (...parts: readonly object[]) =>
    Buffer.from(JSON.stringify({ artifactType: ARTIFACT_TYPE, layers: parts }));

  test.each<[what: string, bytes: Uint8Array, code: string, says: RegExp]>([
    ["what is no JSON", Buffer.from("<html>"), "SNAPSHOT_DAMAGED", /its manifest is no JSON/],
    ["a list", Buffer.from("[]"), "SNAPSHOT_DAMAGED", /a broken manifest/],
    ["an image", Buffer.from('{"config":{},"layers":[]}'), "MEDIA_TYPE_UNSUPPORTED", /is no snapshot of advisories/],
    ["a later form", changed(ARTIFACT_TYPE, ARTIFACT_TYPE.replace("v1", "v2")), "SNAPSHOT_DAMAGED", /newer Plimsoll/],
    ["later tables", changed('\\"schema\\":1', '\\"schema\\":99'), "SNAPSHOT_DAMAGED", /newer Plimsoll/],
    ["a head that is none", changed('{\\"kind\\"', '[\\"kind\\"'), "SNAPSHOT_DAMAGED", /a broken head/],
    ["an id that is none", changed(/\\"to\\":\\"c/, '\\"to\\":\\"../../c'), "SNAPSHOT_DAMAGED", /a broken head/],
    ["another blob", changed(/"sha256:0{64}"/, `"sha256:${idOf("1")}"`), "SNAPSHOT_DAMAGED", /is not the one/],
    ["another kind", changed(/snapshot\.v1\.records/, "delta.v1.patchset"), "SNAPSHOT_DAMAGED", /is not the one/],
    ["no snapshot", layers(), "SNAPSHOT_DAMAGED", /does not hold one snapshot/],
    [
      "a crowd of layers",
      layers(...Array.from({ length: 101 }, () => ({ mediaType: "x", digest: "x", size: 1 }))),
      "SNAPSHOT_DAMAGED",
      /a broken manifest/,
    ],
  ])("%s", (_, bytes, code, says) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) }));
  });

  test("an index of images", () => {
    const index = Buffer.from('{"manifests":[]}');
    expect(() => read(index, "application/vnd.oci.image.index.v1+json")).toThrow(
      expect.objectContaining({ code: "MEDIA_TYPE_UNSUPPORTED" }),
    );
  });
});

describe("the way from one snapshot to another", () => {
  const deltas = [
    layer("delta", "b", "a"),
    layer("delta", "c", "b"),
    layer("delta", "y", "x"),
    layer("delta", "x", "y"),
  ];
  test.each([
    ["is by the deltas between", "a", "c", ["a", "b"]],
    ["is short from near by", "b", "c", ["b"]],
    ["is none where it is there", "c", "c", []],
    ["is unknown from elsewhere", "d", "c", undefined],
    ["does not go back", "c", "a", undefined],
    ["does not go in a circle for ever", "x", "c", undefined],
  ])("%s", (_, from, to, expected) => {
    const way = wayOf(deltas, idOf(from), idOf(to));
    expect(way?.map(({ header }) => (header.kind === "delta" ? header.from.slice(0, 1) : ""))).toEqual(expected);
  });
});

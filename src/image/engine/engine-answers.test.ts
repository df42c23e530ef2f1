import { expect, test } from "vitest";
import { parseImage, parseNewest } from "./engine-answers.ts";

const hex = "ab".repeat(32);
const id = `sha256:${hex}`;
const index = "application/vnd.oci.image.index.v1+json";
const manifest = "application/vnd.oci.image.manifest.v1+json";
const driver = { Data: { MergedDir: "/x" }, Name: "overlay2" };

test.each([
  { title: "of Docker's own store", told: { GraphDriver: driver }, isIndex: false },
  {
    title: "of an old Docker that may keep images in containerd",
    told: { GraphDriver: { Data: null } },
    isIndex: undefined,
  },
  { title: "of a Docker that would say otherwise", told: {}, tellsIndexes: true, isIndex: false },
  { title: "of containerd with one manifest", told: { Descriptor: { mediaType: manifest } }, isIndex: false },
  {
    title: "of containerd with several",
    told: { Descriptor: { mediaType: index } },
    tellsIndexes: true,
    isIndex: true,
  },
])("an image $title is an index: $isIndex", ({ told, tellsIndexes = false, isIndex }) => {
  expect(parseImage(JSON.stringify({ Id: id, ...told }), "engine", tellsIndexes).isIndex).toBe(isIndex);
});

test("Podman's program tells of an image in a list of one, by bare digits", () => {
  const text = JSON.stringify([
    { Id: hex, RepoTags: ["localhost/app:1"], RepoDigests: [`localhost/app@${id}`], Size: 3 },
  ]);
  expect(parseImage(text, "engine", true)).toEqual({
    id,
    names: ["localhost/app:1", `localhost/app@${id}`],
    diffIds: [],
    manifestDigests: [],
    isIndex: false,
    unpackedBytes: 3,
  });
});

test("a dangling image has no names, however that is written", () => {
  const text = JSON.stringify({ Id: id, RepoTags: ["<none>:<none>"], RepoDigests: ["<none>@<none>"] });
  expect(parseImage(text, "engine", true).names).toEqual([]);
});

test("an image of an index has its platform and the digests of its manifests", () => {
  const text = JSON.stringify({
    Id: id,
    Os: "linux",
    Architecture: "arm64",
    Variant: "v8",
    Size: 5,
    Descriptor: { mediaType: index, digest: id, size: 1 },
    Manifests: [
      { ID: "sha256:one", Kind: "image" },
      { ID: "sha256:two", Kind: "attestation" },
    ],
  });
  expect(parseImage(text, "engine", true)).toMatchObject({
    platform: { os: "linux", architecture: "arm64", variant: "v8" },
    manifestDigests: ["sha256:one", "sha256:two"],
  });
  // There the size is of what is packed and what is unpacked together.
  expect(parseImage(text, "engine", true)).not.toHaveProperty("unpackedBytes");
});

test.each(["", "[]", "{}", "null", `{"Id":"latest"}`, `[{"Id":"${id}"},{"Id":"${id}"}]`])(
  "'%s' is no image",
  (text) => {
    expect(() => parseImage(text, "engine", true)).toThrow(expect.objectContaining({ code: "ENGINE_FAILED" }));
  },
);

test("a list that is none is no list of images", () => {
  expect(() => parseNewest("{}", "engine")).toThrow(expect.objectContaining({ code: "ENGINE_FAILED" }));
});

import { expect, test } from "vitest";
import { chooseImage, namesOf, orderNamespaces } from "./containerd-names.ts";

const digests = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
const [one = "", two = ""] = digests;
const config = `sha256:${"c".repeat(64)}`;

/** As a node of Kubernetes has them: one image under three names. */
const images = [
  { name: "docker.io/library/debian:12", digest: one, updatedAt: 3 },
  { name: `docker.io/library/debian@${one}`, digest: one, updatedAt: 3 },
  { name: config, digest: one, updatedAt: 3 },
  { name: "registry.local/app:1", digest: two, updatedAt: 7 },
].map(({ name, digest, updatedAt }) => ({ name, target: { mediaType: "m", digest, size: 1 }, updatedAt }));

test.each([
  { wanted: "debian:12", expected: "docker.io/library/debian:12" },
  { wanted: "docker.io/library/debian:12", expected: "docker.io/library/debian:12" },
  { wanted: `debian@${one}`, expected: `docker.io/library/debian@${one}` },
  { wanted: `debian:12@${one}`, expected: "docker.io/library/debian:12" },
  { wanted: `registry.local/app@${two}`, expected: "registry.local/app:1" },
  { wanted: two, expected: "registry.local/app:1" },
  { wanted: "bbbbbbbbbbbb", expected: "registry.local/app:1" },
  { wanted: config, expected: config },
  { wanted: "", expected: "registry.local/app:1" },
  { wanted: "debian", expected: undefined },
  { wanted: "app:1", expected: undefined },
  { wanted: `other@${one}`, expected: undefined },
  { wanted: "bbbb", expected: undefined },
])("'$wanted' is $expected", ({ wanted, expected }) => {
  expect(chooseImage(images, wanted)?.name).toBe(expected);
});

test("there is no newest of none", () => {
  expect(chooseImage([], "")).toBeUndefined();
});

test("an image has all its names but that by its config", () => {
  const chosen = chooseImage(images, config);
  expect(chosen && namesOf(images, chosen)).toEqual(["docker.io/library/debian:12", `docker.io/library/debian@${one}`]);
});

test("the namespace of Kubernetes is looked through first, unknown ones last", () => {
  expect(orderNamespaces(["moby", "zoo", "default", "k8s.io", "buildkit"])).toEqual([
    ...["k8s.io", "default", "moby", "buildkit", "zoo"],
  ]);
});

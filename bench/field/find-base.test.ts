import { expect, test } from "vitest";
import { findBase } from "./find-base.ts";

const chains = [["a"], ["a", "b"], ["a", "b", "c"], ["x"], [], ["a", "c"]];

test.each([
  { title: "the longest chain that it begins with", diffIds: ["a", "b", "d"], base: ["a", "b"] },
  { title: "not the image itself", diffIds: ["a", "b", "c"], base: ["a", "b"] },
  { title: "not one that shares only a later layer", diffIds: ["b", "c"], base: undefined },
  { title: "not an image without layers", diffIds: ["y", "z"], base: undefined },
])("the base of an image is $title", ({ diffIds, base }) => {
  expect(findBase(diffIds, chains, (chain) => chain)).toEqual(base);
});

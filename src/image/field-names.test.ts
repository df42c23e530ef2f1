import { describe, expect, test } from "vitest";
import { z } from "zod";
import { findOddField } from "./field-names.ts";

const schema = z.object({
  layers: z.array(z.object({ size: z.number(), disk: z.string().nullish() })).nullish(),
  labels: z.record(z.string(), z.string()).nullish(),
});

describe("a field is told of that engines take for another:", () => {
  test.each([
    ["none", { layers: [{ size: 1 }], other: 1, Other: 2 }, undefined],
    ["another case", { layers: [], LAYERS: [] }, { written: "LAYERS", meant: "layers" }],
    ["another case alone", { Layers: [] }, { written: "Layers", meant: "layers" }],
    ["a letter that folds to s", { "layer\u017f": [] }, { written: "layer\u017f", meant: "layers" }],
    ["a letter that folds to k", { layers: [{ "dis\u212a": "" }] }, { written: "dis\u212a", meant: "disk" }],
    ["in a list", { layers: [{ size: 1 }, { Size: 1 }] }, { written: "Size", meant: "size" }],
    ["not within a map", { labels: { LAYERS: "", Labels: "" } }, undefined],
    ["not in what nobody reads", { other: { LAYERS: "" } }, undefined],
    ["not in what is of another kind", { layers: "LAYERS", labels: [] }, undefined],
    ["nothing", null, undefined],
  ])("%s", (_title, value, odd) => {
    expect(findOddField(schema, value)).toEqual(odd);
  });
});

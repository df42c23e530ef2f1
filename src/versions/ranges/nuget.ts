import { nuget as order } from "../nuget.ts";
import { parseBrackets } from "./brackets.ts";
import type { RangeNotation } from "./notation.ts";

export const nuget: RangeNotation = {
  name: "nuget",
  specification: "https://learn.microsoft.com/en-us/nuget/concepts/package-versioning#version-ranges",
  parse: (range) => parseBrackets(range, order),
};

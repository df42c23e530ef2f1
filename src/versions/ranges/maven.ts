import { maven as order } from "../maven.ts";
import { parseBrackets } from "./brackets.ts";
import type { RangeNotation } from "./notation.ts";

export const maven: RangeNotation = {
  name: "maven",
  specification: "https://maven.apache.org/pom.html#dependency-version-requirement-specification",
  parse: (range) => parseBrackets(range, order),
};

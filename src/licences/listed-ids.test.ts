import { expect, test } from "vitest";
import { isListedId } from "./listed-ids.ts";

test.each([
  ["MIT", true],
  ["GPL-2.0", true],
  ["Zlib", true],
  ["mit", false],
  ["MIT License", false],
  ["MIT OR Zlib", false],
  ["", false],
])("%j is an identifier of the SPDX list: %s", (text, listed) => {
  expect(isListedId(text)).toBe(listed);
});

import { expect, test } from "vitest";
import { withoutCredentials } from "./address.ts";

test.each([
  ["https://user:token@example.org/a?b@c", "https://example.org/a?b@c"],
  ["git+https://token@example.org", "git+https://example.org"],
  ["https://a@b@example.org/", "https://example.org/"],
  ["https://example.org/@scope/a", "https://example.org/@scope/a"],
  ["git+ssh://git@example.org/a.git#1", "git+ssh://git@example.org/a.git#1"],
  ["git@example.org:a/b.git", "git@example.org:a/b.git"],
  ["", ""],
])("%s", (url, expected) => {
  expect(withoutCredentials(url)).toBe(expected);
});

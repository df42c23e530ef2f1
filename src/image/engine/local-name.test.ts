import { expect, test } from "vitest";
import { parseLocalName } from "./local-name.ts";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  { text: "debian", expected: { spellings: ["debian"] } },
  { text: "registry.local:5000/team/app:1.0", expected: { spellings: ["registry.local:5000/team/app:1.0"] } },
  { text: `app@${digest}`, expected: { spellings: [`app@${digest}`] } },
  { text: `h:1/app:1@${digest}`, expected: { spellings: [`h:1/app:1@${digest}`, `h:1/app@${digest}`] } },
  { text: digest, expected: { spellings: ["a".repeat(64)], idPrefix: "a".repeat(64) } },
  { text: "sha256:0123abc", expected: { spellings: ["0123abc"], idPrefix: "0123abc" } },
  { text: "0123456789ab", expected: { spellings: ["0123456789ab"] } },
])("$text is asked for", ({ text, expected }) => {
  expect(parseLocalName(text, `local://${text}`)).toEqual(expected);
});

test.each(["Debian", "a b", "../x", "a/../b", "-x", "a?b=c", "a.b?c/x", "[vfs@/var/lib]app", "app:", "app@sha256:12"])(
  "'%s' is no name",
  (text) => {
    expect(() => parseLocalName(text, text)).toThrow(expect.objectContaining({ code: "REFERENCE_INVALID" }));
  },
);

import { expect, test } from "vitest";
import { parseYarnLock } from "./yarn-lock.ts";

/** Entries as plain values. */
function read(text: string) {
  const malformed: number[] = [];
  const entries = parseYarnLock(text, (line) => malformed.push(line)).map(({ patterns, fields, groups, optional }) => ({
    patterns,
    fields: Object.fromEntries(fields),
    groups: Object.fromEntries([...groups].map(([name, group]) => [name, Object.fromEntries(group)])),
    ...(optional.size > 0 && { optional: [...optional] }),
  }));
  return { entries, malformed };
}

test.each([
  [
    "version 1",
    '# yarn lockfile v1\n\n"@a/b@^1", c@^2.0.0, "d@>= 1":\n  version "1.2.3"\n  dependencies:\n    e "^1.0.0"\n    "@f/g" "~2"\n',
    {
      patterns: ["@a/b@^1", "c@^2.0.0", "d@>= 1"],
      fields: { version: "1.2.3" },
      groups: { dependencies: { e: "^1.0.0", "@f/g": "~2" } },
    },
  ],
  [
    "later versions",
    '"a@npm:^1, a@npm:^2":\n  version: 1.2.3\n  dependencies:\n    "@f/g": "npm:~2"\n    h: ^1\n  dependenciesMeta:\n    h:\n      optional: true\n  linkType: hard\n',
    {
      patterns: ["a@npm:^1", "a@npm:^2"],
      fields: { version: "1.2.3", linkType: "hard" },
      groups: { dependencies: { "@f/g": "npm:~2", h: "^1" }, dependenciesMeta: {} },
      optional: ["h"],
    },
  ],
  ["fields in quotes", 'a@1:\r\n  "version" "1"\r\n', { patterns: ["a@1"], fields: { version: "1" }, groups: {} }],
  ["a long key", '? "a@1, a@2"\n:\n  version: 1\n', { patterns: ["a@1", "a@2"], fields: { version: "1" }, groups: {} }],
])("yarn.lock of %s", (_title, text, entry) => {
  expect(read(text)).toEqual({ entries: [entry], malformed: [] });
});

test("lines that belong to nothing are told of", () => {
  expect(read('  version "1"\nrubbish\n  version "2"\n').malformed).toEqual([1, 2, 3]);
});

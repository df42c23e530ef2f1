import fc from "fast-check";
import { expect, test } from "vitest";
import { parseApkDatabase, pathsOfApkFiles } from "./apk-database.ts";

const parse = (text: string) => {
  const broken: number[] = [];
  const records = [...parseApkDatabase(text, (line) => broken.push(line))].map(({ line, fields, files }) => ({
    line,
    fields: Object.fromEntries(fields),
    paths: [...pathsOfApkFiles(files)],
  }));
  return { records, broken };
};

const rows: { title: string; text: string; records: ReturnType<typeof parse>["records"]; broken?: number[] }[] = [
  { title: "nothing", text: "", records: [] },
  {
    title: "records, however many empty lines apart",
    text: "\nP:a\nV:1\n\n\nP:b\n",
    records: [
      { line: 2, fields: { P: "a", V: "1" }, paths: [] },
      { line: 6, fields: { P: "b" }, paths: [] },
    ],
  },
  {
    title: "files in their folders, without rights and sums",
    text: "P:a\nF:\nR:x\nF:usr\nM:0:0:700\nF:usr/bin\nR:a b\na:0:0:755\nZ:Q1aaa=\nR:c\n",
    records: [{ line: 1, fields: { P: "a" }, paths: ["x", "usr/bin/a b", "usr/bin/c"] }],
  },
  {
    title: "a file in front of any folder",
    text: "P:a\nR:x\n",
    records: [{ line: 1, fields: { P: "a" }, paths: ["x"] }],
  },
  {
    title: "lines that end as on DOS",
    text: "P:a\r\nT:two words\r\n\r\nP:b",
    records: [
      { line: 1, fields: { P: "a", T: "two words" }, paths: [] },
      { line: 4, fields: { P: "b" }, paths: [] },
    ],
  },
  {
    title: "what stands around lines that are none",
    text: "no field\n\nP:a\n1:x\n:\nV:1\n",
    records: [{ line: 3, fields: { P: "a", V: "1" }, paths: [] }],
    broken: [1, 4, 5],
  },
];
test.each(rows)("an apk database: $title", ({ text, records, broken = [] }) => {
  expect(parse(text)).toEqual({ records, broken });
});

test("any text is read", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("P", "F", "R", ":", "\n", "\r", "/", "é") }), (text) => {
      for (const { fields } of parse(text).records) expect(Object.keys(fields)).not.toContain("F");
    }),
  );
});

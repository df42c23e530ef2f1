import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAlpmRecord } from "./alpm-record.ts";

const parse = (text: string) => {
  const broken: number[] = [];
  return { sections: Object.fromEntries(parseAlpmRecord(text, (line) => broken.push(line))), broken };
};

const rows: { title: string; text: string; sections: Record<string, string[]>; broken?: number[] }[] = [
  { title: "nothing", text: "", sections: {} },
  {
    title: "sections",
    text: "%NAME%\na\n\n%LICENSE%\nMIT\nGPL 2\n\n",
    sections: { NAME: ["a"], LICENSE: ["MIT", "GPL 2"] },
  },
  { title: "an empty section", text: "%FILES%\n\n%NAME%\na", sections: { FILES: [], NAME: ["a"] } },
  { title: "a value that looks like a name", text: "%NAME%\n%A%\n", sections: { NAME: ["%A%"] } },
  { title: "the later of two sections", text: "%NAME%\na\n\n%NAME%\nb\n", sections: { NAME: ["b"] } },
  {
    title: "lines that end as on DOS",
    text: "%NAME%\r\na\r\n\r\n%SIZE%\r\n1\r\n",
    sections: { NAME: ["a"], SIZE: ["1"] },
  },
  {
    title: "what stands around lines that are none",
    text: "%NME%x\n\n%VER.6-1\n\n%NAME%\na\n",
    sections: { NAME: ["a"] },
    broken: [1, 3],
  },
];
test.each(rows)("an alpm record: $title", ({ text, sections, broken = [] }) => {
  expect(parse(text)).toEqual({ sections, broken });
});

test("any text is read", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("%", "A", "\n", "\r", " ", "é") }), (text) => {
      for (const values of Object.values(parse(text).sections)) expect(values).not.toContain("");
    }),
  );
});

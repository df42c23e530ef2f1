import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DROP, type JsonPlan, type JsonStreamBounds, jsonStream, KEEP } from "./json-stream.ts";

const BOUNDS: JsonStreamBounds = { valueBytes: 1e6, depth: 1000, values: 1e6 };

const same = (item: unknown) => item;
/** Goes into lists and objects to so many levels, and keeps all. */
const opened = (levels: number): JsonPlan =>
  levels === 0 ? KEEP : { kind: "fields", of: () => ({ kind: "items", item: opened(levels - 1), keep: same }) };

/** Reads a text in pieces of so many bytes each; the last size goes on. */
function read(text: string, plan: JsonPlan, sizes: readonly number[] = [1e6], bounds = BOUNDS): unknown {
  const bytes = new TextEncoder().encode(text);
  const stream = jsonStream(plan, bounds);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)] ?? 1;
    const chunk = bytes.slice(at, at + size);
    stream.write(chunk);
    // Whoever reads a file fills the same memory again.
    chunk.fill(0x21);
    at += size;
  }
  return stream.end();
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const levels = fc.nat(3);
// A key of one backslash alone: V8 13 takes `"\"":` for it where it has just seen it.
const odd = fc.constantFrom("__proto__", "0", "a", '"', "b\\", "\ud83d\ude00", "é\u2028", "");
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 5 }),
  fc.dictionary(odd, fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.array(fc.dictionary(odd, fc.array(odd))))),
);

describe("is read as JSON.parse reads it:", () => {
  test("any value, in any pieces, by any plan that keeps all", () => {
    fc.assert(
      fc.property(values, levels, sizes, fc.constantFrom(0, 1, 7, "\t"), (value, depth, pieces, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(read(text, opened(depth), pieces))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  test("any damage is refused where JSON.parse refuses it, and nowhere else", () => {
    const damage = fc.array(
      fc.tuple(fc.nat(200), fc.nat(3), fc.constantFrom(...',:{}[]"\\0-.e \n\u0001tn', "true", ',"a":1')),
      { minLength: 1, maxLength: 3 },
    );
    let refused = 0;
    fc.assert(
      fc.property(values, levels, sizes, damage, (value, depth, pieces, changes) => {
        let text = JSON.stringify(value);
        for (const [place, length, instead] of changes) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + instead + text.slice(at + length);
        }
        // Half of a character is none in a file.
        text = text.toWellFormed();
        let parsed: string | undefined;
        try {
          parsed = JSON.stringify(JSON.parse(text));
        } catch {
          refused++;
        }
        if (parsed === undefined) {
          expect(() => read(text, opened(depth), pieces)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
        } else expect(JSON.stringify(read(text, opened(depth), pieces))).toBe(parsed);
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  test.each(['{"a":1,"b":2,"a":3}', " \r\n[1]\t", '{"__proto__":{"a":1}}', '"a\\u0000\\ud800"', "-0", "1e400", "null"])(
    "%s",
    (text) => {
      const parsed: unknown = JSON.parse(text);
      for (const depth of [0, 1, 2]) expect(read(text, opened(depth), [1])).toEqual(parsed);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    },
  );
});

test.each([
  ["plain", "é~".repeat(1e6), true],
  ["with an escape", `${"a".repeat(2e6)}\\n`, true],
  ["with what has to be escaped", `${"a".repeat(2e6)}\n`, false],
  ["with half an escape", `${"a".repeat(2e6)}\\`, false],
])("a long text, %s", (_title, written, isJson) => {
  const bounds = { ...BOUNDS, valueBytes: 1e7 };
  const text = `{"a":"${written}"}`;
  if (isJson) expect(read(text, opened(1), [100_000], bounds)).toEqual(JSON.parse(text));
  else
    expect(() => read(text, opened(1), [100_000], bounds)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
});

describe("keeps what the plan says:", () => {
  const plan: JsonPlan = {
    kind: "fields",
    of: (key) =>
      key === "list"
        ? { kind: "items", item: KEEP, keep: (item) => (item === 2 ? undefined : [item]) }
        : key === "inner"
          ? { kind: "fields", of: (name) => (name === "kept" ? KEEP : DROP) }
          : DROP,
  };

  test.each([
    ["items, as each is made", '{"list":[1,2,{"a":"]}"}]}', { list: [[1], [{ a: "]}" }]] }],
    ["a list of nothing", '{"list":[ ]}', { list: [] }],
    ["what should be a list and is none", '{"list":{"a":1}}', { list: { a: 1 } }],
    ["fields of fields", '{"inner":{"dropped":[1],"kept":"x"}}', { inner: { kept: "x" } }],
    ["what should be an object and is none", '{"inner":[1]}', { inner: [1] }],
    ["nothing of other fields", '{"a":"\\"]}","b":[{"c":[]}],"d":1,"e":null,"f":{}}', {}],
    ["a list in the place of all", "[1]", [1]],
  ])("%s", (_title, text, kept) => {
    for (const size of [1, 2, 3, 100]) expect(read(text, plan, [size])).toEqual(kept);
  });

  test("what is dropped is followed by its brackets and texts alone", () => {
    expect(read('{"a":[tru, "b":],"list":[3]}', plan)).toEqual({ list: [[3]] });
    expect(() => read('{"a":[tru, "b"', plan)).toThrow("byte 14: ends where a value is expected");
  });
});

describe("says where it is no JSON:", () => {
  test.each([
    ["", "byte 0: ends where a value is expected"],
    ["{", "byte 1: ends where a key or '}' is expected"],
    ['{"a"', "byte 4: ends where ':' is expected"],
    ['{"a" 1}', "byte 5: \"1\" stands where ':' is expected"],
    ['{"a":1,}', 'byte 7: "}" stands where a key is expected'],
    ['{"a":[1,]}', 'byte 8: "]" stands where a value is expected'],
    ['{"a":[1}', "byte 7: \"}\" stands where ',' or a closing bracket is expected"],
    ["{} {}", 'byte 3: "{" stands where nothing more is expected'],
    ['{"a":[1, 2, nul]}', "byte 12: what begins here is no JSON"],
  ])("%j: %s", (text, message) => {
    for (const size of [1, 100]) {
      expect(() => read(text, opened(1), [size])).toThrow(
        expect.objectContaining({ code: "FILE_MALFORMED", message: expect.stringContaining(message) }),
      );
    }
  });
});

describe("holds no more than it may:", () => {
  const plan: JsonPlan = { kind: "fields", of: (key) => (key === "kept" ? KEEP : DROP) };
  const bounds = { valueBytes: 100, depth: 5, values: 20 };

  test.each([
    ["bytes of a value", `"${"a".repeat(100)}"`, "has more than 100 bytes"],
    ["levels", `${"[".repeat(6)}${"]".repeat(6)}`, "has more than 5 levels"],
    ["values", `[${"1,".repeat(20)}1]`, "has more than what is left of 20 values"],
    ["levels that never end", "[".repeat(1e5), "has more than 5 levels"],
    ["a text that never ends", `"${"a".repeat(1e5)}`, "has more than 100 bytes"],
    ["a number that never ends", "1".repeat(1e5), "has more than 100 bytes"],
  ])("%s", (_title, value, message) => {
    for (const size of [7, 1000]) {
      expect(() => read(`{"kept":${value}}`, plan, [size], bounds)).toThrow(
        expect.objectContaining({
          code: "LIMIT_EXCEEDED",
          message: `the value that begins at byte 8 ${message}`,
        }),
      );
    }
    // What is dropped costs nothing.
    if (!/never/.test(_title)) expect(read(`{"other":${value},"kept":1}`, plan, [7], bounds)).toEqual({ kept: 1 });
  });
});

test("an object's members are handed over as they are read", () => {
  const taken: [string, unknown][] = [];
  const plan: JsonPlan = { kind: "members", take: (key, value) => void taken.push([key, value]) };
  const stream = jsonStream(plan, { valueBytes: 100, depth: 3, values: 100 });
  stream.write(new TextEncoder().encode('{"a": {"b": [1]}, "__proto__": 2, "c'));
  expect(taken).toEqual([
    ["a", { b: [1] }],
    ["__proto__", 2],
  ]);
  stream.write(new TextEncoder().encode('": null}'));
  expect(stream.end()).toEqual({});
  expect(taken.at(-1)).toEqual(["c", null]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeOf } from "../../src/model/errors.ts";
import type { VersionOrder } from "../../src/versions/version-order.ts";

export type Sign = "<" | "=" | ">";

/** One line of a table of versions. */
export type VersionRow =
  | { readonly line: string; readonly a: string; readonly sign: Sign; readonly b: string }
  | { readonly line: string; readonly invalid: string };

/**
 * Reads lines such as `1.0~rc1 < 1.0` and `invalid 1.0-`; `#` or `//` begin a comment.
 *
 * @throws {Error} at a line that is neither, so that no row is lost to a typing error.
 */
export function parseVersionTable(text: string): VersionRow[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^(#|\/\/)/.test(line));
  return lines.map((line) => {
    const [, invalid] = /^invalid (.+)$/.exec(line) ?? [];
    if (invalid !== undefined) return { line, invalid };

    const [, a, sign, b] = /^(\S+) ([<=>]) (\S+)$/.exec(line) ?? [];
    if (a === undefined || sign === undefined || b === undefined) throw new Error(`not a row of versions: ${line}`);
    return { line, a, sign: sign as Sign, b };
  });
}

/** Asserts that both directions of a comparison say what the row says. */
export function expectOrder(order: VersionOrder, a: string, sign: Sign, b: string): void {
  const expected = { "<": -1, "=": 0, ">": 1 }[sign];
  expect(Math.sign(order.compare(a, b)), `${a} against ${b}`).toBe(expected);
  expect(Math.sign(order.compare(b, a)), `${b} against ${a}`).toBe(expected === 0 ? 0 : -expected);
  expect([order.isValid(a), order.isValid(b)]).toEqual([true, true]);
}

/** Asserts that a text is no version, whichever way it is asked. */
export function expectInvalid(order: VersionOrder, text: string): void {
  expect(order.isValid(text), `${JSON.stringify(text)} is valid`).toBe(false);
  expect(codeOfComparing(order, text, text)).toBe("VERSION_INVALID");
  expect(codeOfComparing(order, text, "1.0.0")).toBe("VERSION_INVALID");
  expect(codeOfComparing(order, "1.0.0", text)).toBe("VERSION_INVALID");
}

/**
 * The suite that every version order passes.
 *
 * @param table    Rows that were checked by hand or with the ecosystem's own tool.
 * @param versions Makes valid versions, from few characters, so that equal ones are met.
 */
export function testVersionOrder(order: VersionOrder, table: string, versions: fc.Arbitrary<string>): void {
  const sign = (a: string, b: string) => Math.sign(order.compare(a, b));

  describe(`${order.name}: table`, () => {
    test.each(parseVersionTable(table))("$line", (row) => {
      if ("invalid" in row) expectInvalid(order, row.invalid);
      else expectOrder(order, row.a, row.sign, row.b);
    });
  });

  describe(`${order.name}: properties of an order`, () => {
    test("made versions are valid and equal to themselves", () => {
      fc.assert(fc.property(versions, (a) => order.isValid(a) && order.compare(a, a) === 0));
    });

    test("a against b is the opposite of b against a", () => {
      fc.assert(fc.property(versions, versions, (a, b) => sign(a, b) + sign(b, a) === 0));
    });

    test("what holds from a to b and from b to c holds from a to c", () => {
      fc.assert(
        fc.property(versions, versions, versions, (a, b, c) => {
          const [low, middle, high] = [a, b, c].sort(order.compare) as [string, string, string];
          expect(sign(low, middle)).toBeLessThanOrEqual(0);
          expect(sign(middle, high)).toBeLessThanOrEqual(0);
          expect(sign(low, high)).toBe(Math.min(sign(low, middle), sign(middle, high)));
        }),
      );
    });

    test("any text is either valid and comparable or refused", () => {
      const texts = fc.oneof(
        fc.string(),
        fc.string({ unit: "binary" }),
        fc.string({ unit: fc.constantFrom(..."01a.-+~:! ") }),
      );
      fc.assert(
        fc.property(texts, (text) => {
          if (order.isValid(text)) expect(order.compare(text, text)).toBe(0);
          else expect(codeOfComparing(order, text, text)).toBe("VERSION_INVALID");
        }),
      );
    });
  });
}

function codeOfComparing(order: VersionOrder, a: string, b: string): string {
  try {
    order.compare(a, b);
    return "no error";
  } catch (error) {
    return codeOf(error);
  }
}

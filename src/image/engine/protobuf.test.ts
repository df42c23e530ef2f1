import { expect, test } from "vitest";
import { bytesOf, countOf, decodeMessage, encodeMessage, type FieldToSend, messagesOf, textOf } from "./protobuf.ts";

test.each<{ title: string; fields: readonly FieldToSend[]; hex: string }>([
  // The examples of https://protobuf.dev/programming-guides/encoding/
  { title: "a count", fields: [[1, 150]], hex: "089601" },
  { title: "a text", fields: [[2, "testing"]], hex: "120774657374696e67" },
  { title: "a message", fields: [[3, Uint8Array.of(0x08, 0x96, 0x01)]], hex: "1a03089601" },
  { title: "nothing", fields: [], hex: "" },
])("$title is written as the format has it", ({ fields, hex }) => {
  expect(Buffer.from(encodeMessage(fields)).toString("hex")).toBe(hex);
});

test("what was written is read", () => {
  const inner = encodeMessage([[1, "ä"]]);
  const message = decodeMessage(
    encodeMessage([
      [1, "first"],
      [1, "last"],
      [2, inner],
      [2, encodeMessage([[1, "two"]])],
      [100, 2 ** 40],
    ]),
  );
  expect(textOf(message, 1)).toBe("last");
  expect(messagesOf(message, 2).map((one) => textOf(one, 1))).toEqual(["ä", "two"]);
  expect(countOf(message, 100)).toBe(2 ** 40);
  expect([textOf(message, 9), countOf(message, 9), messagesOf(message, 9), bytesOf(message, 9).length]).toEqual([
    "",
    0,
    [],
    0,
  ]);
});

test("numbers of fixed width and below zero are read, and other kinds passed over", () => {
  const message = decodeMessage(Buffer.from("0d01000000110200000000000000" + "18ffffffffffffffffff01", "hex"));
  expect([1, 2, 3].map((number) => countOf(message, number))).toEqual([1, 2, -1]);
  expect(textOf(message, 1)).toBe("");
});

test.each([
  { title: "a text that is cut off", hex: "1207746573" },
  { title: "a length beyond all bounds", hex: "12ffffffffffffffff7f00" },
  { title: "a count that is cut off", hex: "0896" },
  { title: "a count that does not end", hex: "08ffffffffffffffffffffff01" },
  { title: "a number of fixed width that is cut off", hex: "0d0100" },
  { title: "a group", hex: "0b0c" },
])("$title is no message", ({ hex }) => {
  expect(() => decodeMessage(Buffer.from(hex, "hex"))).toThrow(expect.objectContaining({ code: "ENGINE_FAILED" }));
});

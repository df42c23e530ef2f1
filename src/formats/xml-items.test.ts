import { expect, test } from "vitest";
import { childOf, childrenOf, textOf, type XmlItemsOptions, type XmlNode, xmlItems } from "./xml-items.ts";

const DOCUMENT = `<?xml version="1.0"?><r xmlns:p="urn:x"><a><p:i k="1"> one <b>x</b> two</p:i><i k="2"><![CDATA[<>]]></i></a>
<c><i k="3"/></c>text</r>`;

function read(text: string, given: Partial<XmlItemsOptions> = {}, pieces = [text]): XmlNode[] {
  const items = xmlItems({ depth: 2, maxParts: 100, maxCharacters: 1000, ...given });
  const all = pieces.flatMap((piece) => items.write(piece));
  items.end();
  return all;
}

test("the items are the elements of that depth, with all that stands in them", () => {
  const [first, second, third] = read(DOCUMENT);
  expect(first).toEqual({
    name: "i",
    attributes: { k: "1" },
    text: "one  two",
    children: [{ name: "b", attributes: {}, text: "x", children: [] }],
  });
  expect(second?.text).toBe("<>");
  expect(third?.attributes).toEqual({ k: "3" });
});

test("it makes no difference in which pieces the text comes", () => {
  expect(read(DOCUMENT, {}, [...DOCUMENT])).toEqual(read(DOCUMENT));
});

test("what stands in elements that are not asked for is passed over", () => {
  expect(read(DOCUMENT, { within: new Set(["c"]) }).map(({ attributes }) => attributes.k)).toEqual(["3"]);
});

test("items can be children of the root", () => {
  expect(read("<u><x/><y><z/></y></u>", { depth: 1 }).map(({ name }) => name)).toEqual(["x", "y"]);
});

test("children are found by their name", () => {
  const [node] = read("<r><a><i><b>1</b><b>2</b><c/></i></a></r>");
  expect(childOf(node, "b")?.text).toBe("1");
  expect(childrenOf(node, "b").map(({ text }) => text)).toEqual(["1", "2"]);
  expect([textOf(node, "b"), textOf(node, "c"), textOf(node, "d"), textOf(undefined, "b")]).toEqual([
    "1",
    undefined,
    undefined,
    undefined,
  ]);
});

test.each<[what: string, text: string, given: Partial<XmlItemsOptions>, message: RegExp]>([
  ["ends too early", "<r><a>", {}, /unclosed tag/],
  ["is no XML", "nothing", {}, /text data outside of root node/],
  ["has an entity of its own", '<!DOCTYPE r [<!ENTITY e "eee">]><r><a><i>&e;</i></a></r>', {}, /undefined entity/],
  ["nests too deep", "<r>".repeat(101), {}, /more than 100 elements within each other/],
  ["has an item of many elements", "<r><a><i><b/><b/></i></a></r>", { maxParts: 2 }, /more than 2 elements/],
  ["has an item of many attributes", '<r><a><i k="1" l="2"/></a></r>', { maxParts: 2 }, /more than 2 elements/],
  ["has a long item", "<r><a><i>12345</i></a></r>", { maxCharacters: 4 }, /more than 4 characters/],
])("a document that %s is refused", (_, text, given, message) => {
  expect(() => read(text, given)).toThrow(message);
});

test("the bounds are those of one item", () => {
  expect(read("<r><a><i>123</i><i>123</i></a></r>", { maxCharacters: 3, maxParts: 1 })).toHaveLength(2);
});

import { expect, test } from "vitest";
import { readXmlElements, type XmlElement } from "./xml-elements.ts";

function read(text: string) {
  const elements: XmlElement[] = [];
  readXmlElements(text, (element) => void elements.push(element));
  return elements.map(({ name, attributes, text, parents, children }) => [
    parents.join("/"),
    name,
    text,
    attributes,
    Object.fromEntries(children),
  ]);
}

test("elements are told of when they end", () => {
  expect(read('\uFEFF<a x="1"> t <p:b>one</p:b><b><![CDATA[two]]></b>&lt;</a>')).toEqual([
    ["a", "b", "one", {}, {}],
    ["a", "b", "two", {}, {}],
    ["", "a", "t <", { x: "1" }, { b: "one" }],
  ]);
});

test.each([
  ["x"],
  ["<a>"],
  ["<a></b>"],
  [`${"<a>".repeat(300)}${"</a>".repeat(300)}`],
  ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
])("%s is refused", (text) => {
  expect(() => read(text)).toThrow();
});

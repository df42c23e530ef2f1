import { expect, test } from "vitest";
import { parseJarManifest } from "./jar-manifest.ts";

const rows: { title: string; text: string; expected: Record<string, string> }[] = [
  {
    title: "attributes, whatever the case of their names",
    text: "Manifest-Version: 1.0\r\nIMPLEMENTATION-Version: 2.1\r\n",
    expected: { "manifest-version": "1.0", "implementation-version": "2.1" },
  },
  {
    title: "a line that goes on in the next ones",
    text: "Bundle-Description: Contains    interna\n l things and m\n  ore\n",
    expected: { "bundle-description": "Contains    internal things and m ore" },
  },
  {
    title: "of sections for packages only what the main one leaves out of version and title",
    text: "Implementation-Title: main\n\nName: org/apache/axis\nImplementation-Title: Axis\nImplementation-Version: 1.4\nBundle-Version: 9\n",
    expected: { "implementation-title": "main", "implementation-version": "1.4" },
  },
  { title: "nothing where there is nothing", text: "\n\nno attribute\n: no name\nEmpty:\n", expected: {} },
];
test.each(rows)("reads $title", ({ text, expected }) => {
  expect(Object.fromEntries(parseJarManifest(text))).toEqual(expected);
});

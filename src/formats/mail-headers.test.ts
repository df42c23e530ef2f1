import { expect, test } from "vitest";
import { parseMailHeaders } from "./mail-headers.ts";

test.each([
  [
    "names in lower case",
    "Name: A\nHome-page: x\n",
    [
      ["name", "A"],
      ["home-page", "x"],
    ],
  ],
  [
    "a name several times",
    "Classifier: A\nClassifier: B\n",
    [
      ["classifier", "A"],
      ["classifier", "B"],
    ],
  ],
  ["folded lines", "License: one\n  two\n\tthree\n", [["license", "one\ntwo\nthree"]]],
  [
    "a line of spaces within a value",
    "License: one\n        \nName: A\n",
    [
      ["license", "one\n"],
      ["name", "A"],
    ],
  ],
  ["nothing of the body", "Name: A\n\nName: B\n", [["name", "A"]]],
  ["not what is no header", "rubbish\n: x\nName: A\n", [["name", "A"]]],
  ["a value with colons", "Project-URL: Home, https://x\r\n", [["project-url", "Home, https://x"]]],
])("mail headers: %s", (_title, text, headers) => {
  expect(parseMailHeaders(text)).toEqual(headers);
});

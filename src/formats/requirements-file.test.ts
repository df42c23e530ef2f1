import { expect, test } from "vitest";
import { parseRequirementsFile } from "./requirements-file.ts";

const line = (number: number, text: string, more: object = {}) => ({
  line: number,
  text,
  isEditable: false,
  hashes: [],
  ...more,
});

test.each([
  ["a==1 # why\n# b==2\nc==3#not\n", [line(1, "a==1"), line(3, "c==3#not")]],
  ["a==1 \\\n  --hash=sha256:x \\\n  --hash sha256:y\n", [line(1, "a==1", { hashes: ["sha256:x", "sha256:y"] })]],
  ["-r other.txt\n--index-url https://x\n-e ./b\n", [line(3, "./b", { isEditable: true })]],
  ["a==1 ; os_name == 'posix' --config-settings=x\n", [line(1, "a==1 ; os_name == 'posix'")]],
  [
    "a==1\n    # via\n    #   b\n    #   -r x.in\nc==1\n",
    [line(1, "a==1", { via: ["b", "-r x.in"] }), line(5, "c==1")],
  ],
  ["a==1 \\\n    --hash=sha256:x\n    # via b\n", [line(1, "a==1", { hashes: ["sha256:x"], via: ["b"] })]],
  ["a==1    # via b, c\n", [line(1, "a==1", { via: ["b", "c"] })]],
  ["a==1 \\", [line(1, "a==1")]],
  ["\r\na==1\r\n", [line(2, "a==1")]],
])("%j", (text, expected) => {
  expect(parseRequirementsFile(text)).toEqual(expected);
});

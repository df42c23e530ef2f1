import { expect, test } from "vitest";
import { parsePnpProgram } from "./yarn-pnp.ts";

test.each([
  [
    "a text",
    `#!/usr/bin/env node\nconst RAW_RUNTIME_STATE =\n'{\\\n  "a": ["it\\'s", "x\\\\\\\\y"]\\\n}';\nfunction x() {}`,
  ],
  [
    "a text that is parsed there",
    `  return hydrateRuntimeState(JSON.parse('{\\\n  "a": ["it\\'s", "x\\\\\\\\y"]\\\n}'), {basePath: x});`,
  ],
  [
    "an object",
    `function $$SETUP_STATE(hydrateRuntimeState, basePath) {
  return hydrateRuntimeState({
    "a": ["it's", "x\\\\y"]
  }, {basePath: basePath || __dirname});
}`,
  ],
])("the data as %s", (_title, text) => {
  expect(parsePnpProgram(text)).toEqual({ a: ["it's", "x\\y"] });
});

test.each([
  ["nothing", ""],
  ["another program", "let packageInformationStores = new Map([]);"],
  ["a text without end", 'const RAW_RUNTIME_STATE =\n\'{\\\n "a": 1\\'],
  ["an escape at the end of the text that is one", "const RAW_RUNTIME_STATE = '\\'"],
  ["a name and no text", "RAW_RUNTIME_STATE"],
  ["an object without end", 'hydrateRuntimeState({"a": 1'],
])("nothing of %s", (_title, text) => {
  expect(parsePnpProgram(text)).toBeUndefined();
});

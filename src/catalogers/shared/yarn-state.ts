import { withoutCredentials } from "../../formats/address.ts";
import type { HiddenLockEntry } from "./npm-hidden-lock.ts";
import { splitPattern } from "./npm-reference.ts";

const MOST_ENTRIES = 50_000;
const MOST_CHARACTERS = 2048;

/**
 * What yarn since version 2 records of folders in `node_modules`: of those that do not come from a registry as they are.
 *
 * Source: https://github.com/yarnpkg/berry/blob/master/packages/plugin-nm/sources/NodeModulesLinker.ts
 */
export function yarnStateEntries(text: string): HiddenLockEntry[] {
  const entries: HiddenLockEntry[] = [];
  let properties: Readonly<Record<string, string>> = {};
  for (const line of text.split("\n")) {
    const locator = /^"?([^\s"].*?)"?:\s*$/.exec(line.length > MOST_CHARACTERS ? "" : line)?.[1];
    if (locator !== undefined) {
      properties = yarnProperties(splitPattern(locator).range);
      continue;
    }
    const at = /^ {4}- "([^"\\]+)"\s*$/.exec(line)?.[1];
    if (at === undefined || Object.keys(properties).length === 0) continue;
    if (entries.push({ at, properties }) === MOST_ENTRIES) break;
  }
  return entries;
}

/**
 * What the second half of a locator says: `npm:1.0.0`, `patch:a@npm%3A1.0.0#./a.patch`, `https://…#commit=…`, and any
 * of these behind `virtual:HASH#`.
 *
 * Source: https://yarnpkg.com/advanced/lexicon#locator, https://yarnpkg.com/protocols
 */
export function yarnProperties(reference: string): Readonly<Record<string, string>> {
  const real = realReference(reference);
  if (real.startsWith("patch:")) return { "yarn:patched": "true" };
  if (real === "" || /^(?:npm|workspace|link|portal):/.test(real)) return {};
  return { "npm:resolved": withoutCredentials(real).slice(0, MOST_CHARACTERS) };
}

/** A package has as many virtual twins as there are sets of peers that it stands with. */
export function realReference(reference: string): string {
  if (!reference.startsWith("virtual:")) return reference;
  const hash = reference.indexOf("#");
  return hash < 0 ? reference : reference.slice(hash + 1);
}

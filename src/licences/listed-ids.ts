import { DEPRECATED_IDS } from "./deprecated-ids.ts";
import { SPDX_LICENCES } from "./spdx-licences.ts";

let ids: ReadonlySet<string> | undefined;

/** Whether a text is an identifier of the SPDX list, written as it stands there; also one that the list gave up. */
export function isListedId(text: string): boolean {
  ids ??= new Set(
    [SPDX_LICENCES, DEPRECATED_IDS].flatMap((table) => table.split("\n").map((line) => line.split("|")[0] ?? "")),
  );
  return text !== "" && ids.has(text);
}

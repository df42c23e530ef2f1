import type { AffectedOnly } from "../model/advisory.ts";
import type { LookupKey } from "./lookup.ts";

/** Whether what an advisory asks for besides name, release and version holds for a package. */
export function meets({ module, architectures, binaries, versionText }: AffectedOnly, key: LookupKey): boolean {
  return (
    (module === undefined || module === key.module) &&
    (architectures === undefined || key.architecture === undefined || architectures.includes(key.architecture)) &&
    (binaries === undefined || binaries.includes(key.binaryName)) &&
    (versionText === undefined || key.version.includes(versionText))
  );
}

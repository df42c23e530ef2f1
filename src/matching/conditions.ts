import type { AffectedOnly } from "../model/advisory.ts";
import type { LookupKey } from "./lookup.ts";

/** Whether what an advisory asks for besides name, release and version holds for a package. */
export function meets({ module, architectures, binaries, versionText }: AffectedOnly, key: LookupKey): boolean {
  return (
    meetsModule(module, key) &&
    (architectures === undefined || key.architecture === undefined || architectures.includes(key.architecture)) &&
    (binaries === undefined || binaries.includes(key.binaryName)) &&
    (versionText === undefined || key.version.includes(versionText))
  );
}

/** `*` is some module on either side: a stream that nobody tells may be the one that is asked for. */
function meetsModule(asked: string | undefined, { module, ecosystem }: LookupKey): boolean {
  if (asked === undefined) return module === undefined || !ecosystem.hasModules;
  return asked === module || (module !== undefined && (asked === "*" || module === "*"));
}

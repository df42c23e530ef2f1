import type { VerbDefinition } from "../command.ts";
import { cache } from "./cache.ts";
import { cves } from "./cves.ts";
import { db } from "./db.ts";
import { explain } from "./explain.ts";
import { inspect } from "./inspect.ts";
import { layers } from "./layers.ts";
import { quickview } from "./quickview.ts";
import { sbom } from "./sbom.ts";
import { secrets } from "./secrets.ts";
import { version } from "./version.ts";
import { versions } from "./versions.ts";
import { vex } from "./vex.ts";

/** Every verb, in the order of the help. */
export const COMMANDS: readonly VerbDefinition[] = [
  quickview,
  cves,
  explain,
  sbom,
  secrets,
  inspect,
  layers,
  vex,
  db,
  cache,
  versions,
  version,
];

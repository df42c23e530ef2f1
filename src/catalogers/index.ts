import type { Cataloger } from "./cataloger.ts";
import { dpkg } from "./dpkg.ts";
import { npm } from "./npm.ts";
import { python } from "./python.ts";
import { rpm } from "./rpm.ts";

/** Every source of packages. Distributions stand first: what they own is looked up for the others. */
export const CATALOGERS: readonly Cataloger[] = [dpkg, rpm, npm, python];

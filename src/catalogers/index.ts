import type { Cataloger } from "./cataloger.ts";
import { DECLARED } from "./declared.ts";
import { INSTALLED } from "./installed.ts";

/** Every source of packages. */
export const CATALOGERS: readonly Cataloger[] = [...INSTALLED, ...DECLARED];

import { binary } from "./binary.ts";
import type { Cataloger } from "./cataloger.ts";
import { dpkg } from "./dpkg.ts";
import { goBinary } from "./go-binary.ts";
import { java } from "./java.ts";
import { jvm } from "./jvm.ts";
import { npm } from "./npm.ts";
import { python } from "./python.ts";
import { rustBinary } from "./rust-binary.ts";

/** Every source of packages. Distributions stand first: what they own is looked up for the others. */
export const CATALOGERS: readonly Cataloger[] = [dpkg, npm, python, java, jvm, goBinary, rustBinary, binary];

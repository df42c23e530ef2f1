import type { Ecosystem } from "./ecosystem.ts";
import { go } from "./go.ts";
import { maven } from "./maven.ts";
import { npm } from "./npm.ts";
import { rust } from "./rust.ts";

export const ECOSYSTEMS: readonly Ecosystem[] = [npm, go, rust, maven];

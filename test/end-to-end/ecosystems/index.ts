import { dotnet } from "./dotnet.ts";
import type { Ecosystem } from "./ecosystem.ts";
import { npm } from "./npm.ts";

export const ECOSYSTEMS: readonly Ecosystem[] = [npm, dotnet];

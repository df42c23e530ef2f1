import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

/** A language package that no distribution package owns, as the reference finds it. */
export interface ReferencePackage {
  readonly type: "npm" | "pypi";
  readonly name: string;
  readonly version: string;
  /** Of the file that names it, with a leading slash. */
  readonly path: string;
}

/** Runs a script of `reference/` and takes its answer. They know nothing of Plimsoll's code. */
export function askReference<T>(script: string, args: readonly string[], input = ""): T {
  const path = join(import.meta.dirname, "reference", script);
  const program = script.endsWith(".py") ? inject("world").python : process.execPath;
  const answer = execFileSync(program, [path, ...args], {
    input,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["pipe", "pipe", "inherit"],
  });
  return JSON.parse(answer) as T;
}

/** npm and Python packages below a root that no package of dpkg owns. */
export function languagePackages(root: string): readonly ReferencePackage[] {
  return askReference<ReferencePackage[]>("language_packages.py", [root]);
}

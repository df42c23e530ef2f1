import { execFileSync, spawnSync } from "node:child_process";
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

/** Whether there is a Go to ask. */
export function hasGo(): boolean {
  return spawnSync("go", ["version"]).status === 0;
}

/** Modules of all Go programs below a root: name, version and the program's path, a row each. */
export function goModules(root: string): string[] {
  const { stdout } = spawnSync("go", ["version", "-m", root], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const rows: string[][] = [];
  let program = "";
  for (const line of stdout.split("\n")) {
    const [before, kind, name = "", version = ""] = line.split("\t");
    if (before !== "") program = before?.slice(root.length).replace(/: go[^:]*$/, "") ?? "";
    if (kind === "mod" || kind === "dep") rows.push([name, version, program]);
    // What was built in the place of the last one.
    if (kind === "=>") rows.splice(-1, 1, [name, version, program]);
  }
  return [...new Set(rows.map((row) => row.join("\t")))];
}

/** Maven's projects with a pom.properties in the jars below a root: `group:name:version`, and the jar's path. */
export function mavenProjects(root: string): readonly string[] {
  return askReference<string[]>("maven_projects.py", [root]);
}

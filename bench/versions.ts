import { execFileSync } from "node:child_process";
import { findOnPath } from "./other-scanners.ts";

/** The version of a scanner on the PATH; `undefined` where it is not there. */
export function findVersion(name: string): string | undefined {
  const path = findOnPath(name);
  if (path === undefined) return undefined;
  const [own] = /\d+\.\d+\.\d+\S*/.exec(ask(path, ["--version"])) ?? [];
  // Built from its Go module, a program does not know its own version, but Go's tool reads it.
  const [, module] = /^\tmod\t\S+\tv(\S+)/m.exec(ask("go", ["version", "-m", path])) ?? [];
  return own ?? module ?? "of unknown version";
}

function ask(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { stdio: ["ignore", "pipe", "ignore"] }).toString();
  } catch {
    return "";
  }
}

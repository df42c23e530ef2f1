import { execFileSync, spawnSync } from "node:child_process";

/** Runs a program to its end and gives its standard output; what it says beside is shown where it fails. */
export function run(program: string, args: readonly string[], options: { cwd?: string; env?: object } = {}): string {
  return execFileSync(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** As `run`, of a program whose exit code tells of something else than a failure. */
export function runAnyway(program: string, args: readonly string[], options: { cwd?: string } = {}): string {
  return spawnSync(program, args, { ...options, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 }).stdout;
}

export function has(program: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status === 0;
}

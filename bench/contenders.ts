import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Contender } from "./contender.ts";
import type { Tool } from "./other-scanners.ts";

/** What the table's bounds and columns call them by. */
export const NAMES = {
  baseline: "baseline",
  cold: "sbom, cold",
  whole: "sbom --verify-layers, cold",
  halfKnown: "sbom, half-known",
  warm: "sbom, warm",
  match: "cves, warm",
  secrets: "secrets, cold",
  version: "--version",
} as const;

export interface Setting {
  readonly reference: string;
  /** The image that it stands on; half-known scans are left out without one. */
  readonly base?: string | undefined;
  /** Whether its layers are plain tars, which a scan reads in part unless it is told otherwise. */
  readonly plain?: boolean;
  /** The launcher to measure. */
  readonly program: string;
  /** The baseline, bundled: it starts as fast as what it is compared with; left out where it cannot read the image. */
  readonly baseline?: string | undefined;
  /** For caches; deleted in the end. */
  readonly folder: string;
  /** With a snapshot in it; matching is left out without one. */
  readonly dataDir?: string | undefined;
  readonly others: readonly Tool[];
}

/** Everybody who is measured on one image. */
export function listContenders(setting: Setting): Contender[] {
  const { reference, base, plain, program, baseline, folder, dataDir, others } = setting;
  const sbom = ["--quiet", "sbom", reference];
  const cacheIn = (name: string) => ({ PLIMSOLL_CACHE_DIR: join(folder, name) });
  const plimsoll = (args: readonly string[], cache: string) => ({ command: program, args, env: cacheIn(cache) });
  const fresh = (name: string, cache: string, args = sbom): Contender => {
    return { name, prepare: () => forgetLayers(join(folder, cache)), run: plimsoll(args, cache) };
  };

  const contenders: Contender[] = [];
  if (baseline !== undefined) {
    contenders.push({ name: NAMES.baseline, run: { command: process.execPath, args: [baseline, reference] } });
  }
  contenders.push(fresh(NAMES.cold, "cold"));
  if (plain) contenders.push(fresh(NAMES.whole, "whole", [...sbom, "--verify-layers"]));
  if (base !== undefined) {
    const prepare = () => {
      forgetLayers(join(folder, "half"));
      const env = { ...process.env, ...cacheIn("half") };
      execFileSync(program, ["--quiet", "sbom", base], { env, stdio: "ignore" });
    };
    contenders.push({ name: NAMES.halfKnown, prepare, run: plimsoll(sbom, "half") });
  }
  contenders.push({ name: NAMES.warm, run: plimsoll(sbom, "warm") });
  if (dataDir !== undefined) {
    const env = { ...cacheIn("warm"), PLIMSOLL_DATA_DIR: dataDir };
    const args = ["--quiet", "cves", "--format", "json", reference];
    contenders.push({ name: NAMES.match, run: { command: program, args, env } });
  }
  // The salt of fingerprints stands among the data.
  const secrets = fresh(NAMES.secrets, "secrets", ["--quiet", "secrets", "--format", "json", reference]);
  const secretsEnv = { ...secrets.run.env, PLIMSOLL_DATA_DIR: join(folder, "secrets-data") };
  contenders.push({ ...secrets, run: { ...secrets.run, env: secretsEnv } });
  contenders.push({ name: NAMES.version, run: plimsoll(["--version"], "warm") });
  return [...contenders, ...others.flatMap((tool) => contendersOf(tool, folder))];
}

/** Another scanner, with nothing known and, where it keeps anything, with everything known. */
function contendersOf({ name, invoke, caches, seed }: Tool, folder: string): Contender[] {
  const [fresh, kept] = [join(folder, name), join(folder, `${name}-warm`)];
  const prepareFresh = () => {
    empty(fresh);
    seed?.(fresh);
  };
  const cold = { name: `${name}, cold`, prepare: prepareFresh, run: invoke(fresh) };
  if (!caches) return [cold];
  mkdirSync(kept, { recursive: true });
  seed?.(kept);
  return [cold, { name: `${name}, warm`, run: invoke(kept) }];
}

/** Leaves nothing of images. Our own compiled code stays: programs of others come compiled. */
function forgetLayers(cache: string): void {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    if (name !== "code") rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function empty(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

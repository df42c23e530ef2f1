import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Contender } from "./contender.ts";
import type { Tool } from "./other-scanners.ts";

/** What the table's bounds and columns call them by. */
export const NAMES = {
  baseline: "baseline",
  cold: "sbom, cold",
  warm: "sbom, warm",
  match: "cves, warm",
  version: "--version",
} as const;

export interface Setting {
  readonly reference: string;
  /** The launcher to measure. */
  readonly program: string;
  /** The baseline, bundled: it starts as fast as what it is compared with. */
  readonly baseline: string;
  /** For caches; deleted in the end. */
  readonly folder: string;
  /** With a snapshot in it; matching is left out without one. */
  readonly dataDir: string | undefined;
  readonly others: readonly Tool[];
}

/** Everybody who is measured on one image. */
export function listContenders({ reference, program, baseline, folder, dataDir, others }: Setting): Contender[] {
  const cold = join(folder, "cold");
  const warm = { PLIMSOLL_CACHE_DIR: join(folder, "warm") };
  const plimsoll = (args: readonly string[], env: Readonly<Record<string, string>>) => ({
    command: program,
    args,
    env,
  });
  const sbom = ["--quiet", "sbom", reference];
  const contenders: Contender[] = [
    { name: NAMES.baseline, run: { command: process.execPath, args: [baseline, reference] } },
    { name: NAMES.cold, prepare: () => empty(cold), run: plimsoll(sbom, { PLIMSOLL_CACHE_DIR: cold }) },
    { name: NAMES.warm, run: plimsoll(sbom, warm) },
  ];
  if (dataDir !== undefined) {
    const cves = ["--quiet", "cves", "--format", "json", reference];
    contenders.push({ name: NAMES.match, run: plimsoll(cves, { ...warm, PLIMSOLL_DATA_DIR: dataDir }) });
  }
  contenders.push({ name: NAMES.version, run: plimsoll(["--version"], warm) });
  for (const { name, invoke, caches, seed } of others) {
    const [fresh, kept] = [join(folder, name), join(folder, `${name}-warm`)];
    const prepareFresh = () => {
      empty(fresh);
      seed?.(fresh);
    };
    contenders.push({ name: `${name}, cold`, prepare: prepareFresh, run: invoke(fresh) });
    if (!caches) continue;
    mkdirSync(kept, { recursive: true });
    seed?.(kept);
    contenders.push({ name: `${name}, warm`, run: invoke(kept) });
  }
  return contenders;
}

function empty(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

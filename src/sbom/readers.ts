import type { Cataloger, Reader } from "../catalogers/cataloger.ts";
import { INSTALLED } from "../catalogers/installed.ts";
import { sha256Of } from "../host/sha256.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { distributionReader } from "./distribution.ts";

/** Those whose packages are there, or also what projects ask for: only a folder of this machine is a project. */
export async function catalogersFor(isFolder: boolean): Promise<readonly Cataloger[]> {
  return isFolder ? [...INSTALLED, ...(await import("../catalogers/declared.ts")).DECLARED] : INSTALLED;
}

/** All that look at files while a layer passes. */
export const READERS: readonly Reader[] = [distributionReader, ...INSTALLED];

/** What is looked for in layers. Plain data: a thread is told it. */
export interface Search {
  readonly packages: boolean;
  /** Absent where no secrets are looked for. */
  readonly secrets?: { readonly salt: string };
}

export const PACKAGES: Search = { packages: true };

/** Those who find what is looked for, in layers or in a folder of this machine. */
export async function readersFor(
  { packages, secrets }: Search,
  isFolder: boolean,
  limits: Limits = DEFAULT_LIMITS,
): Promise<readonly Reader[]> {
  const forPackages = packages ? [distributionReader, ...(await catalogersFor(isFolder))] : [];
  if (!secrets) return forPackages;
  // Three hundred rules are not made where nobody asks for them.
  const { secretReader } = await import("../secrets/reader.ts");
  return [...forPackages, secretReader(secrets.salt, limits) as Reader];
}

/** Raised when file tables or the way layers are walked change. */
const LAYER_FORMAT = 3;

/**
 * Names the set of readers, their versions and the limits that hold: readings made by another set are not used, nor
 * those that other limits cut elsewhere. Twelve hex digits are enough to tell a handful of sets apart.
 */
export function fingerprintOf(
  readers: readonly Pick<Reader, "name" | "version">[],
  limits: Limits = DEFAULT_LIMITS,
): string {
  const names = readers.map(({ name, version }) => `${name}@${version}`).sort();
  const values = Object.entries(limits).map(([name, value]) => `${name}=${value}`);
  return sha256Of([`format@${LAYER_FORMAT}`, ...names, ...values.sort()].join("\n")).slice(
    "sha256:".length,
    "sha256:".length + 12,
  );
}

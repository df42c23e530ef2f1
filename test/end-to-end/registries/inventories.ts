import { expect } from "vitest";
import type { z } from "zod";
import { InspectDocument, SbomDocument } from "../../../src/report/contracts.ts";
import type { Outcome } from "../plimsoll.ts";
import type { Machine } from "./machine.ts";

export type Inventory = z.infer<typeof SbomDocument>;

interface RunFlags {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** `sbom --format json`, held to its contract, on a machine of its own. */
export async function inventoryOf(
  machine: Machine,
  reference: string,
  { args = [], env = {} }: RunFlags = {},
): Promise<Inventory> {
  return inventoryIn(await machine.run(["sbom", "--format", "json", ...args, reference], env));
}

/** The inventory that a run has written, which must have gone well. */
export function inventoryIn({ code, stdout, stderr }: Outcome): Inventory {
  expect(code, stderr).toBe(0);
  return SbomDocument.parse(JSON.parse(stdout));
}

/** `inspect --format json`, held to its contract. */
export async function inspectionOf(
  machine: Machine,
  reference: string,
  { args = [], env = {} }: RunFlags = {},
): Promise<z.infer<typeof InspectDocument>> {
  const { code, stdout, stderr } = await machine.run(["inspect", "--format", "json", ...args, reference], env);
  expect(code, stderr).toBe(0);
  return InspectDocument.parse(JSON.parse(stdout));
}

/** Every package with its version, and the layer that brought it, whatever the layers are packed with. */
export function packagesIn({ artifacts }: Inventory): string[] {
  return artifacts.map(({ purl, layer }) => `${purl} ${layer.diff_id}`).sort();
}

/** Every package that a run has found, where it does not matter which layer brought it. */
export function purlsIn(outcome: Outcome): string[] {
  return inventoryIn(outcome).artifacts.map(({ purl }) => purl);
}

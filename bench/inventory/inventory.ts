import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { formatTable } from "../../src/report/table.ts";
import type { FieldImage } from "../field/field-image.ts";
import { layoutOfOne } from "../layout-of-one.ts";
import { factRows } from "./facts.ts";
import {
  type Artifact,
  askPlimsoll,
  askSyft,
  askTrivy,
  type Inventory,
  plimsollInventory,
  typeOf,
} from "./inventory-of.ts";

/** What scanners list of each image, kind by kind, and how many of our packages have each fact. */
export function benchInventory(images: readonly FieldImage[], folder: string, program: string): string {
  const counts: string[][] = [
    ["Image", "Type", "Plimsoll", "Trivy", "Syft", "not in Trivy's", "not in Syft's", "missed"],
  ];
  const all: Artifact[] = [];
  for (const { name, reference, image } of images) {
    process.stderr.write(`${name}\n`);
    const place = layoutOfOne(image, join(folder, "inventory", name));
    const cache = join(folder, "inventory", `${name}-trivy`);
    mkdirSync(cache, { recursive: true });
    const artifacts = askPlimsoll(program, reference);
    all.push(...artifacts);
    const [ours, trivy, syft] = [plimsollInventory(artifacts), askTrivy(place, cache), askSyft(place)];
    const types = new Set([...ours, ...(trivy ?? []), ...(syft ?? [])].map(typeOf));
    for (const type of [...types].sort()) {
      const of = (inventory: Inventory | undefined) =>
        inventory && new Set([...inventory].filter((entry) => typeOf(entry) === type));
      counts.push([name, type, ...rowOf(of(ours) ?? new Set(), of(trivy), of(syft))]);
    }
  }
  const byType = [...Map.groupBy(all, ({ type }) => type)].sort();
  return `${formatTable(counts)}\n\n${formatTable(factRows("Type", byType))}\n`;
}

function rowOf(ours: Inventory, trivy: Inventory | undefined, syft: Inventory | undefined): string[] {
  const count = (inventory: Inventory | undefined) => (inventory ? String(inventory.size) : "-");
  const without = (inventory: Inventory | undefined) =>
    inventory ? String([...ours].filter((entry) => !inventory.has(entry)).length) : "-";
  const others = new Set([...(trivy ?? []), ...(syft ?? [])]);
  const missed = [...others].filter((entry) => !ours.has(entry)).map((entry) => entry.slice(entry.indexOf(" ") + 1));
  const shown = missed.slice(0, 3).join(", ");
  return [
    String(ours.size),
    count(trivy),
    count(syft),
    without(trivy),
    without(syft),
    missed.length === 0 ? "0" : `${missed.length}: ${shown}${missed.length > 3 ? ", …" : ""}`,
  ];
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { formatTable } from "../../src/report/table.ts";
import type { Ecosystem } from "../../test/end-to-end/ecosystems/ecosystem.ts";
import { imageOf } from "../../test/end-to-end/ecosystems/image-of.ts";
import { has } from "../../test/end-to-end/ecosystems/run.ts";
import { factRows } from "./facts.ts";
import {
  type Artifact,
  askPlimsoll,
  askSyft,
  askTrivy,
  entryOf,
  type Inventory,
  plimsollInventory,
  typeOf,
} from "./inventory-of.ts";

/** What scanners list of real packages, held against what each ecosystem's own tool lists of them. */
export function benchEcosystems(ecosystems: readonly Ecosystem[], folder: string, program: string): string {
  const counts: string[][] = [
    ["Ecosystem", "its tool", "Plimsoll", "Trivy", "Syft", "Plimsoll misses", "Trivy misses", "Syft misses"],
  ];
  const found: [string, readonly Artifact[]][] = [];
  for (const ecosystem of ecosystems) {
    const missing = ecosystem.needs.filter((name) => !has(name));
    process.stderr.write(`${ecosystem.name}${missing.length > 0 ? `: skipped, no ${missing.join(", no ")}` : ""}\n`);
    if (missing.length > 0) continue;
    // Not every tool that builds can have a blank in a path.
    const place = join(folder, "ecosystems", ecosystem.name.replaceAll(" ", "-"));
    const { listed, artifacts, trivy, syft } = askAll(ecosystem, place, program);
    counts.push([ecosystem.name, ...countsOf(listed, plimsollInventory(artifacts), trivy, syft)]);
    found.push([ecosystem.name, artifacts]);
  }
  return `${formatTable(counts)}\n\n${formatTable(factRows("Ecosystem", found))}\n`;
}

function askAll(ecosystem: Ecosystem, place: string, program: string) {
  const { build, purlTypes } = ecosystem;
  const [root, scratch, cache] = ["root", "scratch", "cache"].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [root, scratch, cache]) mkdirSync(folder, { recursive: true });
  build(root, scratch);
  const reference = imageOf(root, place);
  const layout = join(place, "oci");
  const artifacts = askPlimsoll(program, reference).filter(({ type }) => purlTypes.includes(type));
  const ofTypes = (inventory: Inventory | undefined) =>
    inventory && new Set([...inventory].filter((entry) => purlTypes.includes(typeOf(entry))));
  return {
    listed: listedBy(ecosystem, root, scratch, artifacts),
    artifacts,
    trivy: ofTypes(askTrivy(layout, cache)),
    syft: ofTypes(askSyft(layout)),
  };
}

/** The tool's list in the words of package URLs: as ours has them, where it lists the same package. */
function listedBy(
  { listed, purlTypes }: Ecosystem,
  root: string,
  scratch: string,
  artifacts: readonly Artifact[],
): Inventory {
  const purls = new Map(
    artifacts.map(({ namespace, name, version, purl }) => [
      `${namespace ? `${namespace}/${name}` : name}@${version}`,
      purl,
    ]),
  );
  const entries = listed(root, scratch).map(({ name, version }) =>
    entryOf(purls.get(`${name}@${version}`) ?? `pkg:${purlTypes[0]}/${name}@${encodeURIComponent(version)}`),
  );
  return new Set(entries.filter((entry) => entry !== undefined));
}

function countsOf(listed: Inventory, ...inventories: readonly (Inventory | undefined)[]): string[] {
  const missed = (inventory: Inventory) => String([...listed].filter((entry) => !inventory.has(entry)).length);
  return [
    String(listed.size),
    ...inventories.map((inventory) => (inventory ? String(inventory.size) : "-")),
    ...inventories.map((inventory) => (inventory ? missed(inventory) : "-")),
  ];
}

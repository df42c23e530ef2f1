import { formatBytes } from "../../src/report/words.ts";
import type { Machine } from "../machine.ts";
import { type FieldRow, formatImages, formatRegistrySummary, formatSummary, formatTally, LEGEND } from "./summary.ts";

/** What a page tells beside the figures. */
export interface PageContent {
  readonly machine: Machine;
  /** Of scanners that ran too; `undefined` for one that did not. */
  readonly versions: Readonly<Record<"trivy" | "syft", string | undefined>>;
  /** Whether Trivy had its database of jars; it leaves them out without. */
  readonly trivyReadsJars: boolean;
  readonly rounds: number;
  readonly date: Date;
  readonly rows: readonly FieldRow[];
  /** Scans from a registry. */
  readonly remote: readonly FieldRow[];
}

/** The figures of all images in all forms as a page of the manual. */
export function formatPage({ machine, versions, trivyReadsJars, rounds, date, rows, remote }: PageContent): string {
  const { cpu, cores, memoryBytes, node, load } = machine;
  const facts = [
    ["Date", date.toISOString().slice(0, 10)],
    ["Processor", `${cpu}, ${cores} cores, ${formatBytes(memoryBytes)} of memory`],
    ["Load before the start", load.toFixed(1)],
    ["Node.js", node],
    ["Trivy", trivyLine(versions.trivy, trivyReadsJars)],
    ["Syft", versions.syft ?? "did not run"],
    ["Rounds", `${rounds}`],
  ];
  const registry = `## From a registry on the same machine

\`plimsoll sbom registry://…\` beside \`trivy image --image-src remote\`. The design names no bounds for it.

${formatRegistrySummary(remote)}
`;
  return `<!-- Written by \`npm run bench -- --images DIR --write FILE\`: measure again instead of changing it. -->

# Benchmarks

Measured by \`npm run bench -- --images DIR --write docs/reference/benchmarks.md\`, not held by a test: times are the
machine's as much as ours. [bench/README.md](../../bench/README.md) says who runs and how to read the figures.

${table(["", "Measured on"], facts)}

## Scans

Seconds are medians, ratios the medians of the rounds' ratios, memory the highest of all runs.
${LEGEND}

${formatSummary(rows)}

- **Cold**: \`plimsoll sbom\`, no layer known; the program itself has run before, and its compiled code is kept.
  **Warm**: every layer known. **Half-known**: the layers of the base image known, the others not.
- **× baseline**, **× Trivy**, **× Syft**: cold scans against theirs. The baseline is one Node.js process that inflates
  and hashes the layers and looks at no file.
- **docker tar**: layers that are plain tars are read in part, and what is not read whole is not cached: half-known and
  warm scans do the same work as cold ones. The baseline reads and hashes every byte; with \`--verify-layers\`
  Plimsoll does too.
- **Peak**: of cold, half-known and warm scans.

${formatTally(rows)}

## Images

Sizes of the layers as they are stored.

${formatImages(rows)}
${remote.length > 0 ? `\n${registry}` : ""}`;
}

function trivyLine(version: string | undefined, readsJars: boolean): string {
  if (version === undefined) return "did not run";
  return readsJars ? version : `${version}, which leaves jars out: it has no database of them here`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

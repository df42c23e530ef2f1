import { join } from "node:path";
import { type Bench, tellFailures, tellRun } from "../bench-image.ts";
import { listContenders } from "../contenders.ts";
import { findRemoteScanners } from "../other-scanners.ts";
import { runRounds } from "../rounds.ts";
import { formatSeries } from "../tables.ts";
import type { FieldImage } from "./field-image.ts";
import { copyImage } from "./forms.ts";
import type { FieldRow } from "./summary.ts";

/**
 * Pushes images to a registry that asks for no password, and measures scans of them from there.
 *
 * @param place  `HOST:PORT/PREFIX` on this machine: no network is measured, and plain http is believed.
 */
export async function benchRegistry(
  images: readonly FieldImage[],
  place: string,
  folder: string,
  bench: Bench,
): Promise<FieldRow[]> {
  const rows: FieldRow[] = [];
  for (const { name, reference, image } of images) {
    const remote = `${place}/${name}:bench`;
    copyImage(reference.replace("oci-dir://", "oci:"), `docker://${remote}`, "--dest-tls-verify=false");
    process.stdout.write(`\n${name}, from ${remote}\n\n`);
    const contenders = listContenders({
      program: bench.program,
      reference: `registry://${remote}`,
      folder: join(folder, "registry", name),
      others: findRemoteScanners(remote),
    });
    const series = await runRounds(contenders, bench.rounds, tellRun(bench.rounds));
    process.stdout.write(`${formatSeries(series)}\n`);
    tellFailures(series);
    const storedBytes = image.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    rows.push({ image: name, form: "registry", layers: image.layers.length, storedBytes, series });
  }
  return rows;
}

import { formatTable } from "../src/report/table.ts";
import { formatBytes } from "../src/report/words.ts";
import { findSnapshot } from "./advisories.ts";
import { measureMatching } from "./micro/matching.ts";
import { measureReading, prepareBlob } from "./micro/reading.ts";
import { readSnapshotKeys } from "./micro/snapshot-keys.ts";
import { measureVersionOrders } from "./micro/versions.ts";
import { spreadOf } from "./statistics.ts";
import { formatBounds } from "./tables.ts";

/**
 * Measures parts of a scan within this process and prints what it finds.
 *
 * @param reference  Of an image whose largest layer is read; a made-up layer is when absent.
 * @param dataDir    With a snapshot; versions and matching are left out without one.
 */
export async function runMicroBench(reference: string | undefined, dataDir: string | undefined) {
  const snapshot = dataDir && findSnapshot(dataDir);
  const keys = snapshot ? readSnapshotKeys(snapshot) : [];
  const versions = measureVersionOrders(keys);
  const matching = snapshot ? measureMatching(snapshot, keys) : undefined;
  const blob = await prepareBlob(reference);
  const reading = await measureReading(blob);

  const print = (text: string) => process.stdout.write(`\n${text}\n`);
  print(
    formatTable([
      [`${blob.describes}, ${formatBytes(blob.bytes.length)}`, "MB/s of the tar", "entries/s"],
      ...reading.map(({ what, megabytes, entries }) => [what, megabytes.toFixed(0), entries ? count(entries) : ""]),
    ]),
  );
  if (!matching) {
    print("No versions and no matching: they take advisories, from --mirror DIR or in PLIMSOLL_DATA_DIR.");
    return { reading };
  }
  print(formatTable([["order", "comparisons/s"], ...versions.map(({ name, perSecond }) => [name, count(perSecond)])]));
  const spread = spreadOf(matching.wallMs);
  if (spread) {
    print(
      `${count(matching.packages)} packages with ${count(matching.findings)} findings: ` +
        `${count((matching.packages / spread.median) * 1000)} packages/s`,
    );
    print(
      formatBounds([
        {
          what: `match ${count(matching.packages)} packages`,
          measured: spread.median / 1000,
          unit: "s",
          bound: 1,
          aim: 0.2,
        },
      ]),
    );
  }
  return { reading, versions, matching };
}

const count = (figure: number) => Math.round(figure).toLocaleString("en");

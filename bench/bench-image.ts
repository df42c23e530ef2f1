import { join } from "node:path";
import { openImage } from "../src/image/open.ts";
import { countOf, formatBytes } from "../src/report/words.ts";
import { boundsOf } from "./bounds.ts";
import { listContenders } from "./contenders.ts";
import { layoutOfOne } from "./layout-of-one.ts";
import { findOtherScanners } from "./other-scanners.ts";
import { runRounds, type Series } from "./rounds.ts";
import { formatBounds, formatSeries } from "./tables.ts";

/** What is measured, and how often; the same for all images of one run. */
export interface Bench {
  readonly rounds: number;
  /** The launcher to measure. */
  readonly program: string;
  /** The baseline, bundled. */
  readonly baseline: string;
  /** With advisories; matching is left out without them. */
  readonly dataDir?: string | undefined;
}

/** One image in one form. */
export interface Subject {
  readonly reference: string;
  /** The image that it stands on, in the same form. */
  readonly base?: string | undefined;
  /** For caches. */
  readonly folder: string;
}

/** What all runs on one image came to. */
export interface ImageFigures {
  readonly reference: string;
  readonly layers: number;
  /** Of all layers as they are stored. */
  readonly storedBytes: number;
  readonly series: readonly Series[];
}

/** Measures everybody on one image, and prints the tables of it. */
export async function benchImage({ reference, base, folder }: Subject, bench: Bench): Promise<ImageFigures> {
  const image = await openImage(reference);
  const { layers } = image;
  const storedBytes = layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const size = `${countOf(layers.length, "layer")}, ${formatBytes(storedBytes)}`;
  process.stdout.write(`${reference}: ${size}, ${countOf(bench.rounds, "round")}\n\n`);

  const plain = layers.some(({ mediaType }) => mediaType.endsWith(".tar"));
  const others = findOtherScanners(layoutOfOne(image, join(folder, "image")));
  const contenders = listContenders({ ...bench, reference, base, plain, folder, others });
  const series = await runRounds(contenders, bench.rounds, tellRun(bench.rounds));
  process.stdout.write(`${formatSeries(series)}\n\n${formatBounds(boundsOf(series))}\n`);
  tellFailures(series);
  return { reference, layers: layers.length, storedBytes, series };
}

/** Shows people who is running. */
export function tellRun(rounds: number) {
  return (name: string, round: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kround ${round} of ${rounds}: ${name}`);
  };
}

/** Ends the line of `tellRun`, and says who did not run. */
export function tellFailures(series: readonly Series[]): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  for (const { name, failure } of series) {
    if (failure === undefined) continue;
    process.stderr.write(`\n${name} did not run: ${failure}\n`);
    process.exitCode = 1;
  }
}

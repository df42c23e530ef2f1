import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rolldown } from "rolldown";
import { openImage } from "../src/image/open.ts";
import { countOf, formatBytes } from "../src/report/words.ts";
import { type Advisories, prepareAdvisories } from "./advisories.ts";
import { type Bound, boundsOf } from "./bounds.ts";
import { listContenders } from "./contenders.ts";
import { layoutOfOne } from "./layout-of-one.ts";
import { runMicroBench } from "./micro.ts";
import { findOtherScanners } from "./other-scanners.ts";
import { runRounds } from "./rounds.ts";
import { formatBounds, formatSeries } from "./tables.ts";

const USAGE = `Usage: npm run bench -- IMAGE [--runs N] [--json FILE] [--mirror DIR] [--plimsoll FILE]
       npm run bench -- --micro [IMAGE] [--mirror DIR] [--json FILE]

  --runs N         how often everything is measured (5)
  --json FILE      write every single figure there
  --mirror DIR     build the advisories to match with from this mirror
  --plimsoll FILE  measure this launcher instead of the checkout's
  --micro          measure parts within one process: versions, matching, hashing, inflating, walking
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    json: { type: "string" },
    mirror: { type: "string" },
    plimsoll: { type: "string" },
    micro: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [reference] = positionals;
const rounds = Number(values.runs);

if (values.help || (reference === undefined && !values.micro) || !(rounds >= 1)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 1);
}

const program = values.plimsoll ?? fileURLToPath(new URL("../bin/plimsoll", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const machine = {
  cpu: cpus()[0]?.model ?? "",
  cores: availableParallelism(),
  node: process.version,
  load: loadavg()[0] ?? 0,
};
process.stdout.write(
  `${machine.cpu}, ${countOf(machine.cores, "core")}, Node.js ${machine.node}, load ${machine.load.toFixed(1)} before the start\n`,
);

const advisories = await prepareAdvisories(values.mirror, program, join(folder, "data"));
const result = values.micro
  ? await runMicroBench(reference, advisories?.dataDir)
  : await benchImage(reference ?? "", advisories);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, ...result }, undefined, 2)}\n`);

async function benchImage(reference: string, advisories: Advisories | undefined) {
  const image = await openImage(reference);
  const packedBytes = image.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  process.stdout.write(
    `${reference}: ${countOf(image.layers.length, "layer")}, ${formatBytes(packedBytes)}, ${countOf(rounds, "round")}\n\n`,
  );

  const others = findOtherScanners(layoutOfOne(image, join(folder, "image")));
  const baseline = await bundleBaseline();
  const contenders = listContenders({ reference, program, baseline, folder, dataDir: advisories?.dataDir, others });
  const series = await runRounds(contenders, rounds, (name, round) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kround ${round} of ${rounds}: ${name}`);
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");

  const bounds: Bound[] = boundsOf(series);
  if (advisories?.built) {
    const { wallMs, sizeBytes } = advisories.built;
    bounds.push({ what: "db build (once)", measured: wallMs / 1000, unit: "s", bound: 300, aim: 60 });
    bounds.push({ what: "snapshot on disk", measured: sizeBytes / 1e6, unit: "MB", bound: 400, aim: 150 });
  }
  process.stdout.write(`${formatSeries(series)}\n\n${formatBounds(bounds)}\n`);
  if (!advisories)
    process.stdout.write("\nNo matching: it takes advisories, from --mirror DIR or in PLIMSOLL_DATA_DIR.\n");
  for (const { name, failure } of series) {
    if (failure === undefined) continue;
    process.stderr.write(`\n${name} did not run: ${failure}\n`);
    process.exitCode = 1;
  }
  return { reference, packedBytes, rounds, series, bounds, ...(advisories?.built && { build: advisories.built }) };
}

/** Started from its sources it would spend a tenth of a second on types, which would make us look good. */
async function bundleBaseline(): Promise<string> {
  const file = join(folder, "baseline.js");
  const bundle = await rolldown({ input: fileURLToPath(new URL("./baseline.ts", import.meta.url)), platform: "node" });
  await bundle.write({ file, format: "esm" });
  await bundle.close();
  return file;
}

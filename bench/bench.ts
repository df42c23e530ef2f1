import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ECOSYSTEMS } from "../test/end-to-end/ecosystems/index.ts";
import { findMirror, prepareAdvisories } from "./advisories.ts";
import { bundleBaseline } from "./baseline-bundle.ts";
import { type Bench, benchImage } from "./bench-image.ts";
import { type Bound, boundsOf } from "./bounds.ts";
import { benchField } from "./field/field.ts";
import { listFieldImages } from "./field/field-image.ts";
import { formatPage } from "./field/page.ts";
import { benchRegistry } from "./field/registry.ts";
import { benchEcosystems } from "./inventory/ecosystems.ts";
import { benchInventory } from "./inventory/inventory.ts";
import { describeMachine, formatMachine } from "./machine.ts";
import { runMicroBench } from "./micro.ts";
import { findTrivyJavaDatabase } from "./other-scanners.ts";
import { formatSection, sectionOf, withSection } from "./snapshot/section.ts";
import { benchSnapshot, boundsOfSnapshot } from "./snapshot/snapshot-bench.ts";
import { formatBounds } from "./tables.ts";
import { findVersion } from "./versions.ts";

const USAGE = `Usage: npm run bench -- IMAGE [--runs N] [--json FILE] [--mirror DIR] [--plimsoll FILE]
       npm run bench -- --images DIR [--only NAMES] [--registry PLACE] [--write FILE] [--runs N] [--json FILE]
       npm run bench -- --images DIR --inventory [--only NAMES]
       npm run bench -- --inventory --ecosystems [--only NAMES]
       npm run bench -- --micro [IMAGE] [--mirror DIR] [--json FILE]
       npm run bench -- --advisories [--mirror DIR] [--write FILE] [--json FILE]

  --runs N         how often everything is measured (5)
  --json FILE      write every single figure there
  --mirror DIR     build the advisories to match with from this mirror
  --plimsoll FILE  measure this launcher instead of the checkout's
  --images DIR     measure the images of the OCI layout DIR/oci, each as OCI gzip, OCI zstd and docker tar
  --only NAMES     of these, the ones named: java-app,node-app; default: all that stand on another one of them
  --registry PLACE push them to HOST:PORT/PREFIX, a registry without a password, and measure them from there too
  --write FILE     write the summary there, as a page
  --inventory      in place of times: what other scanners list of them, and how many packages have each fact
  --ecosystems     of real packages, installed by the tool of each ecosystem (npm, Go, …) and held to what it lists
  --micro          measure parts within one process: versions, matching, hashing, inflating, walking
  --advisories     build a snapshot of all that a mirror folder has, and measure it: size, news, parsers, matching
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    json: { type: "string" },
    mirror: { type: "string" },
    plimsoll: { type: "string" },
    images: { type: "string" },
    only: { type: "string" },
    registry: { type: "string" },
    write: { type: "string" },
    inventory: { type: "boolean", default: false },
    ecosystems: { type: "boolean", default: false },
    micro: { type: "boolean", default: false },
    advisories: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [reference] = positionals;
const rounds = Number(values.runs);

const hasKind = values.micro || values.ecosystems || values.advisories;
const isNothing = reference === undefined && values.images === undefined && !hasKind;
if (values.help || isNothing || !(rounds >= 1)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 1);
}

const program = values.plimsoll ?? fileURLToPath(new URL("../bin/plimsoll", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

if (values.ecosystems) {
  const names = values.only?.split(",");
  const chosen = ECOSYSTEMS.filter(({ name }) => names === undefined || names.includes(name));
  process.stdout.write(benchEcosystems(chosen, folder, program));
  process.exit(0);
}

if (values.images !== undefined && values.inventory) {
  const images = await listFieldImages(join(values.images, "oci"), values.only?.split(","));
  process.stdout.write(benchInventory(images, folder, program));
  process.exit(0);
}

const machine = describeMachine();
process.stdout.write(`${formatMachine(machine)}\n`);

if (values.advisories) {
  const mirror = findMirror(values.mirror);
  if (mirror === undefined) throw new Error("--advisories takes --mirror DIR, or PLIMSOLL_TEST_DATA");
  const figures = await benchSnapshot(mirror, program, folder);
  process.stdout.write(
    `\n${formatBounds(boundsOfSnapshot(figures))}\n\n${formatSection(figures, machine, new Date())}\n`,
  );
  if (values.write !== undefined) {
    const page = existsSync(values.write) ? readFileSync(values.write, "utf8") : "";
    writeFileSync(values.write, withSection(page, formatSection(figures, machine, new Date())));
  }
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ machine, ...figures }, undefined, 2)}\n`);
  process.exit(0);
}

const advisories = await prepareAdvisories(values.mirror, program, join(folder, "data"));
const result = values.micro
  ? await runMicroBench(reference, advisories?.dataDir)
  : await benchScans({ rounds, program, baseline: await bundleBaseline(folder), dataDir: advisories?.dataDir });
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, ...result }, undefined, 2)}\n`);

async function benchScans(bench: Bench) {
  const figures = values.images === undefined ? await benchOne(bench) : await benchAll(values.images, bench);
  if (!advisories) {
    process.stdout.write("\nNo matching: it takes advisories, from --mirror DIR or in PLIMSOLL_DATA_DIR.\n");
  } else if (advisories.built) {
    const { wallMs, sizeBytes } = advisories.built;
    const bounds: Bound[] = [
      { what: "db build (once)", measured: wallMs / 1000, unit: "s", bound: 300, aim: 60 },
      { what: "snapshot on disk", measured: sizeBytes / 1e6, unit: "MB", bound: 400, aim: 150 },
    ];
    process.stdout.write(`\n${formatBounds(bounds)}\n`);
  }
  return { rounds, ...figures, ...(advisories?.built && { build: advisories.built }) };
}

async function benchOne(bench: Bench) {
  const figures = await benchImage({ reference: reference ?? "", folder }, bench);
  return { ...figures, bounds: boundsOf(figures.series) };
}

async function benchAll(place: string, bench: Bench) {
  const images = await listFieldImages(join(place, "oci"), values.only?.split(","));
  const rows = await benchField(images, folder, bench);
  const { registry } = values;
  const remote = registry === undefined ? [] : await benchRegistry(images, registry, folder, bench);
  const versions = { trivy: findVersion("trivy"), syft: findVersion("syft") };
  const trivyReadsJars = findTrivyJavaDatabase() !== undefined;
  const page = formatPage({ machine, versions, trivyReadsJars, rounds, date: new Date(), rows, remote });
  process.stdout.write(`\n${page}`);
  if (values.write !== undefined) {
    // What is said there of advisories was measured by another run, and stays.
    const section = existsSync(values.write) && sectionOf(readFileSync(values.write, "utf8"));
    writeFileSync(values.write, section ? withSection(page, section) : page);
  }
  return { versions, rows, remote };
}

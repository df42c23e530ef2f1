import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parsePurl } from "../../src/model/purl.ts";
import { giveSnapshot, newPlace, type Place } from "./plimsoll.ts";
import { differences, findingsOf, NO_DIFFERENCE } from "./sbom-findings.ts";
import { hasTestData, inTestData } from "./world.ts";

// Every record of OSV that the test data has, at the ends of all its ranges and right beside them: what Plimsoll finds
// for packages of those versions is what a script of our own finds with the order of versions that the ecosystem has.

const orders = join(import.meta.dirname, "reference/orders");
const reference = join(import.meta.dirname, "reference/osv_pairs.py");
const MAVEN = "https://repo.maven.apache.org/maven2/org/apache/maven/maven-artifact/3.9.11/maven-artifact-3.9.11.jar";

interface Ecosystem {
  /** OSV's name. */
  readonly name: string;
  /** From a name as OSV has it. */
  readonly purl: (name: string, version: string) => string;
  readonly needs: readonly string[];
  /** The command that compares, made ready in a folder; `undefined` where that cannot be. */
  readonly order: (folder: string) => readonly string[] | undefined;
  /** No fewer pairs than this, and of them at the ends of what their record says, or the reference looked at too little. */
  readonly least: readonly [pairs: number, edges: number];
}

interface Answer {
  readonly packages: readonly (readonly [name: string, version: string])[];
  readonly pairs: readonly (readonly [name: string, version: string, id: string])[];
  /** How many of the pairs are of a version at an end of what the record says, or right beside one. */
  readonly edges: number;
  /** Those that some record speaks of in ends that are no versions. */
  readonly unreadable: readonly (readonly [name: string, version: string])[];
}

const encode = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/");
const plain = (type: string) => (name: string, version: string) => `pkg:${type}/${encode(name)}@${encode(version)}`;
const python = () => inject("world").python;

const ECOSYSTEMS: readonly Ecosystem[] = [
  { name: "Go", purl: plain("golang"), needs: ["go"], order: goOrder, least: [15_000, 2_500] },
  {
    name: "Maven",
    purl: (name, version) => plain("maven")(name.replace(":", "/"), version),
    needs: ["java", "javac", "curl"],
    order: mavenOrder,
    least: [4_500, 1_000],
  },
  {
    name: "npm",
    purl: plain("npm"),
    needs: [],
    order: () => [process.execPath, join(orders, "npm.mjs")],
    least: [1_500, 600],
  },
  {
    name: "PyPI",
    purl: plain("pypi"),
    needs: [],
    order: () => [python(), join(orders, "pypi.py")],
    least: [20_000, 3_000],
  },
  {
    name: "RubyGems",
    purl: plain("gem"),
    needs: ["ruby"],
    order: () => ["ruby", join(orders, "gem.rb")],
    least: [1_200, 60],
  },
  {
    name: "Packagist",
    purl: plain("composer"),
    needs: ["php"],
    order: () => (existsSync("/usr/share/php/Composer") ? ["php", join(orders, "composer.php")] : undefined),
    least: [1_200, 80],
  },
  {
    name: "crates.io",
    purl: plain("cargo"),
    needs: [],
    order: () => [process.execPath, join(orders, "semver.mjs")],
    least: [4_800, 3_800],
  },
  {
    name: "NuGet",
    purl: plain("nuget"),
    needs: [],
    order: () => [python(), join(orders, "nuget.py")],
    least: [600, 50],
  },
  {
    name: "Hackage",
    purl: plain("hackage"),
    needs: [],
    order: () => [python(), join(orders, "numbers.py")],
    least: [200, 120],
  },
];

const has = (program: string) => spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status === 0;

/** Go's own module of versions, built once. */
function goOrder(folder: string): readonly string[] | undefined {
  copyFileSync(join(orders, "go.go.txt"), join(folder, "main.go"));
  writeFileSync(join(folder, "go.mod"), "module order\n\ngo 1.22\n\nrequire golang.org/x/mod v0.20.0\n");
  const env = {
    ...process.env,
    GOFLAGS: "-mod=mod -modcacherw",
    GOPATH: join(folder, "go"),
    GOCACHE: join(folder, "c"),
  };
  const { status } = spawnSync("go", ["build", "-o", "order", "."], { cwd: folder, env });
  return status === 0 ? [join(folder, "order")] : undefined;
}

function mavenOrder(folder: string): readonly string[] | undefined {
  const jar = join(folder, "maven-artifact.jar");
  const { status } = spawnSync("curl", ["-sSfL", "--max-time", "60", "-o", jar, MAVEN]);
  if (status !== 0) return undefined;
  execFileSync("javac", ["-cp", jar, "-d", folder, join(orders, "Maven.java")]);
  return ["java", "-cp", `${jar}:${folder}`, "Maven"];
}

function ask(args: readonly string[]): Answer {
  const answer = execFileSync(python(), [reference, ...args], { encoding: "utf8", maxBuffer: 1024 ** 3 });
  return JSON.parse(answer) as Answer;
}

describe.skipIf(!hasTestData())("with the snapshot of the test data", () => {
  let place: Place;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  for (const { name, purl, needs, order, least } of ECOSYSTEMS) {
    const missing = needs.filter((program) => !has(program));
    if (missing.length > 0)
      console.warn(`findings of ${name} are skipped: this machine has no ${missing.join(", no ")}`);

    test.skipIf(missing.length > 0)(
      `${name}: every record holds for what it says, at the ends of its ranges`,
      async ({ skip }) => {
        const folder = join(place.folder, name);
        mkdirSync(folder);
        const command = order(folder);
        if (command === undefined) return skip(`${name}'s own order could not be had`);

        const { packages, pairs, edges, unreadable } = ask([inTestData(`feeds/osv/${name}/all.zip`), name, ...command]);
        const { found, problems } = await findingsOf(
          place,
          packages.map((pkg) => purl(...pkg)),
          ({ type, namespace, name: last, version, vulnerabilities }) =>
            vulnerabilities
              // Other databases of the ecosystem are held to what they say in a test of their own.
              .flatMap(({ proof }) => proof.map(({ advisory }) => advisory))
              .flatMap((advisory) => (advisory.source.startsWith("osv-") ? [advisory.id] : []))
              .map((id) => `${type} ${namespace ? `${namespace}/` : ""}${last} ${version} ${id}`.toLowerCase()),
        );
        const { type } = parsePurl(purl("x", "1"));
        const wanted = pairs.map(([pkg, version, id]) =>
          `${type} ${pkg.replace(":", "/")} ${version} ${id}`.toLowerCase(),
        );
        console.log(`${name}: ${packages.length} packages, ${wanted.length} pairs, ${edges} at ends`);
        const told = new Set(unreadable.map((pkg) => purl(...pkg)));
        // Of ends that are no versions the reference knows nothing; the program still reads those beside them.
        const unknown = new Set(unreadable.map(([pkg, version]) => `${type} ${pkg} ${version}`.toLowerCase()));
        const known = found.filter((pair) => !unknown.has(pair.slice(0, pair.lastIndexOf(" "))));
        const sure = wanted.filter((pair) => !unknown.has(pair.slice(0, pair.lastIndexOf(" "))));
        expect(differences(known, sure)).toEqual(NO_DIFFERENCE);
        expect(problems.filter((one) => one.code !== "VERSION_INVALID" || !told.has(one.purl ?? ""))).toEqual([]);
        expect(wanted.length).toBeGreaterThanOrEqual(least[0]);
        expect(edges).toBeGreaterThanOrEqual(least[1]);
      },
    );
  }
});

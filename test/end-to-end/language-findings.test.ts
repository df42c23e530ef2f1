import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { cvesOf, giveSnapshot, newPlace, type Place } from "./plimsoll.ts";
import { hasTestData, inTestData } from "./world.ts";

// Every record of OSV that the test data has, at the ends of all its ranges: what Plimsoll finds for packages of those
// versions is what a script of our own finds with the order of versions that the ecosystem itself has.

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
}

const encode = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/");
const plain = (type: string) => (name: string, version: string) => `pkg:${type}/${encode(name)}@${encode(version)}`;
const python = () => inject("world").python;

const ECOSYSTEMS: readonly Ecosystem[] = [
  { name: "Go", purl: plain("golang"), needs: ["go"], order: goOrder },
  {
    name: "Maven",
    purl: (name, version) => plain("maven")(name.replace(":", "/"), version),
    needs: ["java", "javac", "curl"],
    order: mavenOrder,
  },
  { name: "RubyGems", purl: plain("gem"), needs: ["ruby"], order: () => ["ruby", join(orders, "gem.rb")] },
  {
    name: "Packagist",
    purl: plain("composer"),
    needs: ["php"],
    order: () => (existsSync("/usr/share/php/Composer") ? ["php", join(orders, "composer.php")] : undefined),
  },
  { name: "crates.io", purl: plain("cargo"), needs: [], order: () => [process.execPath, join(orders, "semver.mjs")] },
  { name: "NuGet", purl: plain("nuget"), needs: [], order: () => [python(), join(orders, "nuget.py")] },
  { name: "Hackage", purl: plain("hackage"), needs: [], order: () => [python(), join(orders, "numbers.py")] },
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

function ask<T>(args: readonly string[], input = ""): T {
  const answer = execFileSync(python(), [reference, ...args], { input, encoding: "utf8", maxBuffer: 1024 ** 3 });
  return JSON.parse(answer) as T;
}

describe.skipIf(!hasTestData())("with the snapshot of the test data", () => {
  let place: Place;
  beforeAll(async () => {
    place = newPlace();
    giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  for (const { name, purl, needs, order } of ECOSYSTEMS) {
    const missing = needs.filter((program) => !has(program));
    if (missing.length > 0)
      console.warn(`findings of ${name} are skipped: this machine has no ${missing.join(", no ")}`);

    test.skipIf(missing.length > 0)(
      `${name}: every record holds for what it says, at the ends of its ranges`,
      async ({ skip }) => {
        const zip = inTestData(`feeds/osv/${name}/all.zip`);
        const folder = join(place.folder, name);
        mkdirSync(folder);
        const command = order(folder);
        if (command === undefined) return skip(`${name}'s own order could not be had`);

        const packages = ask<[string, string][]>(["packages", zip, name, ...command]);
        const expected = ask<[string, string, string][]>(["pairs", zip, name, ...command], JSON.stringify(packages));
        const byPurl = new Map(packages.map(([pkg, version]) => [purl(pkg, version), [pkg, version] as const]));
        const components = [...byPurl].map(([id, [pkg, version]]) => ({
          type: "library",
          name: pkg,
          version,
          purl: id,
        }));
        const sbom = join(folder, "sbom.cdx.json");
        writeFileSync(sbom, JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components }));

        const report = await cvesOf(place, `sbom://${sbom}`);
        const found = report.packages.flatMap(({ type, namespace, name: last, version, vulnerabilities }) =>
          vulnerabilities
            // Other databases of the ecosystem are held to what they say in a test of their own.
            .flatMap(({ proof }) => proof.map(({ advisory }) => advisory))
            .flatMap((advisory) => (advisory.source.startsWith("osv-") ? [advisory.id] : []))
            .map((id) => `${type} ${namespace ? `${namespace}/` : ""}${last} ${version} ${id}`.toLowerCase()),
        );
        const type = /^pkg:(\w+)/.exec(purl("x", "1"))?.[1] ?? "";
        const wanted = expected.map(([pkg, version, id]) =>
          `${type} ${pkg.replace(":", "/")} ${version} ${id}`.toLowerCase(),
        );
        expect([...new Set(found)].sort()).toEqual([...new Set(wanted)].sort());
        console.log(`${name}: ${packages.length} packages, ${wanted.length} pairs`);
        expect(wanted).not.toEqual([]);
      },
    );
  }
});

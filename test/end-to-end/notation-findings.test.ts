import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { giveSnapshot, newPlace, type Place } from "./plimsoll.ts";
import { differences, findingsOf, NO_DIFFERENCE } from "./sbom-findings.ts";
import { hasTestData, inTestData } from "./world.ts";

// Databases that write ranges in their ecosystem's own notation: for every record, at every version that it names and
// beside it, Plimsoll finds what the ecosystem's own reader of such ranges finds.

const scripts = join(import.meta.dirname, "reference/notations");

/** What a reference says: the packages that were asked for, and which of them each record holds for. */
interface Answer {
  readonly asked: readonly [name: string, version: string][];
  readonly affected: readonly [name: string, version: string, id: string][];
}

interface Database {
  readonly feed: string;
  readonly archive: string;
  readonly purlType: string;
  readonly isHere: () => boolean;
  readonly ask: (folder: string) => Answer;
}

const run = (command: string, args: readonly string[], input = "") =>
  JSON.parse(execFileSync(command, args, { input, encoding: "utf8", maxBuffer: 1024 ** 3 })) as Answer;

const has = (program: string) => spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status === 0;

const DATABASES: readonly Database[] = [
  {
    feed: "rubysec",
    archive: "feeds/ruby-advisory-db/ruby-advisory-db-master.tar.gz",
    purlType: "gem",
    isHere: () => has("ruby"),
    ask: (folder) => run("ruby", [join(scripts, "rubysec.rb"), folder]),
  },
  {
    feed: "friendsofphp",
    archive: "feeds/friendsofphp/security-advisories-master.tar.gz",
    purlType: "composer",
    isHere: () => has("php") && existsSync("/usr/share/php/Composer"),
    ask: (folder) => run("php", [join(scripts, "friendsofphp.php")], JSON.stringify(phpRecords(folder))),
  },
];

/** PHP has no reader of YAML of its own. */
function phpRecords(folder: string): [name: string, id: string, branches: string[][]][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /^[^/]+\/[^/]+\/[^/]+\.yaml$/.test(file))
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const { reference, cve, branches } = parse(text, { schema: "failsafe" }) as {
        reference: string;
        cve?: string;
        branches: Record<string, { versions: string[] }>;
      };
      const name = reference.replace("composer://", "").toLowerCase();
      const stem = file.replace(/^.*\/|\.yaml$/g, "");
      const known = [cve, stem].find((one) => one?.startsWith("CVE-"));
      const id = known ?? (stem.startsWith("GHSA-") ? stem : `${name}/${stem}`);
      return [name, id, Object.values(branches).map(({ versions }) => versions)];
    });
}

describe.skipIf(!hasTestData())("with the snapshot of the test data", () => {
  let place: Place;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  test.each(DATABASES)("$feed: every record holds for what its ecosystem reads in it", async (database) => {
    const { feed, archive, purlType, isHere, ask } = database;
    if (!isHere()) return console.warn(`${feed} is skipped: this machine has no reader of its notation`);
    const folder = join(place.folder, feed);
    mkdirSync(folder);
    execFileSync("tar", ["xzf", inTestData(archive), "-C", folder, "--strip-components=1"]);
    const { asked, affected } = ask(folder);

    const encode = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/");
    const { found } = await findingsOf(
      place,
      asked.map(([name, version]) => `pkg:${purlType}/${encode(name)}@${encode(version)}`),
      ({ namespace, name: last, version, vulnerabilities }) =>
        vulnerabilities
          .flatMap(({ proof }) => proof.map(({ advisory }) => advisory))
          .filter(({ source }) => source === feed)
          .map(({ id }) => `${namespace ? `${namespace}/` : ""}${last} ${version} ${id}`.toLowerCase()),
    );
    const wanted = affected.map((triple) => triple.join(" ").toLowerCase());
    expect(differences(found, wanted)).toEqual(NO_DIFFERENCE);
    console.log(`${feed}: ${asked.length} packages, ${wanted.length} pairs`);
    expect(wanted.length).toBeGreaterThan(1000);
  });
});

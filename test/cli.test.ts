import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleImage as sample } from "../samples/image.ts";
import { makeMirror } from "../samples/make-mirror.ts";
import { COMMANDS } from "../src/cli/commands/index.ts";
import { buildImage } from "../src/image/build/build-image.ts";
import { writeDockerArchive, writeOciLayout } from "../src/image/build/write-image.ts";
import { IMAGE_OPENERS } from "../src/image/open.ts";
import { columnsOf } from "../src/report/columns.ts";
import { REPORT_FORMATS } from "../src/report/formats/index.ts";
import { zipOf } from "./support/zip.ts";

// The program as people run it, from its sources, on the sample image and the sample advisories.

// Plain layers: what a packer makes of them may differ from one machine to the next.
const sampleImage = { ...sample, layers: sample.layers.map((layer) => ({ ...layer, compression: "none" as const })) };

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "plimsoll-cli-"));
const layout = `oci-dir://${work}/layout`;
/** The same with packed layers, which are read whole, verified and kept: of plain ones, a part may do. */
const packed = `oci-dir://${work}/packed`;

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function plimsoll(
  words: readonly string[],
  { env = {}, input = "" }: { env?: NodeJS.ProcessEnv; input?: string } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...words], {
    encoding: "utf8",
    input,
    env: {
      PATH: process.env.PATH,
      HOME: work,
      PLIMSOLL_DATA_DIR: join(work, "data"),
      PLIMSOLL_CACHE_DIR: join(work, "cache"),
      ...env,
    },
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  writeOciLayout(join(work, "layout"), [{ name: "sample", image: buildImage(sampleImage) }]);
  writeOciLayout(join(work, "packed"), [{ image: buildImage(sample) }]);
  makeMirror(join(root, "samples/advisories"), join(work, "mirror"));
  const built = plimsoll(["db", "build", "--mirror", join(work, "mirror")]);
  expect(built.status, built.stderr).toBe(0);
  return () => rmSync(work, { recursive: true, force: true });
});

/** Facts that differ from run to run, taken out. */
function steady(text: string): string {
  return (
    text
      // Tables are as wide as their widest cell, and some cells are paths.
      .replaceAll(work, "WORK")
      .replaceAll(/ {2,}│/g, "  │")
      .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:…")
      .replaceAll(/\d{4}-\d{2}-\d{2}(?=: )/g, "DATE")
  );
}

describe("cves", () => {
  test("writes the report for people", () => {
    const { stdout, stderr, status } = plimsoll(["cves", "--only-severity", "critical", "--locations", layout]);
    expect(status).toBe(0);
    expect(steady(stdout)).toMatchSnapshot();
    expect(steady(stderr)).toMatchInlineSnapshot(`
      "  ✓ Image read: 5 layers; digests of 5 not verified (--verify-layers)
        ✓ 18 packages indexed
        ✗ 3 vulnerable packages with a total of 3 vulnerabilities; 11 more left out by the filters
      "
    `);
  });

  test("writes one line a package", () => {
    const { stdout } = plimsoll(["cves", "--format", "only-packages", "--only-package-type", "npm,pypi", layout]);
    expect(steady(stdout)).toMatchSnapshot();
  });

  test("finds what the samples hold, as JSON by its schema", () => {
    const document = json(["cves", "--format", "json", layout], "cves");
    const pairs = document.packages.flatMap((pkg: { name: string; vulnerabilities: { id: string }[] }) =>
      pkg.vulnerabilities.map(({ id }) => `${pkg.name} ${id}`),
    );
    expect(pairs.sort()).toEqual([
      "Django CVE-2019-14234",
      "PyYAML CVE-2020-14343",
      "curl CVE-2023-38545",
      "libc-bin CVE-2023-4911",
      "libc6 CVE-2023-4911",
      "libcurl4 CVE-2023-38545",
      "libnghttp2-14 CVE-2023-44487",
      "libwebp7 CVE-2023-4863",
      "lodash CVE-2020-8203",
      "lodash CVE-2021-23337",
      "minimist CVE-2021-44906",
      "node-fetch CVE-2022-0235",
      "requests CVE-2018-18074",
      "tar CVE-2005-2541",
    ]);
    expect(document.summary).toEqual({ critical: 3, high: 10, medium: 0, low: 1, unspecified: 0 });
    expect(document.problems).toEqual([]);
  });

  test.each([
    [["--only-fixed"], 13],
    [["--only-unfixed"], 1],
    [["--only-severity", "low,critical"], 4],
    [["--only-package-type", "deb"], 7],
    [["--only-cve-id", "cve-2023-4911"], 2],
    [["--only-cve-id", "GHSA-35jh-r3h4-6jhm", "--only-cve-id", "CVE-2005-2541"], 2],
    [["--only-severity", "critical", "--only-package-type", "npm"], 1],
    [["--only-package", "^lib(c6|curl4){1,2}$,lodash"], 4],
    [["--only-package", "^lib", "--only-cve-id", "CVE-2023-4911"], 2],
    [["--only-metric", "AC:H"], 1],
  ])("%j leaves %i findings", (flags, count) => {
    const { summary } = json(["cves", "--format", "json", ...flags, layout], "cves");
    expect(Object.values(summary).reduce((sum: number, n) => sum + Number(n), 0)).toBe(count);
  });

  test("gives 2 when a finding passes the filters and is asked to, 0 otherwise", () => {
    const status = (...flags: string[]) => plimsoll(["cves", ...flags, layout]).status;
    expect(status()).toBe(0);
    expect(status("--exit-code")).toBe(2);
    expect(status("-e", "--only-severity", "low", "--only-fixed")).toBe(0);
  });

  test("tells with --all-layers of packages that a later layer removed, as such", () => {
    const layers = [...sampleImage.layers, { entries: [{ path: "app/node_modules/.wh.lodash" }] }];
    writeOciLayout(join(work, "removed"), [{ image: buildImage({ ...sampleImage, layers }) }]);
    const image = `oci-dir://${work}/removed`;
    const lodash = (words: readonly string[]) =>
      json(["cves", "--format", "json", ...words, image], "cves").packages.filter(
        ({ name }: { name: string }) => name === "lodash",
      );
    expect(lodash([])).toEqual([]);
    expect(lodash(["--all-layers"])).toMatchObject([
      {
        removedIn: { ordinal: layers.length - 1 },
        vulnerabilities: [{ id: "CVE-2020-8203" }, { id: "CVE-2021-23337" }],
      },
    ]);
    const { stdout } = plimsoll(["cves", "--all-layers", image]);
    expect(stdout).toMatch(
      /lodash [^\n]*\npkg:npm\/lodash@[^\n]*\nremoved by layer \d+ \([0-9a-f]{12}\); every pull still/,
    );
    const list = plimsoll(["cves", "--all-layers", "--format", "only-packages", image]).stdout;
    expect(list).toMatch(/lodash .*npm \(removed by layer \d+\)/);
    const counts = ["cves", "--format", "json"];
    expect(json([...counts, "--all-layers", image], "cves").target.packages).toBe(
      json([...counts, image], "cves").target.packages,
    );
    expect(plimsoll(["cves", "-e", "--only-cve-id", "CVE-2020-8203", image]).status).toBe(0);
    const file = join(work, "removed.json");
    expect(plimsoll(["sbom", "--all-layers", "-o", file, image]).status).toBe(0);
    expect(plimsoll(["cves", "-e", "--only-cve-id", "CVE-2020-8203", `sbom://${file}`]).status).toBe(0);
    const ofList = json(["cves", "--all-layers", "--format", "json", `sbom://${file}`], "cves").packages;
    expect(ofList.find(({ name }: { name: string }) => name === "lodash")).toMatchObject({
      removedIn: { ordinal: layers.length - 1 },
    });
    expect(plimsoll(["cves", "-e", "--all-layers", "--only-cve-id", "CVE-2020-8203", image]).status).toBe(2);
  }, 60_000);

  test("writes to a file, whole, and nothing to standard output", () => {
    const file = join(work, "report.json");
    const { stdout, stderr } = plimsoll(["cves", "--format", "json", "-o", file, layout]);
    expect(stdout).toBe("");
    expect(stderr).toContain(`Report written to ${file}`);
    expect(JSON.parse(readFileSync(file, "utf8")).target.reference).toBe(layout);
    expect(plimsoll(["cves", "-o", "/nowhere/report", layout])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("ERROR WRITE_FAILED: /nowhere/report: there is no such folder"),
    });
  });

  test("writes several reports of one scan, each whole, and the one without a file to standard output", () => {
    const file = (name: string) => join(work, name);
    const flags = [
      "--format",
      `sarif=${file("app.sarif")}`,
      "--format",
      `csv=${file("app=1.csv")}`,
      "--format",
      "json",
    ];
    const { stdout, stderr, status } = plimsoll(["cves", ...flags, layout]);
    expect(status, stderr).toBe(0);
    expect(stderr.match(/Image read/g)).toHaveLength(1);
    expect(JSON.parse(stdout).summary.critical).toBe(3);
    expect(JSON.parse(readFileSync(file("app.sarif"), "utf8")).runs[0].results).toHaveLength(14);
    expect(readFileSync(file("app=1.csv"), "utf8").split("\r\n")).toHaveLength(16);
    const alone = plimsoll(["cves", "--format", `markdown=${file("app.md")}`, layout]);
    expect(alone).toMatchObject({ status: 0, stdout: "" });
    const failed = plimsoll(["cves", "--format", "json", "--format", "html=/nowhere/app.html", layout]);
    expect(failed).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining("WRITE_FAILED: /nowhere") });
    expect(readdirSync(work).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("writes all forms of a folder and of another tool's list of packages", () => {
    const root = join(work, "folder");
    mkdirSync(join(root, "node_modules/lodash"), { recursive: true });
    writeFileSync(join(root, "node_modules/lodash/package.json"), '{"name":"lodash","version":"4.17.20"}');
    writeFileSync(join(root, "node_modules/.package-lock.json"), "{}");
    const list = join(work, "list.cdx.json");
    const component = { type: "library", name: "lodash", version: "4.17.20", purl: "pkg:npm/lodash@4.17.20" };
    writeFileSync(list, JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.5", components: [component] }));
    for (const reference of [`fs://${root}`, `sbom://${list}`]) {
      const flags = REPORT_FORMATS.flatMap(({ name }) => ["--format", `${name}=${join(work, `form.${name}`)}`]);
      const { status, stderr } = plimsoll(["cves", ...flags, reference]);
      expect(status, stderr).toBe(0);
      for (const { name } of REPORT_FORMATS) {
        const text = readFileSync(join(work, `form.${name}`), "utf8");
        if (name !== "only-packages") expect(text, `${reference} ${name}`).toContain("CVE-2021-23337");
        rmSync(join(work, `form.${name}`));
      }
    }
  });

  test("tells of descriptions and comparisons with --details", () => {
    const { stdout } = plimsoll(["cves", "--details", "--only-package", "^lodash$", layout]);
    expect(stdout).toMatch(/Compared {7}: lodash 4\.\S+ is in </);
    expect(stdout).toContain("Weaknesses");
    expect(plimsoll(["cves", "--only-package", "^lodash$", layout]).stdout).not.toContain("Compared");
  });

  test("leaves clean packages out of the list when asked", () => {
    const lines = (...flags: string[]) =>
      plimsoll(["cves", "--format", "only-packages", ...flags, layout]).stdout.match(/^.* \d+C .*$/gm)?.length;
    expect(lines()).toBe(19);
    expect(lines("--only-vuln-packages")).toBe(13);
  });

  test.each([
    ["an unknown format", ["--format", "xml"], /Allowed choices are packages, only-packages, json, sarif/],
    ["a format without its file", ["--format", "json="], /no file behind/],
    ["two reports for standard output", ["--format", "json", "--format", "csv"], /OPTION_INVALID: .*json and csv/],
    ["two reports for one file", ["--format", "json=a", "--format", "csv=./a"], /OPTION_INVALID: .*two reports/],
    ["--output with nothing for it", ["-o", "a", "--format", "json=b"], /OPTION_INVALID: --output/],
    ["what is no expression", ["--only-package", "lib("], /'lib\(' is no regular expression/],
    ["what is no metric", ["--only-metric", "AV"], /'AV' is no metric/],
    ["an unknown severity", ["--only-severity", "bad"], /'bad' is none of critical/],
    ["a package type that nobody finds", ["-e", "--only-package-type", "nmp"], /'nmp' is none of .*\bnpm\b/],
    ["both kinds of fix", ["--only-fixed", "--only-unfixed"], /cannot be used with/],
    ["an unknown flag", ["--only-fixd"], /Did you mean --only-fixed/],
    ["no duration", ["--max-db-age", "soon"], /OPTION_INVALID: --max-db-age/],
    ["no platform", ["--platform", "a/b/c/d"], /OPTION_INVALID: 'a\/b\/c\/d' is not a platform/],
  ])("refuses %s", (_title, flags, message) => {
    const { status, stdout, stderr } = plimsoll(["cves", ...flags, layout]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

describe("the output", () => {
  const shell = (command: string) =>
    spawnSync("bash", ["-c", command], {
      encoding: "utf8",
      env: {
        ...process.env,
        NODE: process.execPath,
        MAIN: join(root, "src/cli/main.ts"),
        IMAGE: layout,
        WORK: work,
        PLIMSOLL_DATA_DIR: join(work, "data"),
      },
    });

  test("may be read in part, and the gate holds all the same", () => {
    const { stdout } = shell(
      '"$NODE" "$MAIN" -q cves -e --format json "$IMAGE" | head -c 10 >/dev/null; echo "$PIPESTATUS"',
    );
    expect(stdout).toBe("2\n");
  });

  test.skipIf(!existsSync("/dev/full"))("that cannot be written is an error with its own code", () => {
    const { stderr, status } = shell('"$NODE" "$MAIN" -q cves "$IMAGE" >/dev/full');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("WRITE_FAILED: standard output") });
  });

  test("goes into a pipe that is named, and behind a link", () => {
    const { stdout } = shell(
      'cd "$WORK" && mkfifo pipe && (cat pipe | wc -c) & cd "$WORK"; sleep 0.2; "$NODE" "$MAIN" -q cves -o pipe "$IMAGE"; wait; stat -c %F pipe',
    );
    expect(stdout).toMatch(/^[1-9]\d+\nfifo\n$/);
    shell('cd "$WORK" && touch real && chmod 640 real && ln -s real link && "$NODE" "$MAIN" -q cves -o link "$IMAGE"');
    expect(readFileSync(join(work, "real"), "utf8")).toContain("Overview");
    expect(shell('cd "$WORK" && stat -c "%F %a" link real').stdout).toBe("symbolic link 777\nregular file 640\n");
  });
});

describe("a verdict", () => {
  test("says when the filters left out all there is", () => {
    const { stdout, stderr } = plimsoll(["cves", "--only-cve-id", "CVE-1", layout]);
    expect(stdout).toContain("! No vulnerability passes the filters, which left out 14");
    expect(stderr).not.toContain("No vulnerable package found");
  });

  test("does not call an image clean of which something could not be checked", () => {
    const layer = { entries: [{ path: "var/lib/dpkg/status", content: "Package: a\nVersion: 1\n" }] };
    writeOciLayout(join(work, "unknown"), [{ image: buildImage({ layers: [layer] }) }]);
    const { stdout, stderr, status } = plimsoll(["cves", "-e", `oci-dir://${work}/unknown`]);
    expect(status).toBe(0);
    expect(stdout).toContain("! No vulnerable package found in what could be checked; 1 problem");
    expect(stderr).toContain("! No vulnerable package found in what could be checked");
  });
});

describe("without a snapshot", () => {
  test("cves says with which one command to get it", () => {
    const { status, stderr } = plimsoll(["cves", layout], { env: { PLIMSOLL_DATA_DIR: join(work, "none") } });
    expect(status).toBe(1);
    expect(stderr).toContain("SNAPSHOT_MISSING");
    expect(stderr).toContain("plimsoll db update");
  });

  test("sbom and inspect need none", () => {
    for (const verb of ["sbom", "inspect"]) {
      expect(plimsoll([verb, layout], { env: { PLIMSOLL_DATA_DIR: join(work, "none") } }).status).toBe(0);
    }
  });
});

describe("an old snapshot", () => {
  const data = join(work, "old-data");
  beforeAll(() => {
    expect(
      plimsoll(["db", "build", "--mirror", join(work, "mirror")], { env: { PLIMSOLL_DATA_DIR: data } }).status,
    ).toBe(0);
    const current = join(data, "advisories/current.json");
    const checkedAt = new Date(Date.now() - 9 * 24 * 3600 * 1000).toISOString();
    writeFileSync(current, JSON.stringify({ ...JSON.parse(readFileSync(current, "utf8")), checkedAt }));
  });

  test("brings a warning", () => {
    const { status, stderr } = plimsoll(["qv", layout], { env: { PLIMSOLL_DATA_DIR: data } });
    expect(status).toBe(0);
    expect(stderr).toContain("! The advisories are 9 days old; plimsoll db update");
  });

  test("does not pass --max-db-age, and the report is written all the same", () => {
    const run = plimsoll(["cves", "--max-db-age", "8d", layout], { env: { PLIMSOLL_DATA_DIR: data } });
    expect(run.status).toBe(2);
    expect(run.stdout).toContain("CVE-2021-44906");
    expect(plimsoll(["cves", "--max-db-age", "2w", layout], { env: { PLIMSOLL_DATA_DIR: data } }).status).toBe(0);
  });
});

test("quickview shows the image at a glance", () => {
  const { stdout, status } = plimsoll(["quickview", layout]);
  expect(status).toBe(0);
  expect(steady(stdout)).toMatchSnapshot();
});

describe("sbom", () => {
  test("lists names, versions and types", () => {
    expect(plimsoll(["sbom", "--format", "list", layout]).stdout).toMatchSnapshot();
    const npm = plimsoll(["sbom", "--format", "list", "--only-package-type", "npm", layout]).stdout;
    expect(
      npm
        .split("\n")
        .slice(1, -1)
        .every((line) => line.split(/ {2,}/)[2] === "npm"),
    ).toBe(true);
  });

  test("writes JSON by its schema, the same bytes twice, without what looks like a credential", () => {
    const document = json(["sbom", layout], "sbom");
    expect(document.artifacts).toHaveLength(19);
    expect(document.artifacts.some(({ name }: { name: string }) => name === "left-pad")).toBe(false);
    const [first, second] = [plimsoll(["sbom", layout]).stdout, plimsoll(["sbom", layout]).stdout];
    expect(first).toBe(second);
    expect(first).not.toContain("not-a-real-one");
  });

  test("takes a type filter for the list only", () => {
    expect(plimsoll(["sbom", "--only-package-type", "npm", layout])).toMatchObject({ status: 1, stdout: "" });
  });
});

describe("layers", () => {
  test("draws what each layer did", () => {
    expect(steady(plimsoll(["layers", layout]).stdout)).toMatchSnapshot();
    expect(plimsoll(["layers", layout]).stdout).not.toContain("not-a-real-one");
  });

  test("writes JSON by its schema", () => {
    const document = json(["layers", "--format", "json", layout], "layers");
    const named = (list: readonly { name: string }[]) => list.map(({ name }) => name);
    const { added, removed } = {
      added: document.layers.flatMap(({ added }: { added: { name: string }[] }) => named(added)),
      removed: document.layers.flatMap(({ removed }: { removed: { name: string }[] }) => named(removed)),
    };
    expect(removed).toEqual(["left-pad"]);
    const standing = added.filter((name: string) => !removed.includes(name));
    expect(standing.sort()).toEqual(named(json(["sbom", layout], "sbom").artifacts).sort());
  });

  test("names every package when asked", () => {
    expect(plimsoll(["layers", layout]).stdout).toContain("more");
    expect(plimsoll(["layers", "--packages", layout]).stdout).not.toContain("more");
  });
});

describe("inspect", () => {
  test("shows the image for people, masked", () => {
    const { stdout } = plimsoll(["inspect", layout]);
    expect(steady(stdout)).toMatchSnapshot();
    expect(stdout).not.toContain("not-a-real-one");
  });

  test("writes JSON by its schema", () => {
    const document = json(["inspect", "--format", "json", layout], "inspect");
    expect(document.environment.at(-1)).toEqual({ name: "DATABASE_PASSWORD", value: "********", masked: true });
    expect(document.exposedPorts).toEqual(["8080/tcp"]);
    expect(document.layers.map(({ ordinal }: { ordinal: number }) => ordinal)).toEqual([0, 1, 2, 3, 4]);
    expect(document.emptyHistory).toHaveLength(2);
  });

  test("shows values when asked", () => {
    expect(plimsoll(["inspect", "--show-env-values", layout]).stdout).toContain("not-a-real-one");
  });

  test("tells of the registry that an archive's name says", () => {
    const file = join(work, "named.tar");
    writeDockerArchive(file, [{ name: "ghcr.io/team/app:1.0", image: buildImage(sampleImage) }]);
    const document = json(["inspect", "--format", "json", `archive://${file}`], "inspect");
    expect(document.registry).toEqual({ host: "ghcr.io", url: "https://ghcr.io", type: "GHCR" });
    expect(document.digests).toEqual({ config: expect.stringMatching(/^sha256:/) });
  });
});

function writeKeys(secret: string, open: string): void {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(secret, privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(open, publicKey.export({ type: "spki", format: "pem" }));
}

describe("db", () => {
  test("carries the snapshot to another folder, signed, and shows what is new", () => {
    const [secret, open] = [join(work, "signing.pem"), join(work, "public.pem")];
    writeKeys(secret, open);
    const file = join(work, "advisories.plimsoll");
    const env = { PLIMSOLL_DATA_DIR: join(work, "carried") };
    expect(plimsoll(["db", "export", "--key", secret, "--output", file]).status).toBe(0);
    expect(plimsoll(["db", "import", "--key", open, file], { env })).toMatchObject({ status: 0, stdout: "" });
    expect(plimsoll(["db", "status"], { env }).stdout).toMatch(/osv-npm +fresh +5/);
    expect(plimsoll(["db", "diff", "current", "current"], { env }).stdout).toBe("The records of both are the same.\n");
    const refused = plimsoll(["db", "import", "--key", secret, join(work, "mirror")], { env });
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("READ_FAILED") });
  });

  test("status, list and verify tell of the snapshot in use", () => {
    expect(plimsoll(["db", "status"]).stdout).toMatch(/osv-npm +fresh +5/);
    expect(plimsoll(["db", "list"]).stdout).toMatch(/^\* +[0-9a-f]{12}/m);
    expect(plimsoll(["db", "verify"]).status).toBe(0);
  });

  test("update says when there is nothing new", () => {
    expect(plimsoll(["db", "update", "--mirror", join(work, "mirror")]).stderr).toContain("Nothing new");
  });

  test("verify finds a changed byte", () => {
    const data = join(work, "damaged");
    plimsoll(["db", "build", "--mirror", join(work, "mirror")], { env: { PLIMSOLL_DATA_DIR: data } });
    const folder = join(data, "advisories");
    const file = join(folder, readdirSync(folder).find((name) => name.endsWith(".sqlite")) ?? "");
    const bytes = readFileSync(file);
    bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    expect(plimsoll(["db", "verify"], { env: { PLIMSOLL_DATA_DIR: data } })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("SNAPSHOT_DAMAGED"),
    });
  });

  test("build tells of a record that it could not read", () => {
    const mirror = join(work, "broken-mirror");
    mkdirSync(join(mirror, "osv/npm"), { recursive: true });
    const good = {
      name: "a.json",
      content: readFileSync(join(root, "samples/advisories/npm/GHSA-35jh-r3h4-6jhm.json"), "utf8"),
    };
    writeFileSync(join(mirror, "osv/npm/all.zip"), zipOf([good, { name: "b.json", content: "{" }]));
    const run = plimsoll(["db", "build", "--mirror", mirror], { env: { PLIMSOLL_DATA_DIR: join(work, "broken") } });
    expect(run).toMatchObject({ status: 0, stderr: expect.stringMatching(/! Not read in full: .*b\.json/) });
  });

  test("refuses a mirror that is not there", () => {
    expect(plimsoll(["db", "build", "--mirror", "/nowhere"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("/nowhere"),
    });
  });
});

describe("cache", () => {
  test("df shows what is there, prune takes it", () => {
    const env = { PLIMSOLL_CACHE_DIR: join(work, "own-cache") };
    plimsoll(["sbom", packed], { env });
    expect(plimsoll(["cache", "df"], { env }).stdout).toMatch(
      /Cached layer readings[\s\S]*total[\s\S]*5 blob digests known/,
    );
    expect(plimsoll(["cache", "prune", "--sboms"], { env })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("--force"),
    });
    expect(plimsoll(["cache", "prune", "--sboms", "-f"], { env }).stderr).toMatch(/10 files deleted/);
    expect(plimsoll(["cache", "df"], { env }).stdout).toContain("0 blob digests known");
  });

  test("a scan that reads a layer sweeps what dead runs left behind", () => {
    const folder = join(work, "swept-cache");
    mkdirSync(join(folder, "tmp"), { recursive: true });
    for (const name of ["1-dead", "2-alive"]) writeFileSync(join(folder, "tmp", name), "x");
    utimesSync(join(folder, "tmp/1-dead"), new Date(0), new Date(0));
    plimsoll(["sbom", packed], { env: { PLIMSOLL_CACHE_DIR: folder } });
    expect(readdirSync(join(folder, "tmp"))).toEqual(["2-alive"]);
  });

  test("prune without --sboms keeps the readings", () => {
    const env = { PLIMSOLL_CACHE_DIR: join(work, "kept-cache") };
    plimsoll(["sbom", packed], { env });
    const dead = join(work, "kept-cache/tmp/1-dead");
    mkdirSync(join(dead, ".."), { recursive: true });
    writeFileSync(dead, "x");
    utimesSync(dead, 0, 0);
    plimsoll(["cache", "prune", "-f"], { env });
    expect(existsSync(dead)).toBe(false);
    expect(plimsoll(["sbom", packed], { env }).stderr).toContain("all known from the cache");
  });

  test("is not used when it is switched off", () => {
    const env = { PLIMSOLL_CACHE_DIR: join(work, "no-cache"), PLIMSOLL_NO_CACHE: "true" };
    plimsoll(["sbom", layout], { env });
    expect(existsSync(join(work, "no-cache/layers"))).toBe(false);
    expect(plimsoll(["sbom", layout], { env: { PLIMSOLL_NO_CACHE: "maybe" } })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("PLIMSOLL_NO_CACHE"),
    });
  });
});

describe("versions within", () => {
  test.each([
    ["semver", "^1.2.3", "1.9.0 2.0.0", "1.9.0"],
    ["vers", "vers:deb/>=1.0|<1.2-3", "1.2-1 1.2-3", "1.2-1"],
    ["maven", "[1.0,2.0)", "2.0", ""],
  ])("%s %s of %s", (scheme, range, versions, held) => {
    expect(plimsoll(["versions", "within", scheme, range, ...versions.split(" ")])).toMatchObject({
      status: held === "" ? 1 : 0,
      stdout: held === "" ? "" : `${held}\n`,
    });
  });

  test("a range that is none is told", () => {
    expect(plimsoll(["versions", "within", "gem", "~~ 1", "1"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("ERROR RANGE_INVALID"),
    });
  });
});

describe("versions compare", () => {
  test.each([
    ["deb", "1.0~rc1-1", "1.0-1", "-1"],
    ["semver", "1.10.0", "1.9.0", "1"],
    ["pep440", "1.0", "1.0.0", "0"],
  ])("%s %s %s is %s", (scheme, a, b, answer) => {
    expect(plimsoll(["versions", "compare", scheme, a, b])).toMatchObject({ status: 0, stdout: `${answer}\n` });
  });

  test("answers pairs from standard input, a line each", () => {
    const run = plimsoll(["versions", "compare", "deb"], { input: "1 2\n2\t1\n1  1\n" });
    expect(run).toMatchObject({ status: 0, stdout: "-1\n1\n0\n" });
  });

  test("answers a pair that cannot be compared with a question mark, and fails in the end", () => {
    const run = plimsoll(["versions", "compare", "semver"], { input: "1.0.0 rubbish\n1.0.0\n1.0.0 1.0.1\n" });
    expect(run).toMatchObject({ status: 1, stdout: "?\n?\n-1\n" });
    expect(run.stderr).toMatch(/line 1: [\s\S]*line 2: /);
  });

  test("refuses an order that is not there", () => {
    expect(plimsoll(["versions", "compare", "roman", "I", "V"])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/VERSION_SCHEME_UNKNOWN.*deb/),
    });
  });
});

describe("what an image says", () => {
  // A cleared screen in two spellings, a forged line, text that runs backwards, a tab, and nothing.
  const NASTY = "x\u001b[2J\u009b2J\n  ✓ forged\r\u2028\u202ey\tz\u200b";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
  const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069]|^ *✓ forged/m;
  const layer = {
    entries: [
      { path: "etc/os-release", content: `ID=debian\nVERSION_ID=12\nPRETTY_NAME="${NASTY.replace("\n", "")}"\n` },
      {
        path: "var/lib/dpkg/status",
        content: `Package: curl${NASTY.replace(/\n.*\r/, "")}\nSource: curl\nVersion: 7.88.1-10\n`,
      },
      { path: `${NASTY}/node_modules/x/package.json`, content: "{" },
      {
        path: `${NASTY}/node_modules/minimist/package.json`,
        content: JSON.stringify({ name: "minimist", version: "1.2.5", license: NASTY, author: NASTY }),
      },
      {
        path: `node_modules/y/package.json`,
        content: JSON.stringify({ name: `y${NASTY}`, version: `1.0.0${NASTY}` }),
      },
    ],
    createdBy: NASTY,
  };
  const config = {
    User: NASTY,
    Env: [`${NASTY}=${NASTY}`, "LANG=C"],
    Labels: { [NASTY]: NASTY },
    Entrypoint: [NASTY],
    Cmd: [NASTY],
    WorkingDir: NASTY,
    ExposedPorts: { [NASTY]: {} },
    Volumes: { [NASTY]: {} },
    StopSignal: NASTY,
  };
  const image = buildImage({ layers: [layer], created: NASTY, author: NASTY, config });
  const hostile = `oci-dir://${work}/hostile`;
  beforeAll(() => {
    writeOciLayout(join(work, "hostile"), [
      { name: `a${NASTY}`, image },
      { name: "b", image: buildImage({ layers: [layer, layer] }) },
    ]);
  });

  test.each([
    [["quickview"]],
    [["cves"]],
    [["cves", "--locations"]],
    [["cves", "--format", "only-packages"]],
    [["inspect"]],
    [["inspect", "--show-env-values"]],
    [["sbom", "--format", "list"]],
  ])("%j: moves no cursor and forges no line", (words) => {
    const { status, stdout, stderr } = plimsoll([...words, `${hostile}@${image.manifest.digest}`]);
    expect(status, stderr).toBe(0);
    expect(stdout).not.toMatch(OBEYED);
    expect(stderr).not.toMatch(OBEYED);
    expect(stdout).toContain("\\u001b");
    if (words[0] === "inspect") expect(stdout.split("y z").length).toBeGreaterThan(10);
  });

  test.each([[["sbom"]], [["cves", "--format", "json"]], [["inspect", "--format", "json", "--show-env-values"]]])(
    "%j: nor does it in a document, which says the same all the same",
    (words) => {
      const { stdout } = plimsoll([...words, `${hostile}@${image.manifest.digest}`]);
      expect(stdout).not.toMatch(OBEYED);
      const names = JSON.stringify(JSON.parse(stdout));
      expect(names).toContain("\u202ey");
    },
  );

  test("nor does it where its names are told in an error", () => {
    for (const words of [
      ["qv", hostile],
      ["qv", `${hostile}:none`],
      ["qv", "--platform", "linux/s390x", hostile],
    ]) {
      const { status, stderr } = plimsoll(words);
      expect(status).toBe(1);
      expect(stderr).not.toMatch(OBEYED);
    }
  });
});

describe("what goes into a pipe", () => {
  const createdBy = `RUN ${"make all && ".repeat(30)}true`;
  const reference = () => {
    const layer = { entries: [{ path: "a", content: "" }], createdBy };
    writeOciLayout(join(work, "long"), [{ image: buildImage({ layers: [layer] }) }]);
    return `oci-dir://${work}/long`;
  };

  test("is whole, whatever the terminal around it, and has signs of all kinds", () => {
    const { stdout } = plimsoll(["inspect", reference()], { env: { COLUMNS: "40", LC_ALL: "C" } });
    expect(stdout).toContain(createdBy);
    expect(stdout).toContain("│");
  });

  test.each([
    [false, {}],
    [true, { FORCE_COLOR: "1" }],
    [false, { FORCE_COLOR: "0" }],
    [false, { NO_COLOR: "1", FORCE_COLOR: "1" }],
  ])("has colours: %s, with %j", (expected, env) => {
    const { stdout, stderr } = plimsoll(["qv", layout], { env });
    expect({ stdout: stdout.includes("\u001b[1m"), stderr: stderr.includes("\u001b[32m✓") }).toEqual({
      stdout: expected,
      stderr: expected,
    });
  });

  test("has no progress, and a file has no colours", () => {
    const file = join(work, "coloured");
    const { stderr } = plimsoll(["qv", "-o", file, layout], { env: { FORCE_COLOR: "1" } });
    expect(readFileSync(file, "utf8")).not.toContain("\u001b");
    expect(stderr).not.toMatch(/\r|\.\.\. /);
  });
});

describe("--help", () => {
  const verbs = [
    ...["quickview", "cves", "sbom", "secrets", "inspect", "layers"],
    ...["db", "db build", "db update", "db status", "db list", "db verify"],
    ...["db export", "db import", "db pull", "db delta", "db diff"],
    ...["cache", "cache df", "cache prune", "versions", "versions compare", "versions within", "version"],
  ];
  const helps = new Map<string, string>();
  beforeAll(() => {
    for (const verb of ["", ...verbs]) {
      const { status, stdout } = plimsoll([...verb.split(" ").filter(Boolean), "--help"]);
      expect(status).toBe(0);
      helps.set(verb, stdout);
    }
  }, 60_000);
  const helpOf = (verb: string) => helps.get(verb) ?? "";

  test("fits a terminal of 80 columns", () => {
    const wide = [...helps.values()].flatMap((text) => text.split("\n")).filter((line) => columnsOf(line) > 80);
    expect(wide).toEqual([]);
  });

  test("names every verb", () => {
    for (const verb of COMMANDS) expect(helpOf("")).toMatch(new RegExp(`^  ${verb.name}\\b`, "m"));
  });

  test.each(["quickview", "cves", "sbom", "secrets", "inspect", "layers"])(
    "of %s tells how images are named and read",
    (verb) => {
      const help = helpOf(verb);
      for (const prefix of IMAGE_OPENERS.flatMap(({ prefixes }) => prefixes)) expect(help).toContain(prefix);
      for (const flag of [
        "insecure-registry",
        "max-image-size",
        "verify-layers",
        "limit",
        "strict",
        "platform",
        "ref",
      ]) {
        expect(help).toMatch(new RegExp(`^Reading the image:$[\\s\\S]*^  --${flag}\\b`, "m"));
      }
    },
  );

  test("has examples that work as they stand", () => {
    const folder = join(work, "examples");
    const bin = join(folder, "bin");
    writeOciLayout(join(folder, "image"), [{ image: buildImage(sampleImage) }]);
    writeOciLayout(
      join(folder, "images"),
      ["app", "other"].map((name) => ({ name, image: buildImage(sampleImage) })),
    );
    writeDockerArchive(join(folder, "app.tar"), [
      { name: "app:1", image: buildImage({ ...sampleImage, architecture: "arm64" }) },
    ]);
    writeFileSync(join(folder, "secrets.allow"), "rule:no-such-rule a sample\n");
    writeKeys(join(folder, "signing.pem"), join(folder, "public.pem"));
    mkdirSync(bin);
    writeFileSync(join(bin, "plimsoll"), `#!/bin/sh\nexec "${process.execPath}" "${root}src/cli/main.ts" "$@"\n`, {
      mode: 0o755,
    });
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      PLIMSOLL_DATA_DIR: join(folder, "data"),
      PLIMSOLL_MIRROR: join(work, "mirror"),
    };
    const commands = [...helps.values()].flatMap((text) =>
      [...text.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = ""]) => line),
    );
    expect(commands.length).toBeGreaterThan(10);
    const run = (command: string) =>
      spawnSync("bash", ["-c", `set -o pipefail; ${command}`], { cwd: folder, env, encoding: "utf8" });
    expect(run("plimsoll db update").status).toBe(0);
    for (const command of commands) {
      // A folder of the example's own, a tool that not every machine has, and images that are elsewhere.
      const here = command
        .replace("/srv/advisories", env.PLIMSOLL_MIRROR)
        .replace(/db pull (.*) (?:https:|ghcr\.io)\S+/, "db import $1 advisories.plimsoll")
        .replace(/db push (.*) ghcr\.io\S+/, "db export $1 -o pushed.plimsoll")
        .replace(/previous current/, "current current")
        .replace("jq .layers", "grep -q layers")
        .replace("docker save app:1.0", "cat app.tar")
        .replace(/ (debian:12|app:1\.0|registry:\S+)$/, " oci-dir://./image");
      const { status, stderr } = run(here);
      expect(status, `${command}\n${stderr}`).toBe(/cves.*--exit-code/.test(command) ? 2 : 0);
    }
  }, 120_000);
});

describe("the program", () => {
  test("tells its version in two ways", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(plimsoll(["--version"]).stdout).toBe(`${version}\n`);
    expect(plimsoll(["version"]).stdout).toContain(`version: v${version}`);
  });

  test("is quiet when asked", () => {
    expect(plimsoll(["-q", "qv", layout]).stderr).toBe("");
  });

  test("shows a layout's mistakes with a way out", () => {
    const { status, stderr } = plimsoll(["cves", "ftp://debian"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^ERROR REFERENCE_INVALID: 'ftp:\/\/debian': 'ftp:\/\/' is not known; Plimsoll reads\n {2}an engine of this machine/,
    );
  });

  test("fails on an unknown verb with a hint", () => {
    expect(plimsoll(["cve", layout])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("Did you mean cves?"),
    });
  });
});

const schemas = new Ajv2020({ strict: false });

/** A published schema lets fields pass that are not there yet; here nothing may be written that it does not name. */
function schemaOf(name: string): object {
  const text = readFileSync(join(root, `docs/reference/schemas/${name}.schema.json`), "utf8");
  return JSON.parse(text, (_key, value) => (value?.properties ? { additionalProperties: false, ...value } : value));
}

/** What a command writes, held to the schema that is published for it. */
// biome-ignore lint/suspicious/noExplicitAny: any document; the schema has spoken of its shape.
function json(words: readonly string[], schema: string): any {
  const { stdout, stderr, status } = plimsoll(words);
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout);
  const validate = schemas.compile(schemaOf(schema));
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  return document;
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleImage } from "../samples/image.ts";
import { makeMirror } from "../samples/make-mirror.ts";
import { buildImage } from "../src/image/build/build-image.ts";
import { writeOciLayout } from "../src/image/build/write-image.ts";

// VEX and the ignore file as people use them, on the sample image and the sample advisories.

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "plimsoll-cli-vex-"));
const image = `oci-dir://${work}/layout`;
const ANN = "Ann <ann@example.org>";

function plimsoll(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...words], {
    encoding: "utf8",
    cwd: work,
    env: {
      PATH: process.env.PATH,
      HOME: work,
      PLIMSOLL_DATA_DIR: join(work, "data"),
      PLIMSOLL_CACHE_DIR: join(work, "cache"),
      ...env,
    },
  });
}

/** The document of a verb, held to its schema. */
function json(words: readonly string[], schema: string, env: NodeJS.ProcessEnv = {}) {
  const { stdout, stderr, status } = plimsoll([...words, "--format", "json"], env);
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout);
  const file = join(root, `docs/reference/schemas/${schema}.schema.json`);
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(file, "utf8")));
  expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
  return document;
}

/** `package id` of what is listed, with what is said of it. */
function told(document: {
  packages: {
    name: string;
    vulnerabilities: { id: string; vex?: { status: string }; suppressed?: { by: string } }[];
  }[];
}): Record<string, string> {
  return Object.fromEntries(
    document.packages.flatMap(({ name, vulnerabilities }) =>
      vulnerabilities.map(({ id, vex, suppressed }) => [
        `${name} ${id}`,
        `${vex?.status ?? ""} ${suppressed?.by ?? ""}`,
      ]),
    ),
  );
}

const create = (...words: string[]) => plimsoll(["vex", "create", "--author", ANN, ...words]);

beforeAll(() => {
  writeOciLayout(join(work, "layout"), [{ name: "registry.local/sample:1.0", image: buildImage(sampleImage) }]);
  makeMirror(join(root, "samples/advisories"), join(work, "mirror"));
  expect(plimsoll(["db", "build", "--mirror", join(work, "mirror")]).status).toBe(0);
  const why = ["--status", "not_affected", "--justification", "vulnerable_code_not_in_execute_path"];
  const libc = ["--id", "CVE-2023-4911", "--product", "registry.local/sample:1.0", "--package", "pkg:deb/debian/libc6"];
  const lodash = ["--id", "GHSA-p6mc-m468-83gw", "--package", "pkg:npm/lodash"];
  expect(create(...libc, ...why, "-o", "doc.vex.json").status).toBe(0);
  const more = [...lodash, "--status", "affected", "--action-statement", "Update it."];
  expect(create(...more, "-o", "doc.vex.json", "--append").status).toBe(0);
  writeFileSync(
    join(work, "ignore.yaml"),
    "ignore:\n  - id: CVE-2021-44906\n    reason: only in tests\n  - id: CVE-2019-14234\n    reason: a\n    expires: 2020-01-01\n",
  );
  return () => rmSync(work, { recursive: true, force: true });
});

const VEX = ["--vex-location", "doc.vex.json", "--vex-author", "ann@example.org"];
const IGNORE = ["--ignore-file", "ignore.yaml"];

describe("cves", () => {
  test("keeps suppressed findings in sight, and counts them apart", () => {
    const bare = json(["cves", image], "cves");
    const document = json(["cves", ...VEX, ...IGNORE, image], "cves");
    expect(told(document)).toMatchObject({
      "libc6 CVE-2023-4911": "not_affected vex",
      "libc-bin CVE-2023-4911": " ",
      "lodash CVE-2020-8203": "affected ",
      "minimist CVE-2021-44906": " ignore-file",
      "Django CVE-2019-14234": " ",
    });
    expect(Object.keys(told(document)).sort()).toEqual(Object.keys(told(bare)).sort());
    expect(document.suppressed).toBe(2);
    expect(document.summary).toEqual({
      ...bare.summary,
      high: bare.summary.high - 1,
      critical: bare.summary.critical - 1,
    });
    expect(document.problems.map(({ code }: { code: string }) => code)).toEqual(["IGNORE_EXPIRED"]);
  });

  test("marks them in the text, with who says so and why", () => {
    const { stdout, stderr } = plimsoll(["cves", ...VEX, ...IGNORE, image]);
    expect(stdout).toContain("✗ HIGH CVE-2023-4911  SUPPRESSED");
    expect(stdout).toContain(
      `Suppressed     : not_affected (vulnerable_code_not_in_execute_path); says ${ANN}, doc.vex.json`,
    );
    expect(stdout).toContain("Suppressed     : ignored: only in tests; says ignore.yaml:2");
    expect(stdout).toContain(`VEX            : affected: Update it.; says ${ANN}, doc.vex.json`);
    expect(stdout).toContain("12 vulnerabilities found in 11 packages (2 suppressed)");
    expect(stderr).toContain("; 2 suppressed");
  });

  test.each<[flags: string[], gone: string[]]>([
    [["--ignore-suppressed"], ["libc6 CVE-2023-4911", "minimist CVE-2021-44906"]],
    [["--only-vex-affected"], ["libc6 CVE-2023-4911"]],
    [["--vex"], ["libc6 CVE-2023-4911"]],
  ])("with %j leaves out what does not count", (flags, gone) => {
    const all = Object.keys(told(json(["cves", ...VEX, ...IGNORE, image], "cves")));
    const left = Object.keys(told(json(["cves", ...VEX, ...IGNORE, ...flags, image], "cves")));
    expect(all.filter((row) => !left.includes(row)).sort()).toEqual(gone);
  });

  test("passes a gate where all that is left is suppressed", () => {
    const gate = ["cves", "--exit-code", "--only-cve-id", "CVE-2021-44906"];
    expect(plimsoll([...gate, image]).status).toBe(2);
    expect(plimsoll([...gate, ...IGNORE, image]).status).toBe(0);
  });

  test.each<[title: string, flags: string[], env: NodeJS.ProcessEnv, status: string]>([
    ["nobody but those of Docker by default", [], {}, " "],
    ["those that the flag names", ["--vex-author", "<ann@.*>"], {}, "not_affected vex"],
    ["those that the variable names", [], { PLIMSOLL_VEX_AUTHOR: "^Ann" }, "not_affected vex"],
    ["the flag's and not the variable's", ["--vex-author", "Bob"], { PLIMSOLL_VEX_AUTHOR: "^Ann" }, " "],
  ])("believes authors: %s", (_, flags, env, status) => {
    const document = json(["cves", "--vex-location", "doc.vex.json", ...flags, image], "cves", env);
    expect(told(document)["libc6 CVE-2023-4911"]).toBe(status);
    const codes = document.problems.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(status === " " ? ["VEX_IGNORED"] : []);
  });

  test("is not stopped by a document that is broken", () => {
    writeFileSync(join(work, "broken.vex.json"), '{"statements": [');
    const document = json(["cves", ...VEX, "--vex-location", "broken.vex.json", image], "cves");
    expect(told(document)["libc6 CVE-2023-4911"]).toBe("not_affected vex");
    expect(document.problems).toMatchObject([{ code: "VEX_MALFORMED" }]);
  });

  test("reads .plimsollignore.yaml of the working folder", () => {
    writeFileSync(join(work, ".plimsollignore.yaml"), "ignore:\n  - package: minimist\n    reason: a\n");
    const document = json(["cves", image], "cves");
    rmSync(join(work, ".plimsollignore.yaml"));
    expect(told(document)["minimist CVE-2021-44906"]).toBe(" ignore-file");
  });

  test("stops at an ignore file that it does not understand, and at one that is not there", () => {
    writeFileSync(join(work, "wrong.yaml"), "ignore:\n  - cve: CVE-2021-44906\n");
    const wrong = plimsoll(["cves", "--ignore-file", "wrong.yaml", image]);
    expect([wrong.status, wrong.stderr]).toEqual([
      1,
      expect.stringContaining("wrong.yaml:2: 'cve' is not known here: id, package, path, layer, reason, expires"),
    ]);
    expect(plimsoll(["cves", "--ignore-file", "nowhere.yaml", image]).stderr).toContain("READ_FAILED");
  });
});

test("quickview counts without what is suppressed", () => {
  const { stdout } = plimsoll(["quickview", ...VEX, ...IGNORE, image]);
  expect(stdout).toContain("2C     9H     0M     1L");
  expect(stdout).not.toContain("minimist");
});

describe("vex list", () => {
  test("shows the statements that are about an image", () => {
    const { stdout, status } = plimsoll(["vex", "list", ...VEX, image]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^CVE-2023-4911 +not_affected \(vulnerable_code_not_in_execute_path\) +pkg:deb\/debian\/libc6@/m,
    );
    expect(stdout).toMatch(/^GHSA-p6mc-m468-83gw +affected +pkg:npm\/lodash@4\.17\.15/m);
  });

  test("as JSON, with those that another one overrules", () => {
    const fixed = [
      "--id",
      "CVE-2023-4911",
      "--package",
      "pkg:deb/debian/libc6",
      "--status",
      "fixed",
      "-o",
      "late.vex.json",
    ];
    expect(create(...fixed).status).toBe(0);
    const { statements } = json(["vex", "list", ...VEX, "--vex-location", "late.vex.json", image], "vex-list");
    const libc = statements.filter(({ ids }: { ids: string[] }) => ids[0] === "CVE-2023-4911");
    expect(libc).toMatchObject([
      { status: "fixed", overruled: [] },
      { status: "not_affected", overruled: [expect.stringMatching(/^pkg:deb\/debian\/libc6@/)] },
    ]);
  });
});

test("vex create refuses a statement without a reason", () => {
  const { status, stderr } = create("--id", "CVE-1", "--package", "pkg:npm/a", "--status", "not_affected");
  expect([status, stderr]).toEqual([1, expect.stringContaining("say why")]);
});

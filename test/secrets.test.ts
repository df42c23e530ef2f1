import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { zstdDecompressSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { buildImage } from "../src/image/build/build-image.ts";
import { writeOciLayout } from "../src/image/build/write-image.ts";
import { SbomDocument, SecretsDocument } from "../src/report/contracts.ts";
import { madeUp, randomNumbers } from "./support/made-up-secret.ts";

// `plimsoll secrets` as people run it, on an image with a secret in every place where one may be.

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "plimsoll-secrets-"));
const layout = `oci-dir://${work}/layout`;
const random = randomNumbers(2024);
const some = (pattern: string) => madeUp(pattern, random);

const planted = {
  deleted: some("ghp_[A-Za-z0-9]{36}"),
  file: some("glpat-[\\w-]{20}"),
  password: some("[A-Z][a-z]{3}[0-9]{3}[!%=+][A-Za-z]{4}"),
  variable: some("dop_v1_[a-f0-9]{64}"),
  plainVariable: some("[A-Z][a-z]{5}[0-9]{4}[A-Za-z]{6}"),
  label: some("npm_[A-Za-z0-9]{36}"),
  argument: some("[a-z]{6}[0-9]{4}[A-Z]{6}"),
  instruction: some("shpat_[a-f0-9]{32}"),
  command: some("hvs\\.[\\w-]{90}"),
  inPath: some("AKIA[A-Z2-7]{16}"),
};

const spec = {
  layers: [
    {
      createdBy: `RUN |1 BUILD_SECRET=${planted.argument} /bin/sh -c make`,
      entries: [
        { path: "root/.token", content: `a\n${planted.deleted}\n` },
        { path: "app/settings.env", content: `# c\nGITLAB=${planted.file}\nDB_PASSWORD=${planted.password}\n` },
        { path: "app/node_modules/broken/package.json", content: `${planted.inPath}` },
      ],
    },
    { entries: [{ path: "root/.wh..token" }] },
  ],
  config: {
    Env: [`NOTE=${planted.variable}`, `ADMIN_PASSWORD=${planted.plainVariable}`],
    Labels: { note: planted.label },
    Cmd: ["run", planted.command],
  },
  emptyHistory: [`RUN curl -H 'X-Token: ${planted.instruction}' https://shop.local`],
};

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** All that any run said. */
const said: string[] = [];

function plimsoll(words: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...words], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      HOME: work,
      PLIMSOLL_DATA_DIR: join(work, "data"),
      PLIMSOLL_CACHE_DIR: join(work, "cache"),
      ...env,
    },
  });
  said.push(stdout, stderr);
  return { status, stdout, stderr };
}

beforeAll(() => {
  writeOciLayout(join(work, "layout"), [{ name: "app", image: buildImage(spec) }]);
  return () => rmSync(work, { recursive: true, force: true });
});

const jsonOf = (words: readonly string[] = []) => {
  const run = plimsoll(["secrets", "--format", "json", ...words, layout]);
  expect(run.status, run.stderr).toBe(0);
  return SecretsDocument.parse(JSON.parse(run.stdout));
};

/** Fingerprints are each installation's own. */
const steady = (text: string) =>
  text.replaceAll(/fingerprint:[0-9a-f]{32}/g, "fingerprint:…").replaceAll(/\b[0-9a-f]{12}\b/g, "…");

describe("secrets", () => {
  test("finds one in every place, worst first, as JSON by its contract", () => {
    const document = jsonOf();
    expect(document.secrets.map(({ rule, severity, place }) => [severity, rule, place.kind])).toEqual([
      ["critical", "aws-access-key-id", "file"],
      ["critical", "gitlab-pat", "file"],
      ["critical", "github-pat", "file"],
      ["critical", "vault-service-token", "command"],
      ["critical", "digitalocean-pat", "environment"],
      ["critical", "npm-access-token", "label"],
      ["critical", "shopify-access-token", "history"],
      ["medium", "credential-setting", "file"],
      ["medium", "credential-variable", "environment"],
      ["medium", "credential-variable", "history"],
    ]);
    expect(document.summary).toMatchObject({ critical: 7, medium: 3 });
    const deleted = document.secrets.find(({ rule }) => rule === "github-pat");
    expect(deleted).toMatchObject({
      masked: `${planted.deleted.slice(0, 4)}…${planted.deleted.slice(-2)}`,
      place: { path: "/root/.token", line: 2, layer: { ordinal: 0 }, gone: { how: "deleted", layer: { ordinal: 1 } } },
    });
  });

  test("is written for code scanning, as SARIF", () => {
    const file = join(work, "secrets.sarif");
    const run = plimsoll(["secrets", "--format", "sarif", "-e", "-o", file, layout]);
    expect(run.status, run.stderr).toBe(2);
    const [{ tool, results }] = JSON.parse(readFileSync(file, "utf8")).runs;
    said.push(readFileSync(file, "utf8"));
    const document = jsonOf();
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(document.secrets.map(({ rule }) => rule));
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
      [...new Set(document.secrets.map(({ rule }) => rule))].sort(),
    );
    expect(plimsoll(["secrets", "--format", "sarif", layout]).status).toBe(0);
  });

  test("is written for people", () => {
    const { stdout, stderr, status } = plimsoll(["secrets", layout]);
    expect(status).toBe(0);
    expect(stderr).toContain("✗ 10 secrets found");
    expect(steady(stdout)).toContain(
      [
        `✗ CRITICAL GitHub personal access token  ${planted.deleted.slice(0, 4)}…${planted.deleted.slice(-2)}`,
        "    /root/.token:2",
        "      layer 0 (…)",
        "      deleted by layer 1 (…); still there for whoever pulls the image",
        "    rule:github-pat fingerprint:…",
      ].join("\n"),
    );
  });

  test("gives 2 when asked to and one is left, 0 otherwise", () => {
    const list = join(work, "all.allow");
    writeFileSync(
      list,
      jsonOf()
        .secrets.map(({ fingerprint }) => `fingerprint:${fingerprint} ours\n`)
        .join(""),
    );
    expect(plimsoll(["secrets", layout]).status).toBe(0);
    expect(plimsoll(["secrets", "-e", layout]).status).toBe(2);
    expect(plimsoll(["secrets", "-e", "--only-severity", "low", layout]).status).toBe(0);
    expect(plimsoll(["secrets", "-e", "--allow", list, layout]).status).toBe(0);
  });

  test("lets be what a list allows, with its reason, and tells of lines that allow nothing", () => {
    const list = join(work, "some.allow");
    writeFileSync(list, "# reviewed\nrule:github-pat path:/root/** revoked last year\nrule:putty-private-key gone\n");
    const { stdout, stderr } = plimsoll(["secrets", "--format", "json", "--allow", list, layout]);
    const document = SecretsDocument.parse(JSON.parse(stdout));
    expect(document.allowed).toMatchObject([{ rule: "github-pat", reason: "revoked last year" }]);
    expect(document.secrets.some(({ rule }) => rule === "github-pat")).toBe(false);
    expect(stderr).toContain(`some.allow:3: allows nothing that was found`);
    expect(stderr).toContain("9 secrets found; 1 allowed");
    expect(plimsoll(["secrets", "--allow", list, layout]).stdout).toContain("revoked last year");
  });

  test("refuses a list that is none, and one that is not there", () => {
    writeFileSync(join(work, "bad.allow"), "rule:github-pat\n");
    expect(plimsoll(["secrets", "--allow", join(work, "bad.allow"), layout])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("bad.allow:1: says not why"),
    });
    expect(plimsoll(["secrets", "--allow", join(work, "none"), layout])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("READ_FAILED"),
    });
  });

  test("reads folders too", () => {
    const { stdout } = plimsoll(["secrets", "--format", "json", `fs://${work}/layout`]);
    expect(SecretsDocument.parse(JSON.parse(stdout)).target.reference).toBe(`fs://${work}/layout`);
  });

  test("keeps its salt to itself, and goes on with it", () => {
    const path = join(work, "data/secrets/salt");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const salt = readFileSync(path, "utf8").trim();
    const [first] = jsonOf().secrets;
    expect(jsonOf().secrets[0]?.fingerprint).toBe(first?.fingerprint);
    expect(said.join("")).not.toContain(salt);
    const other = plimsoll(["secrets", "--format", "json", layout], { PLIMSOLL_DATA_DIR: join(work, "other") });
    expect(JSON.parse(other.stdout).secrets[0].fingerprint).not.toBe(first?.fingerprint);
    writeFileSync(join(work, "other/secrets/salt"), "x");
    expect(plimsoll(["secrets", layout], { PLIMSOLL_DATA_DIR: join(work, "other") })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("is no salt of fingerprints"),
    });
  });
});

describe("sbom --secrets", () => {
  test("has them in a section of their own", () => {
    const { stdout } = plimsoll(["sbom", "--secrets", layout]);
    const document = SbomDocument.parse(JSON.parse(stdout));
    expect(document.secrets?.secrets).toEqual(jsonOf().secrets);
    expect(SbomDocument.parse(JSON.parse(plimsoll(["sbom", layout]).stdout)).secrets).toBeUndefined();
  });

  test.each([
    [["sbom", "--secrets", "--format", "list"], "--secrets goes with --format json"],
    [["sbom", "--allow", "x"], "--allow goes with --secrets only"],
  ])("%j is refused", (words, message) => {
    expect(plimsoll([...words, layout])).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
  });
});

// Last: it looks at what all the others said and left behind.
describe("nothing that was planted is told", () => {
  const shown = (text: string) => Object.entries(planted).filter(([, secret]) => text.includes(secret));

  test("by any output of any command", () => {
    for (const words of [
      ["secrets"],
      ["secrets", "--format", "json"],
      ["secrets", "--format", "sarif"],
      ["sbom", "--secrets"],
      ["sbom"],
      ["inspect"],
    ]) {
      plimsoll([...words, layout]);
      plimsoll(["--debug", ...words, "--limit", "layer-entries=1", "--strict", layout]);
      plimsoll([...words, "-o", join(work, "report.out"), layout]);
      expect(shown(readFileSync(join(work, "report.out"), "utf8"))).toEqual([]);
    }
    plimsoll(["inspect", "--format", "json", layout]);
    expect(said.length).toBeGreaterThan(40);
    expect(shown(said.join("\n"))).toEqual([]);
  }, 90_000);

  test("by any file of the cache and of the data folder", () => {
    let files = 0;
    for (const folder of [join(work, "cache"), join(work, "data")]) {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const path = join(folder, name);
        if (!statSync(path).isFile()) continue;
        files++;
        const bytes = readFileSync(path);
        const text = name.startsWith("layers") ? zstdDecompressSync(bytes).toString() : bytes.toString("latin1");
        expect(shown(text), name).toEqual([]);
      }
    }
    expect(files).toBeGreaterThan(3);
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleImage } from "../samples/image.ts";
import { makeMirror } from "../samples/make-mirror.ts";
import { SBOM_FORMATS } from "../src/exchange/formats.ts";
import { buildImage } from "../src/image/build/build-image.ts";
import { writeOciLayout } from "../src/image/build/write-image.ts";

// The program as people run it: lists of packages in the formats of other tools, out and in.

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "plimsoll-cli-sbom-"));
const layout = `oci-dir://${work}/layout`;

function plimsoll(words: readonly string[], input?: Uint8Array | string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...words], {
    input,
    env: {
      PATH: process.env.PATH,
      HOME: work,
      PLIMSOLL_DATA_DIR: join(work, "data"),
      PLIMSOLL_CACHE_DIR: join(work, "cache"),
      ...env,
    },
  });
  return { status, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

/** What a report finds, whatever it was made from. */
function findingsOf(reference: string): unknown {
  const { status, stdout, stderr } = plimsoll(["-q", "cves", "--format", "json", reference]);
  expect(status, stderr).toBe(0);
  const { packages, summary, problems } = JSON.parse(stdout);
  return { packages, summary, problems };
}

let ofImage: unknown;

beforeAll(() => {
  writeOciLayout(join(work, "layout"), [{ name: "registry.local/team/app:1.0", image: buildImage(sampleImage) }]);
  makeMirror(join(root, "samples/advisories"), join(work, "mirror"));
  const built = plimsoll(["db", "build", "--mirror", join(work, "mirror")]);
  expect(built.status, built.stderr).toBe(0);
  ofImage = findingsOf(layout);
  return () => rmSync(work, { recursive: true, force: true });
});

describe("sbom --format", () => {
  const whole = [...SBOM_FORMATS.map(({ name }) => name).filter((name) => name !== "github"), "json"];

  test.each(whole)("%s: cves says of the file what it says of the image", (format) => {
    const file = join(work, `app.${format}`);
    const { status, stderr } = plimsoll(["sbom", "--format", format, "-o", file, layout]);
    expect(status, stderr).toBe(0);
    expect(findingsOf(`sbom://${file}`)).toEqual(ofImage);
    // Of the environment nothing is told to others; our own form has it masked.
    expect(readFileSync(file, "utf8")).not.toMatch(format === "json" ? /not-a-real-one/ : /DATABASE_PASSWORD/);
  });

  test("writes the same bytes twice, at the time that SOURCE_DATE_EPOCH names", () => {
    const words = ["-q", "sbom", "--format", "cyclonedx", layout];
    const [first, second] = [plimsoll(words), plimsoll(words)];
    expect(first.stdout).toBe(second.stdout);
    expect(JSON.parse(first.stdout).metadata.timestamp).toBe("2023-06-12T00:00:00Z");
    const later = plimsoll(words, undefined, { SOURCE_DATE_EPOCH: "1700000000" });
    expect(JSON.parse(later.stdout).metadata.timestamp).toBe("2023-11-14T22:13:20Z");
    const wrong = plimsoll(words, undefined, { SOURCE_DATE_EPOCH: "today" });
    expect(wrong.stderr).toContain("ERROR OPTION_INVALID");
  });

  test("github names the commit that a workflow is about", () => {
    const env = {
      GITHUB_SHA: "a".repeat(40),
      GITHUB_REF: "refs/heads/main",
      GITHUB_RUN_ID: "7",
      GITHUB_WORKFLOW: "ci",
      GITHUB_JOB: "scan",
    };
    const { stdout } = plimsoll(["-q", "sbom", "--format", "github", layout], undefined, env);
    expect(JSON.parse(stdout)).toMatchObject({
      sha: "a".repeat(40),
      ref: "refs/heads/main",
      job: { id: "7", correlator: "ci_scan" },
    });
  });

  test("a format that is none is refused with those there are", () => {
    const { status, stderr } = plimsoll(["sbom", "--format", "cyclonedx@0.9", layout]);
    expect(status).toBe(1);
    for (const { name } of SBOM_FORMATS) expect(stderr).toContain(name);
  });
});

describe("sbom://", () => {
  const trivy = readFileSync(join(root, "src/exchange/fixtures/trivy.json"));
  const list = ["-q", "sbom", "--format", "list"];

  test.each([
    ["as it is, from standard input", "sbom://-", trivy],
    ["without a name, from standard input", "sbom://", trivy],
    ["packed with gzip", "sbom://-", gzipSync(trivy)],
    ["packed with zstd", "sbom://-", zstdCompressSync(trivy)],
  ])("reads a document %s", (_title, reference, input) => {
    const { status, stdout, stderr } = plimsoll([...list, reference], input);
    expect(status, stderr).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
      "Name",
      "python3-yaml",
      "zlib1g",
      "@babel/runtime",
      "",
    ]);
  });

  test("our own form goes through a pipe", () => {
    const { stdout } = plimsoll(["-q", "sbom", layout]);
    const { status, stdout: found } = plimsoll(["-q", "cves", "--format", "json", "sbom://-"], stdout);
    expect(status).toBe(0);
    expect(JSON.parse(found).packages).toEqual((ofImage as { packages: unknown }).packages);
  });

  test("quickview says what is known, and that the rest is not", () => {
    const { stdout } = plimsoll(["-q", "quickview", `sbom://${join(root, "src/exchange/fixtures/syft.cdx.json")}`]);
    expect(stdout).toMatch(/platform +│ +Debian GNU\/Linux 12/);
    expect(stdout).toMatch(/size +│ +unknown/);
    expect(stdout).toMatch(/packages +│ +4 \(2 deb, 1 npm, 1 pypi\)/);
  });

  test("what could not be checked is a problem of the report", () => {
    const file = join(work, "nameless.json");
    writeFileSync(file, JSON.stringify({ bomFormat: "CycloneDX", components: [{ name: "a", version: "1" }] }));
    expect(findingsOf(`sbom://${file}`)).toMatchObject({
      problems: [{ code: "PACKAGE_URL_INVALID" }, { code: "ADVISORIES_MISSING" }],
    });
  });

  test.each([
    ["a file that is not there", ["sbom:///nowhere"], trivy, "READ_FAILED"],
    ["a folder", [`sbom://${work}`], trivy, "READ_FAILED"],
    ["half of a packed file", ["sbom://-"], gzipSync(trivy).subarray(0, 500), "FILE_MALFORMED"],
    ["no list of packages", ["sbom://-"], "{}", "FILE_MALFORMED"],
    ["what is too large", ["--limit", "sbom-bytes=1000", "sbom://-"], trivy, "LIMIT_EXCEEDED"],
    ["what is too large unpacked", ["--limit", "sbom-bytes=3000", "sbom://-"], gzipSync(trivy), "LIMIT_EXCEEDED"],
    ["too many values", ["--limit", "sbom-values=10", "sbom://-"], trivy, "LIMIT_EXCEEDED"],
    ["a platform of it", ["--platform", "linux/arm64", "sbom://-"], trivy, "OPTION_INVALID"],
  ])("refuses %s", (_title, words, input, code) => {
    const { status, stderr } = plimsoll([...list, ...words], input);
    expect(status).toBe(1);
    expect(stderr).toContain(`ERROR ${code}`);
  });
});

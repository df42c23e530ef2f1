import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleImage } from "../samples/image.ts";
import { makeMirror } from "../samples/make-mirror.ts";
import { tarOf } from "../src/advisories/fixtures/tar-of.ts";
import { buildImage } from "../src/image/build/build-image.ts";
import { writeOciLayout } from "../src/image/build/write-image.ts";

// Exploitation, likelihood and ends of support as the program tells them, on the sample image.

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "plimsoll-facts-"));
const layout = `oci-dir://${work}/layout`;

const PAGE = `---
permalink: /debian
releases:
${Array.from({ length: 15 }, (_, version) => `  - releaseCycle: "${version}"\n    eol: 2020-01-01\n`).join("")}---
`;

const FACTS: Readonly<Record<string, string | Buffer>> = {
  "kev/known_exploited_vulnerabilities.json": JSON.stringify({
    vulnerabilities: [
      {
        cveID: "CVE-2023-4911",
        dateAdded: "2023-11-21",
        dueDate: "2023-12-12",
        knownRansomwareCampaignUse: "Known",
      },
    ],
  }),
  "epss/epss_scores-current.csv.gz": gzipSync(
    "#model_version:v1,score_date:2026-08-16\ncve,epss,percentile\nCVE-2023-4911,0.7,0.98\nCVE-2018-18074,0.02,0.8\n",
  ),
  "endoflife/endoflife.date-products.tar.gz": tarOf({ "a/products/debian.md": PAGE }),
};

function plimsoll(words: readonly string[], data = "data") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...words], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      HOME: work,
      PLIMSOLL_DATA_DIR: join(work, data),
      PLIMSOLL_CACHE_DIR: join(work, "cache"),
    },
  });
  return { status, stdout, stderr };
}

interface Vulnerability {
  readonly id: string;
  readonly exploited?: unknown;
  readonly epss?: unknown;
}

function cves(...flags: string[]): { vulnerabilities: Vulnerability[]; problems: { code: string; message: string }[] } {
  const { stdout, stderr, status } = plimsoll(["cves", "--format", "json", ...flags, layout]);
  expect(status, stderr).toBe(0);
  const { packages, problems } = JSON.parse(stdout);
  return {
    vulnerabilities: packages.flatMap((pkg: { vulnerabilities: Vulnerability[] }) => pkg.vulnerabilities),
    problems,
  };
}

beforeAll(() => {
  writeOciLayout(join(work, "layout"), [{ name: "sample", image: buildImage(sampleImage) }]);
  makeMirror(join(root, "samples/advisories"), join(work, "plain"));
  makeMirror(join(root, "samples/advisories"), join(work, "mirror"));
  for (const [path, content] of Object.entries(FACTS)) {
    mkdirSync(dirname(join(work, "mirror", path)), { recursive: true });
    writeFileSync(join(work, "mirror", path), content);
  }
  for (const [mirror, data] of [
    ["mirror", "data"],
    ["plain", "without"],
  ]) {
    const built = plimsoll(["db", "build", "--mirror", join(work, mirror ?? "")], data);
    expect(built.status, built.stderr).toBe(0);
  }
  return () => rmSync(work, { recursive: true, force: true });
});

test("status shows the sources of facts with their records", () => {
  const { stdout } = plimsoll(["db", "status"]);
  expect(stdout).toMatch(/cisa-kev +fresh +1 /);
  expect(stdout).toMatch(/epss +fresh +2 /);
  expect(stdout).toMatch(/endoflife-pages +fresh +15 /);
});

test("JSON has exploitation and likelihood, and the end of the distribution first among the problems", () => {
  const { vulnerabilities, problems } = cves();
  expect(vulnerabilities.find(({ id }) => id === "CVE-2023-4911")).toMatchObject({
    exploited: { added: "2023-11-21", due: "2023-12-12", ransomware: true },
    epss: { score: 0.7, percentile: 0.98 },
  });
  expect(problems[0]).toMatchObject({ code: "DISTRIBUTION_END_OF_LIFE" });
  expect(problems[0]?.message).toContain("its support ended on 2020-01-01");
});

test.each(["cves", "quickview"])("%s tells people of the end of the distribution", (verb) => {
  expect(plimsoll([verb, layout]).stdout.replaceAll(/\s+/g, " ")).toContain("its support ended on 2020-01-01");
});

test("the text tells of exploitation always, of likelihood when it is asked for", () => {
  const plain = plimsoll(["cves", layout]).stdout;
  expect(plain).toMatch(/Exploited +: known since 2023-11-21; to be mended by 2023-12-12; used by ransomware/);
  expect(plain).not.toContain("EPSS");
  for (const flags of [["--epss"], ["--sort", "risk"], ["--sort", "epss"], ["--epss-score", "0.1"]]) {
    expect(plimsoll(["cves", ...flags, layout]).stdout).toMatch(/EPSS +: 70.00%, 98th percentile/);
  }
});

describe("filters", () => {
  test.each<[string[], string[]]>([
    [["--only-cisa-kev"], ["CVE-2023-4911"]],
    [["--epss-score", "0.5"], ["CVE-2023-4911"]],
    [
      ["--epss-percentile", "0.8"],
      ["CVE-2018-18074", "CVE-2023-4911"],
    ],
    [["--epss-percentile", "0.8", "--epss-score", "0.5"], ["CVE-2023-4911"]],
  ])("%j", (flags, expected) => {
    // Malware is never hidden by what nobody scores it for.
    const ids = cves(...flags).vulnerabilities.map(({ id }) => id);
    expect([...new Set(ids)].filter((id) => !id.startsWith("MAL-")).sort()).toEqual(expected);
  });

  test.each([["--epss-score"], ["--epss-percentile"]])("%s takes a number from 0 to 1", (flag) => {
    for (const value of ["2", "-1", "x", "1e3", ""]) {
      const { status, stderr } = plimsoll(["cves", `${flag}=${value}`, layout]);
      expect(status).toBe(1);
      expect(stderr).toContain("is no number from 0 to 1");
    }
  });

  test.each([["--only-cisa-kev"], ["--epss-score=0.1"], ["--epss-percentile=0.1"]])(
    "%s is refused where nothing is known to filter by",
    (flag) => {
      const { status, stdout, stderr } = plimsoll(["cves", "--exit-code", flag, layout], "without");
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toContain("ADVISORIES_MISSING");
    },
  );
});

test("by risk what is exploited comes first, by name whatever it is", () => {
  const first = cves("--sort", "risk").vulnerabilities.find(({ id }) => !id.startsWith("MAL-"));
  expect(first?.id).toBe("CVE-2023-4911");
  const { stdout } = plimsoll(["cves", "--format", "json", "--sort", "package", layout]);
  const names = JSON.parse(stdout).packages.map(({ type, name }: { type: string; name: string }) => `${type} ${name}`);
  expect(names).toEqual(names.toSorted());
});

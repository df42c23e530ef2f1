import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Problem } from "../../model/errors.ts";
import type { EpssScores } from "../epss-scores.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { epss } from "./epss.ts";

const HEAD = "#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\n";

async function read(path: string): Promise<{ scores: EpssScores | undefined; problems: Problem[] }> {
  const problems: Problem[] = [];
  return { scores: await epss.readScores?.([path], (problem) => problems.push(problem)), problems };
}

async function readText(text: string | Buffer) {
  using scratch = new Scratch();
  return await read(scratch.write("a.csv.gz", typeof text === "string" ? gzipSync(text) : text));
}

test("a table is read with its day", async () => {
  const { scores, problems } = await readText(`${HEAD}CVE-1999-0001,0.03351,0.87650\r\nCVE-2024-0001,9e-05,0.00010`);
  expect(problems).toEqual([]);
  expect(scores).toEqual({
    date: "2026-08-16",
    scores: [
      { id: "CVE-1999-0001", score: 0.03351, percentile: 0.8765 },
      { id: "CVE-2024-0001", score: 0.00009, percentile: 0.0001 },
    ],
  });
});

test("lines that are broken are named and left out, the others stand", async () => {
  const lines = [
    "CVE-1999-0001,1.2,0.5",
    "CVE-1999-0001,0.1,x",
    "CVE-1999-0001,0.2,0.3",
    "x,0.1,0.1",
    "CVE-1999-0002,,",
  ];
  const { scores, problems } = await readText(HEAD + lines.join("\n"));
  expect(scores?.scores).toEqual([{ id: "CVE-1999-0001", score: 0.1 }]);
  expect(problems.map(({ message }) => message)).toEqual([
    'epss: line 3: "CVE-1999-0001,1.2,0.5"',
    "epss: CVE-1999-0001: comes twice; the first stands",
    'epss: line 6: "x,0.1,0.1"',
    'epss: line 7: "CVE-1999-0002,,"',
  ]);
});

test.each([
  ["no gzip", Buffer.from("<html>")],
  ["no day", "cve,epss,percentile\nCVE-1999-0001,0.1,0.1"],
  ["other columns", `${HEAD.split("\n")[0]}\nid,score\n`],
  ["empty", ""],
  ["cut off", gzipSync(HEAD.repeat(20)).subarray(0, 40)],
])("%s is refused as a whole", async (_, content) => {
  await expect(readText(content)).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const data = process.env.PLIMSOLL_TEST_DATA;

test.skipIf(data === undefined)("the real table is read in full", { timeout: 30_000 }, async () => {
  const { scores, problems } = await read(join(data ?? "", "data/feeds/epss/epss_scores-current.csv.gz"));
  expect(problems).toEqual([]);
  expect(scores?.date).toBe("2026-08-16");
  expect(scores?.scores).toHaveLength(360_142);
});

import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { KnownError, messageOf, type Report } from "../../model/errors.ts";
import { dayOf } from "../date-text.ts";
import { type EpssScore, type EpssScores, isScoredId } from "../epss-scores.ts";
import type { Feed } from "../feed.ts";

const name = "epss";

/** Ten times as many as there are. */
const MOST_LINES = 4_000_000;
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * How likely each CVE is to be exploited in the next thirty days, by FIRST's model. Its scores lie beside the snapshot.
 *
 * Source: https://www.first.org/epss/data_stats
 */
export const epss: Feed = {
  name,
  describes: "How likely CVEs are to be exploited, from EPSS by FIRST and Empirical Security (attribution asked for)",
  license: "free use with attribution",
  files: [
    {
      url: "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
      mirrorPath: "epss/epss_scores-current.csv.gz",
      maxBytes: 64 * 1024 * 1024,
    },
  ],
  version: 1,

  // It has no advisories.
  async *parse() {},

  async readScores([path = ""], report) {
    try {
      return await readTable(path, report);
    } catch (cause) {
      if (cause instanceof KnownError) throw cause;
      throw new KnownError("FEED_MALFORMED", `${name}: not a table of scores: ${messageOf(cause)}`, {}, cause);
    }
  },
};

/** `#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000`, the names of the columns, then a line a CVE. */
async function readTable(path: string, report: Report): Promise<EpssScores> {
  let number = 0;
  let date: string | undefined;
  const scores = new Map<string, EpssScore>();
  for await (const line of linesOf(path)) {
    if (++number > MOST_LINES) throw new KnownError("LIMIT_EXCEEDED", `${name}: more than ${MOST_LINES} lines`);
    if (number === 1) {
      date = dayOf(/(?:^#|,)score_date:([^,]{10,40})/.exec(line)?.[1]);
      if (date === undefined) throw new TypeError("its first line does not say of which day it is");
    } else if (number === 2) {
      if (!line.startsWith("cve,epss,percentile")) throw new TypeError("its columns have other names");
    } else if (line !== "") {
      const row = scoreOf(line);
      if (row === undefined) {
        report({ code: "FEED_MALFORMED", message: `${name}: line ${number}: ${JSON.stringify(line.slice(0, 80))}` });
      } else if (scores.has(row.id)) {
        report({ code: "FEED_MALFORMED", message: `${name}: ${row.id}: comes twice; the first stands` });
      } else scores.set(row.id, row);
    }
  }
  if (date === undefined) throw new TypeError("it is empty");
  return { date, scores: [...scores.values()] };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const gunzip = createGunzip();
  file.on("error", (error) => gunzip.destroy(error));
  let bytes = 0;
  const bounded = async function* () {
    for await (const chunk of file.pipe(gunzip) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES)
        throw new KnownError("LIMIT_EXCEEDED", `${name}: unpacks to more than ${MOST_BYTES} bytes`);
      yield chunk;
    }
  };
  try {
    let rest = "";
    for await (const chunk of bounded()) {
      const lines = (rest + chunk.toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
    }
    if (rest !== "") yield rest;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function scoreOf(line: string): EpssScore | undefined {
  const [id = "", first = "", second = ""] = line.split(",", 4);
  const score = shareOf(first);
  const percentile = shareOf(second);
  if (score === undefined || !isScoredId(id)) return undefined;
  return { id, score, ...(percentile !== undefined && { percentile }) };
}

/** A number from 0 to 1. */
function shareOf(text: string): number | undefined {
  if (!/^[01](\.\d{1,20})?$|^\d(\.\d{1,20})?e-\d{1,2}$/.test(text)) return undefined;
  const share = Number(text);
  return share <= 1 ? share : undefined;
}

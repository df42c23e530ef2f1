import { createReadStream } from "node:fs";
import { z } from "zod";
import { DROP, jsonStream, KEEP } from "../formats/json-stream.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import { timeOf } from "./date-text.ts";
import { download } from "./download.ts";
import type { ChangesAnswer, ChangesRequest } from "./feed.ts";
import { firstIssue } from "./first-issue.ts";
import { UPSTREAM } from "./origin.ts";
import { PATIENCE } from "./patience.ts";
import { type Rate, rateLimit } from "./rate-limit.ts";

const name = "nvd";

/** Source: https://nvd.nist.gov/developers/vulnerabilities */
const API = "https://services.nvd.nist.gov/rest/json/cves/2.0";

/** The most that the API gives at once. */
const PAGE = 2000;
const MOST_PAGES = 100;
const MOST_PAGE_BYTES = 256 * 1024 * 1024;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** No more of the past may be asked for at once. */
const LONGEST_WINDOW = 120 * DAY;

/** What is further back, or more than that, the yearly files have in fewer requests. */
const LONGEST = 3 * LONGEST_WINDOW;
const MOST_CHANGES = 20_000;

/** Changes of the last hour are asked for twice, whatever the clocks here and there say. */
const OVERLAP = HOUR;

/** "No more than once every two hours." Source: https://nvd.nist.gov/developers/start-here */
const SELDOM = 2 * HOUR;

/** Source: https://nvd.nist.gov/developers/start-here, "Rate Limits" */
const RATES = {
  withKey: { requests: 50, windowMs: 30_000 },
  without: { requests: 5, windowMs: 30_000 },
} as const satisfies Record<string, Rate>;

/** The firewall in front of the API answers 403 to who asks too often, and lets in again after half a minute. */
const BUSY = [403];
const PATIENT = { ...PATIENCE, tries: 6, firstPauseMs: 6000 };

/** What may be another in a test. */
export interface NvdApi {
  readonly address?: string;
  readonly rate?: Rate;
  readonly pageSize?: number;
}

const Head = z.object({
  resultsPerPage: z.int().nonnegative(),
  startIndex: z.int().nonnegative(),
  totalResults: z.int().nonnegative(),
  timestamp: z.string().optional(),
});

/**
 * Asks the NVD which flaws changed since a time, and brings them, page by page.
 *
 * @returns `"unchanged"`; `"too much"` where the yearly files are the better way; or the pages.
 * @throws {KnownError} as `download`, and `FEED_MALFORMED` when an answer is not in its published format.
 */
export async function fetchNvdChanges(
  { since, now, folder, key, ...options }: ChangesRequest,
  { address = API, rate = key ? RATES.withKey : RATES.without, pageSize = PAGE }: NvdApi = {},
): Promise<ChangesAnswer> {
  const from = Date.parse(since);
  const to = now.getTime();
  if (to - from > LONGEST) return "too much";
  if (to - from - OVERLAP < SELDOM) return "unchanged";

  const turn = rateLimit(rate);
  const paths: string[] = [];
  let total = 0;
  let asOf = to;
  for (let start = from; start < to; start += LONGEST_WINDOW) {
    const window = { lastModStartDate: dateOf(start), lastModEndDate: dateOf(Math.min(start + LONGEST_WINDOW, to)) };
    let head: z.infer<typeof Head>;
    for (let index = 0, end = 1; index < end; index += head.resultsPerPage) {
      const query = new URLSearchParams({ ...window, startIndex: `${index}`, resultsPerPage: `${pageSize}` });
      const file = {
        url: `${address}?${query}`,
        mirrorPath: `nvd-changes-${paths.length}.json`,
        maxBytes: MOST_PAGE_BYTES,
      };
      const answer = await download(file, {
        patience: PATIENT,
        ...options,
        origin: UPSTREAM,
        folder,
        busy: BUSY,
        turn: () => turn(options.signal),
        ...(key !== undefined && { headers: { apiKey: key } }),
      });
      // So it answers a key that it does not know.
      if (typeof answer === "string")
        throw new KnownError("FEED_UNEXPECTED_STATUS", `${address}: answered 404${key ? "; is the key right?" : ""}`);
      head = await readHead(answer.path);
      if (head.startIndex !== index) throw malformed(`begins at ${head.startIndex}, and not at ${index} as asked for`);
      end = head.totalResults;
      if (index < end && head.resultsPerPage === 0) throw malformed(`has nothing at ${index}, of ${end}`);
      if (index === 0) total += end;
      if (total > MOST_CHANGES) return "too much";
      asOf = Math.min(asOf, Date.parse(timeOf(head.timestamp) ?? "") || asOf);
      paths.push(answer.path);
      if (paths.length > MOST_PAGES) throw malformed(`is one of more than ${MOST_PAGES}`);
    }
  }
  return total === 0 ? "unchanged" : { paths, until: dateOf(asOf - OVERLAP) };
}

const dateOf = (time: number) => new Date(time).toISOString();

/** What a page says of itself, with the flaws in it passed over. */
async function readHead(path: string): Promise<z.infer<typeof Head>> {
  const json = jsonStream(
    { kind: "fields", of: (field) => (field === "vulnerabilities" ? DROP : KEEP) },
    { valueBytes: 64 * 1024, depth: 8, values: 1000 },
  );
  let whole: unknown;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) json.write(chunk);
    whole = json.end();
  } catch (cause) {
    throw malformed(messageOf(cause), cause);
  }
  const head = Head.safeParse(whole);
  if (head.success) return head.data;
  throw malformed(firstIssue(head.error));
}

const malformed = (what: string, cause?: unknown) =>
  new KnownError("FEED_MALFORMED", `${name}: a page of changes: ${what}`, {}, cause);

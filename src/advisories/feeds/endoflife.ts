import { readFile } from "node:fs/promises";
import { z } from "zod";
import { KnownError, messageOf } from "../../model/errors.ts";
import type { SupportCycle } from "../../model/support.ts";
import { dayOf } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";

const name = "endoflife";

const Day = z.string().nullish().catch(undefined);
const Flag = z.boolean().nullish().catch(undefined);

/** Source: https://endoflife.date/docs/api/v1/ (schema version 1.2) */
const Release = z.object({
  name: z.string().min(1).max(200),
  codename: z.string().nullish().catch(undefined),
  releaseDate: Day,
  isLts: Flag,
  isEoas: Flag,
  eoasFrom: Day,
  isEol: Flag,
  eolFrom: Day,
  isEoes: Flag,
  eoesFrom: Day,
  latest: z.object({ name: z.string(), date: Day }).nullish().catch(undefined),
});

const Product = z.object({ name: z.string().min(1).max(200), releases: z.array(z.unknown()) });
const Answer = z.object({ result: z.array(z.unknown()) });

/** How long the releases of distributions, runtimes and other products are looked after, in one answer of the API. */
export const endoflife: Feed = {
  name,
  describes: "Until when releases of distributions and runtimes are supported, from endoflife.date",
  license: "MIT",
  files: [
    {
      url: "https://endoflife.date/api/v1/products/full",
      mirrorPath: "endoflife/api/v1/products/full",
      // Some megabytes in 2026. It is held in memory as a whole, which is what the bound is for.
      maxBytes: 128 * 1024 * 1024,
    },
  ],
  version: 1,

  // It has no advisories.
  async *parse() {},

  async *readSupport([path = ""], report) {
    for (const raw of await readProducts(path)) {
      const product = Product.safeParse(raw);
      if (!product.success) {
        report({ code: "FEED_MALFORMED", message: `${name}: a product: ${firstIssue(product.error)}` });
        continue;
      }
      for (const one of product.data.releases) {
        const release = Release.safeParse(one);
        if (release.success) yield cycleOf(product.data.name, release.data);
        else {
          const message = `${name}: ${JSON.stringify(product.data.name)}: a release: ${firstIssue(release.error)}`;
          report({ code: "FEED_MALFORMED", message });
        }
      }
    }
  },
};

async function readProducts(path: string): Promise<unknown[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new KnownError("FEED_MALFORMED", `${name}: not JSON: ${messageOf(cause)}`, {}, cause);
  }
  const answer = Answer.safeParse(json);
  if (answer.success) return answer.data.result;
  throw new KnownError("FEED_MALFORMED", `${name}: no list of products: ${firstIssue(answer.error)}`);
}

function cycleOf(product: string, release: z.infer<typeof Release>): SupportCycle {
  const { codename, isLts, latest } = release;
  const released = dayOf(release.releaseDate);
  const supportEnds = endOf(release.eoasFrom, release.isEoas);
  const ends = endOf(release.eolFrom, release.isEol);
  const extendedEnds = endOf(release.eoesFrom, release.isEoes);
  const latestReleased = dayOf(latest?.date);
  return {
    product,
    cycle: release.name,
    ...(codename && { codename }),
    ...(released !== undefined && { released }),
    ...(supportEnds !== undefined && { supportEnds }),
    ...(ends !== undefined && { ends }),
    ...(extendedEnds !== undefined && { extendedEnds }),
    ...(isLts && { longTerm: true }),
    ...(latest && { latest: latest.name }),
    ...(latestReleased !== undefined && { latestReleased }),
  };
}

/** The flag says how it stood when the answer was made; the date, where there is one, stays true. */
function endOf(from: string | null | undefined, has: boolean | null | undefined): string | boolean | undefined {
  return dayOf(from) ?? has ?? undefined;
}

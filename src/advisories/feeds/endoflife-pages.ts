import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { messageOf, type Report } from "../../model/errors.ts";
import type { SupportCycle } from "../../model/support.ts";
import { dayOf } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";
import { readTarEntries } from "../tar-entries.ts";

const name = "endoflife-pages";

const Text = z.string().optional().catch(undefined);
const End = z.union([z.string(), z.boolean()]).optional().catch(undefined);

/** Source: https://github.com/endoflife-date/endoflife.date/blob/master/CONTRIBUTING.md */
const Release = z.object({
  releaseCycle: z.string().min(1).max(200),
  codename: Text,
  releaseDate: Text,
  eoas: End,
  eol: End,
  eoes: End,
  lts: End,
  latest: Text,
  latestReleaseDate: Text,
});

const Page = z.object({ permalink: z.string().regex(/^\/[^/]{1,200}$/), releases: z.array(z.unknown()) });

/** The same as `endoflife`, read from the pages that its answer is made of. */
export const endoflifePages: Feed = {
  name,
  describes: "Until when releases of distributions and runtimes are supported, from the pages of endoflife.date",
  license: "MIT",
  files: [
    {
      url: "https://codeload.github.com/endoflife-date/endoflife.date/tar.gz/refs/heads/master",
      mirrorPath: "endoflife/endoflife.date-products.tar.gz",
      maxBytes: 128 * 1024 * 1024,
    },
  ],
  insteadOf: "endoflife",
  version: 1,

  // It has no advisories.
  async *parse() {},

  async *readSupport([path = ""], report) {
    const isPage = (file: string) => /^[^/]+\/products\/[^/]+\.md$/.test(file);
    for await (const { name: file, bytes } of readTarEntries(path, name, isPage, report)) {
      yield* cyclesOf(Buffer.from(bytes).toString("utf8"), file, report);
    }
  },
};

function* cyclesOf(text: string, file: string, report: Report): Generator<SupportCycle> {
  const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${name}: ${file}: ${what}` });
  let yaml: unknown;
  try {
    // `core` leaves dates as they are written; no name is looked up more than a few times.
    yaml = parseYaml(frontMatter(text), { schema: "core", maxAliasCount: 100 });
  } catch (error) {
    complain(`not YAML: ${messageOf(error)}`);
    return;
  }
  const page = Page.safeParse(yaml);
  if (!page.success) {
    complain(firstIssue(page.error));
    return;
  }
  const product = page.data.permalink.slice(1);
  for (const one of page.data.releases) {
    const release = Release.safeParse(one);
    if (release.success) yield cycleOf(product, release.data);
    else complain(`a release: ${firstIssue(release.error)}`);
  }
}

/** What stands between the first line `---` and the next. */
function frontMatter(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end < 0) throw new TypeError("it has no front matter");
  return lines.slice(1, end).join("\n");
}

function cycleOf(product: string, release: z.infer<typeof Release>): SupportCycle {
  const { releaseCycle: cycle, codename, latest, lts } = release;
  const released = dayOf(release.releaseDate);
  const supportEnds = endOf(release.eoas);
  const ends = endOf(release.eol);
  const extendedEnds = endOf(release.eoes);
  const latestReleased = dayOf(release.latestReleaseDate);
  return {
    product,
    cycle,
    ...(codename !== undefined && { codename }),
    ...(released !== undefined && { released }),
    ...(supportEnds !== undefined && { supportEnds }),
    ...(ends !== undefined && { ends }),
    ...(extendedEnds !== undefined && { extendedEnds }),
    // A date says from when on.
    ...((lts === true || typeof lts === "string") && { longTerm: true }),
    ...(latest !== undefined && { latest }),
    ...(latestReleased !== undefined && { latestReleased }),
  };
}

function endOf(end: string | boolean | undefined): string | boolean | undefined {
  return typeof end === "string" ? dayOf(end) : end;
}

import { utimesSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Feed } from "../feed.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { tarOf } from "../fixtures/tar-of.ts";
import { mirrorOf } from "../origin.ts";
import { updateSnapshot } from "../update.ts";
import { cisaKev } from "./cisa-kev.ts";
import { cisaVulnrichment } from "./cisa-vulnrichment.ts";
import { endoflife } from "./endoflife.ts";
import { endoflifePages } from "./endoflife-pages.ts";
import { epss } from "./epss.ts";
import { nvd } from "./nvd.ts";

const CVE = "CVE-2024-0001";

const RECORD = {
  cveMetadata: { cveId: CVE, state: "PUBLISHED" },
  containers: { cna: { descriptions: [{ lang: "en", value: "A flaw." }], providerMetadata: {} } },
};

/** Of each feed, its first file with one record. */
const FEEDS: readonly [Feed, string | Buffer][] = [
  [cisaKev, JSON.stringify({ vulnerabilities: [{ cveID: CVE, dateAdded: "2024-01-01" }] })],
  [cisaVulnrichment, tarOf({ [`vulnrichment-develop/2024/0xxx/${CVE}.json`]: JSON.stringify(RECORD) })],
  [endoflife, JSON.stringify({ result: [{ name: "debian", releases: [{ name: "12" }] }] })],
  [endoflifePages, tarOf({ "a/products/a.md": '---\npermalink: /a\nreleases: [{ releaseCycle: "1" }]\n---\n' })],
  [epss, gzipSync(`#model_version:v1,score_date:2026-08-16\ncve,epss,percentile\n${CVE},0.1,0.2\n`)],
  [nvd, gzipSync(JSON.stringify({ vulnerabilities: [{ cve: { id: CVE, descriptions: [] } }] }))],
];

test.each(FEEDS.map(([feed, content]) => ({ name: feed.name, feed, content })))(
  "what $name serves unchanged is not read again",
  async ({ feed, content }) => {
    using scratch = new Scratch();
    utimesSync(scratch.write(`mirror/${feed.files[0]?.mirrorPath}`, content), 60, 60);
    // Without records of another feed there is no snapshot for scores to lie beside.
    const other = JSON.stringify({ vulnerabilities: [{ cveID: CVE, dateAdded: "2024-01-01" }] });
    utimesSync(scratch.write(`mirror/${cisaKev.files[0]?.mirrorPath}`, other), 60, 60);

    let reads = 0;
    const { parse, readSupport, readScores, insteadOf: _, ...rest } = feed;
    const counted: Feed = {
      ...rest,
      parse: (...given) => {
        reads++;
        return parse(...given);
      },
      ...(readSupport && {
        readSupport: (...given) => {
          reads++;
          return readSupport(...given);
        },
      }),
      ...(readScores && {
        readScores: (...given) => {
          reads++;
          return readScores(...given);
        },
      }),
    };
    const update = async (minute: number) =>
      await updateSnapshot({
        dataDir: join(scratch.path, "data"),
        feeds: feed === cisaKev ? [counted] : [cisaKev, counted],
        origin: mirrorOf(join(scratch.path, "mirror")),
        mode: "update",
        now: new Date(Date.UTC(2026, 7, 22, 10, minute)),
      });
    const first = await update(1);
    expect(reads).toBe(1);
    expect(first.sources.find(({ name }) => name === feed.name)).toMatchObject({ state: "fresh", records: 1 });
    const second = await update(2);
    expect(reads).toBe(1);
    expect([second.changed, second.id]).toEqual([false, first.id]);
  },
);

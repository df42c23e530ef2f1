import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSupport } from "../fixtures/read-support.ts";
import { tarOf } from "../fixtures/tar-of.ts";
import { endoflifePages } from "./endoflife-pages.ts";

const PAGE = `---
title: Debian
permalink: /debian
eoesColumn: Debian <abbr title="Long Term Support">LTS</abbr>
releases:
  - releaseCycle: "12"
    codename: "Bookworm"
    releaseDate: 2023-06-10
    eol: 2026-07-11
    eoes: 2028-06-30
    latest: "12.15"
    latestReleaseDate: 2026-07-11

  - releaseCycle: "4"
    releaseDate: 2007-04-08
    lts: true
    eol: true

---

> [Debian](https://www.debian.org) is a distribution.
`;

const file = (product: string) => `endoflife.date-master/products/${product}.md`;

test("the front matter of a page gives the releases", async () => {
  const { cycles, problems } = await readSupport(
    endoflifePages,
    tarOf({ "endoflife.date-master/LICENSE": "MIT", [file("debian")]: PAGE }),
  );
  expect(problems).toEqual([]);
  expect(cycles).toEqual([
    {
      product: "debian",
      cycle: "12",
      codename: "Bookworm",
      released: "2023-06-10",
      ends: "2026-07-11",
      extendedEnds: "2028-06-30",
      latest: "12.15",
      latestReleased: "2026-07-11",
    },
    { product: "debian", cycle: "4", released: "2007-04-08", ends: true, longTerm: true },
  ]);
});

test("a page that is broken is named and left out, the others stand", async () => {
  const { cycles, problems } = await readSupport(
    endoflifePages,
    tarOf({
      [file("a")]: "no front matter",
      [file("b")]: "---\nreleases: [\n---\n",
      [file("c")]: "---\npermalink: /c/d\nreleases: []\n---\n",
      [file("d")]: "---\npermalink: /d\nreleases: [{ releaseCycle: 5 }]\n---\n",
      [file("debian")]: PAGE,
    }),
  );
  expect(cycles.map(({ product, cycle }) => `${product} ${cycle}`)).toEqual(["debian 12", "debian 4"]);
  expect(problems.map(({ message }) => message.split(":").slice(0, 3).join(":"))).toEqual([
    `endoflife-pages: ${file("a")}: not YAML`,
    `endoflife-pages: ${file("b")}: not YAML`,
    `endoflife-pages: ${file("c")}: permalink`,
    `endoflife-pages: ${file("d")}: a release`,
  ]);
});

test("what is no tar is refused as a whole", async () => {
  await expect(readSupport(endoflifePages, "<html>".repeat(200))).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const data = process.env.PLIMSOLL_TEST_DATA;

test.skipIf(data === undefined)("the real pages are read in full", { timeout: 30_000 }, async () => {
  const content = readFileSync(join(data ?? "", "data/feeds/endoflife/endoflife.date-products.tar.gz"));
  const { cycles, problems } = await readSupport(endoflifePages, content);
  expect(problems).toEqual([]);
  expect(cycles).toHaveLength(8351);
  expect(new Set(cycles.map(({ product }) => product)).size).toBe(464);
  expect(cycles.find(({ product, cycle }) => product === "ubuntu" && cycle === "26.04")).toMatchObject({
    longTerm: true,
    ends: "2031-04-30",
    extendedEnds: "2036-04-30",
  });
});

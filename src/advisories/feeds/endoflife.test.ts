import { expect, test } from "vitest";
import { readSupport } from "../fixtures/read-support.ts";
import { endoflife } from "./endoflife.ts";

const RELEASE = {
  name: "12",
  codename: "Bookworm",
  label: "12 (Bookworm)",
  releaseDate: "2023-06-10",
  isLts: false,
  ltsFrom: null,
  isEoas: false,
  eoasFrom: null,
  isEol: true,
  eolFrom: "2026-07-11",
  isEoes: false,
  eoesFrom: "2028-06-30",
  isMaintained: true,
  latest: { name: "12.15", date: "2026-07-11", link: "https://example.org/" },
  custom: null,
};

const answer = (...result: unknown[]) => JSON.stringify({ schema_version: "1.2.0", total: result.length, result });

test("a release gives its dates, its end and its latest version", async () => {
  const { cycles, problems } = await readSupport(endoflife, answer({ name: "debian", releases: [RELEASE] }));
  expect(problems).toEqual([]);
  expect(cycles).toEqual([
    {
      product: "debian",
      cycle: "12",
      codename: "Bookworm",
      released: "2023-06-10",
      supportEnds: false,
      ends: "2026-07-11",
      extendedEnds: "2028-06-30",
      latest: "12.15",
      latestReleased: "2026-07-11",
    },
  ]);
});

test("a release without dates has the flags", async () => {
  const release = { name: "1", isLts: true, isEol: true, eolFrom: null, latest: null };
  const { cycles } = await readSupport(endoflife, answer({ name: "a", releases: [release] }));
  expect(cycles).toEqual([{ product: "a", cycle: "1", ends: true, longTerm: true }]);
});

test("what is broken is named and left out, the others stand", async () => {
  const broken = [3, { name: "a" }, { name: "b", releases: [{ name: 4 }, RELEASE] }];
  const { cycles, problems } = await readSupport(endoflife, answer(...broken));
  expect(cycles.map(({ product, cycle }) => `${product} ${cycle}`)).toEqual(["b 12"]);
  expect(problems.map(({ message }) => message.split(":").slice(0, 3).join(":"))).toEqual([
    "endoflife: a product: Invalid input",
    "endoflife: a product: releases",
    'endoflife: "b": a release',
  ]);
});

test.each([["<html>"], ["[]"], ['{"result":{}}']])("%s is refused as a whole", async (content) => {
  await expect(readSupport(endoflife, content)).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

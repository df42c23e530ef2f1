import { expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { debianLists } from "./debian-lists.ts";

const DSA =
  "[21 Aug 2026] DSA-6458-1 expat - security update\n\t{CVE-2026-72522}\n\t[trixie] - expat 2.8.3-1~deb13u1\n";
const DLA =
  "[21 Aug 2026] DLA-4750-1 expat - security update\n\t{CVE-2026-72522}\n\t[bookworm] - expat 2.5.0-1+deb12u3\n";

test("reads both lists", async () => {
  const { advisories, problems } = await readAll(debianLists, [DSA, DLA]);
  expect(advisories.map(({ source, id }) => [source, id])).toEqual([
    ["debian-lists", "DSA-6458-1"],
    ["debian-lists", "DLA-4750-1"],
  ]);
  expect(problems).toEqual([]);
});

test("reads one list where the other is absent", async () => {
  expect((await readAll(debianLists, [DLA])).advisories).toHaveLength(1);
});

test("an advisory that is written twice is one with all its lines", async () => {
  const again = DSA.replace("72522", "72523").replace("trixie", "bookworm");
  const { advisories } = await readAll(debianLists, [DSA + again]);
  expect(advisories).toMatchObject([
    { cves: ["CVE-2026-72522", "CVE-2026-72523"], affected: [{ release: "13" }, { release: "12" }] },
  ]);
});

test.each(["", "<html>", "{}"])("a file that holds %j is no list", async (content) => {
  await expect(readAll(debianLists, [DSA, content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

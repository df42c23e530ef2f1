import { expect, test } from "vitest";
import { osvZipOf, zipOf } from "../../test/support/zip.ts";
import { osvNpm } from "./feeds/osv-npm.ts";
import { osvPypi } from "./feeds/osv-pypi.ts";
import { readAll } from "./fixtures/read-all.ts";
import { osvFeed } from "./osv-feed.ts";

const record = (id: string, ecosystem: string, name: string) => ({
  id,
  affected: [{ package: { ecosystem, name }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }] }],
});

test("reads the records of its ecosystem", async () => {
  const zip = osvZipOf([
    record("PYSEC-1", "PyPI", "Flask_Login"),
    record("GHSA-1", "npm", "flask"),
    record("PYSEC-2", "PyPI", "x"),
  ]);
  const { advisories, problems } = await readAll(osvPypi, [zip]);
  expect(advisories).toMatchObject([
    { source: "osv-pypi", id: "PYSEC-1", affected: [{ ecosystem: "PyPI", name: "flask-login" }] },
    { id: "PYSEC-2" },
  ]);
  expect(problems).toEqual([]);
});

test("npm names are taken as they are", async () => {
  const { advisories } = await readAll(osvNpm, [osvZipOf([record("GHSA-1", "npm", "@Types/JSON_x")])]);
  expect(advisories).toMatchObject([{ affected: [{ name: "@Types/JSON_x" }] }]);
});

test.each([
  { title: "no JSON", content: "<html>" },
  { title: "half a record", content: '{"id": "GHSA-1", "affected": [' },
  { title: "no object", content: "[]" },
  { title: "no id", content: '{"affected": []}' },
  { title: "an id that is no text", content: '{"id": {"__proto__": 1}}' },
  { title: "affected packages that are no list", content: '{"id": "GHSA-1", "affected": {}}' },
  {
    title: "an event that is no text",
    content: '{"id": "x", "affected": [{"ranges": [{"type": "SEMVER", "events": [{"fixed": 1}]}]}]}',
  },
])("an entry with $title is reported by its name and left out", async ({ content }) => {
  const zip = zipOf([
    { name: "bad.json", content },
    { name: "good.json", content: JSON.stringify(record("GHSA-2", "npm", "x")) },
  ]);
  const { advisories, problems } = await readAll(osvNpm, [zip]);
  expect(advisories).toMatchObject([{ id: "GHSA-2" }]);
  expect(problems).toEqual([{ code: "FEED_MALFORMED", message: expect.stringMatching(/^osv-npm: bad\.json: /) }]);
});

test("what a record says twice or in prototypes does no harm", async () => {
  const content =
    '{"__proto__": {"withdrawn": "2020-01-01T00:00:00Z"}, "id": "GHSA-2", "aliases": null, "severity": null, "affected": [{"package": {"ecosystem": "npm", "name": "x"}, "versions": ["1.0.0"]}]}';
  const { advisories, problems } = await readAll(osvNpm, [zipOf([{ name: "x.json", content }])]);
  expect(advisories).toMatchObject([{ id: "GHSA-2", affected: [{ versions: ["1.0.0"] }] }]);
  expect(problems).toEqual([]);
});

test("an unknown ecosystem is a mistake of ours", () => {
  const options = { name: "x", describes: "x", license: "x", ecosystem: "Cobol", maxBytes: 1 };
  expect(() => osvFeed(options)).toThrow(expect.objectContaining({ code: "INTERNAL" }));
});

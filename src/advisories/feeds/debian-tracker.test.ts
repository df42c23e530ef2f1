import { expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { debianTracker } from "./debian-tracker.ts";

const read = (document: unknown) => readAll(debianTracker, [JSON.stringify(document)]);

/** One CVE of one package, with what is said of bookworm. */
const readBookworm = async (bookworm: unknown) => {
  const { advisories, problems } = await read({ curl: { "CVE-2024-1": { releases: { bookworm } } } });
  return { advisory: advisories[0], problems };
};

test("gathers what is said of a CVE in all source packages and releases", async () => {
  const { advisories, problems } = await read({
    prototypejs: {
      "CVE-2008-7220": {
        scope: "remote",
        debianbug: 555217,
        description: "Unspecified vulnerability in Prototype.",
        releases: {
          bookworm: {
            status: "resolved",
            repositories: { bookworm: "1.7.1-3" },
            fixed_version: "1.6.0.2-1",
            urgency: "high**",
          },
          sid: { status: "resolved", repositories: { sid: "1.7.1-3" }, fixed_version: "0", urgency: "unimportant" },
        },
      },
    },
    scriptaculous: {
      "CVE-2008-7220": { releases: { bullseye: { status: "open", urgency: "medium" } } },
      "TEMP-0000000-ABCDEF": { releases: { bullseye: { status: "open", urgency: "not yet assigned" } } },
    },
  });

  expect(problems).toEqual([]);
  const common = { source: "debian-tracker", aliases: [], cvss: [], cwes: [] };
  expect(advisories).toEqual([
    {
      ...common,
      id: "CVE-2008-7220",
      cves: ["CVE-2008-7220"],
      details: "Unspecified vulnerability in Prototype.",
      severity: "high",
      references: ["https://security-tracker.debian.org/tracker/CVE-2008-7220"],
      affected: [
        {
          ecosystem: "Debian",
          release: "12",
          name: "prototypejs",
          state: "affected",
          ranges: [{ fixed: "1.6.0.2-1" }],
          versions: [],
        },
        { ecosystem: "Debian", release: "sid", name: "prototypejs", state: "not-affected", ranges: [], versions: [] },
        { ecosystem: "Debian", release: "11", name: "scriptaculous", state: "affected", ranges: [{}], versions: [] },
      ],
    },
    {
      ...common,
      id: "TEMP-0000000-ABCDEF",
      cves: [],
      references: ["https://security-tracker.debian.org/tracker/TEMP-0000000-ABCDEF"],
      affected: [
        { ecosystem: "Debian", release: "11", name: "scriptaculous", state: "affected", ranges: [{}], versions: [] },
      ],
    },
  ]);
});

test.each([
  { title: "open", release: { status: "open" }, affected: [{ state: "affected", ranges: [{}] }] },
  {
    title: "open with an excuse",
    release: { status: "open", nodsa: "Minor issue" },
    affected: [{ state: "affected", ranges: [{}] }],
  },
  {
    title: "open, and nobody will mend it",
    release: { status: "open", nodsa: "Minor issue", nodsa_reason: "ignored" },
    affected: [{ state: "wont-fix", ranges: [{}] }],
  },
  {
    title: "open, and put off",
    release: { status: "open", nodsa: "Minor issue", nodsa_reason: "postponed" },
    affected: [{ state: "deferred", ranges: [{}] }],
  },
  {
    title: "open without a reason in the field for it",
    release: { status: "open", nodsa: "Minor issue", nodsa_reason: "" },
    affected: [{ state: "affected", ranges: [{}] }],
  },
  {
    title: "end of life",
    release: { status: "open", urgency: "end-of-life" },
    affected: [{ state: "end-of-life", ranges: [{}] }],
  },
  {
    title: "never affected",
    release: { status: "resolved", fixed_version: "0" },
    affected: [{ state: "not-affected", ranges: [] }],
  },
  { title: "undetermined", release: { status: "undetermined" }, affected: undefined },
])("$title", async ({ release, affected }) => {
  const { advisory, problems } = await readBookworm(release);
  if (affected === undefined) expect(advisory).toBeUndefined();
  else expect(advisory?.affected).toMatchObject(affected);
  expect(problems).toEqual([]);
});

test.each([
  [["unimportant"], "low", "unimportant"],
  [["unimportant", "unimportant"], "low", "unimportant"],
  [["unimportant", "low"], "low", undefined],
  [["low", "unimportant"], "low", undefined],
  [["unimportant", "medium"], "medium", undefined],
])("%j in several packages is %s, by the word %s", async (urgencies, severity, label) => {
  const packages = urgencies.map((urgency, index) => [
    `p${index}`,
    { "CVE-2024-0001": { releases: { bookworm: { status: "open", urgency } } } },
  ]);
  const { advisories } = await readAll(debianTracker, [JSON.stringify(Object.fromEntries(packages))]);
  expect([advisories[0]?.severity, advisories[0]?.severityLabel]).toEqual([severity, label]);
});

test.each([
  { urgency: "high", severity: "high" },
  { urgency: "medium**", severity: "medium" },
  { urgency: "low*", severity: "low" },
  { urgency: "unimportant", severity: "low" },
  { urgency: "not yet assigned", severity: undefined },
  { urgency: "__proto__", severity: undefined },
])("urgency $urgency is $severity", async ({ urgency, severity }) => {
  expect((await readBookworm({ status: "open", urgency })).advisory?.severity).toBe(severity);
});

test("unimportant is Debian's own word, kept where no release has another", async () => {
  expect((await readBookworm({ status: "open", urgency: "unimportant" })).advisory?.severityLabel).toBe("unimportant");
  expect((await readBookworm({ status: "open", urgency: "low" })).advisory).not.toHaveProperty("severityLabel");
  const { advisories } = await read({
    a: { "CVE-2024-1": { releases: { bookworm: { status: "open", urgency: "unimportant" } } } },
    b: { "CVE-2024-1": { releases: { bookworm: { status: "open", urgency: "medium" } } } },
  });
  expect(advisories[0]).toMatchObject({ severity: "medium" });
  expect(advisories[0]).not.toHaveProperty("severityLabel");
});

test("a document that breaks off is refused as a whole", async () => {
  const whole = JSON.stringify({ a: { "CVE-2024-1": { releases: { bookworm: { status: "open" } } } } });
  await expect(readAll(debianTracker, [whole.slice(0, -2)])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

test.each([
  {
    title: "resolved without a version, which leaves every version affected",
    release: { status: "resolved" },
    affected: [{ ranges: [{}] }],
  },
  {
    title: "a version that is none",
    release: { status: "resolved", fixed_version: "a b" },
    affected: [{ ranges: [{ fixed: "a b" }] }],
  },
  { title: "an unknown status", release: { status: "maybe" }, affected: undefined },
  { title: "no status", release: {}, affected: undefined },
  { title: "a status that is no text", release: { status: 1 }, affected: undefined },
  { title: "no object", release: "open", affected: undefined },
])("reports $title", async ({ release, affected }) => {
  const { advisory, problems } = await readBookworm(release);
  if (affected === undefined) expect(advisory).toBeUndefined();
  else expect(advisory?.affected).toMatchObject(affected);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: expect.stringMatching(/^debian-tracker: curl: CVE-2024-1: bookworm: /) },
  ]);
});

test("reports an unknown release once, and a broken entry by its names", async () => {
  const { advisories, problems } = await read({
    a: {
      "CVE-2024-1": { releases: { warty: { status: "open" } } },
      "CVE-2024-2": { releases: { warty: { status: "open" } } },
    },
    b: { "CVE-2024-3": [], "CVE-2024-4": { releases: 1 } },
  });
  expect(advisories).toEqual([]);
  expect(problems).toHaveLength(3);
});

test("takes __proto__ for a name like any other", async () => {
  // Written by hand: in an object literal it would set the prototype.
  const text =
    '{"__proto__": {"__proto__": {"releases": {"__proto__": {"status": "open"}, "bookworm": {"status": "open"}}}}}';
  const { advisories } = await readAll(debianTracker, [text]);
  expect(advisories).toMatchObject([{ id: "__proto__", cves: [], affected: [{ name: "__proto__", release: "12" }] }]);
  expect({}).not.toHaveProperty("releases");
});

test.each(["", "<html>", "[]", "{}", "null", '"x"', '{"curl":'])("a file that holds %j is refused", async (content) => {
  await expect(readAll(debianTracker, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

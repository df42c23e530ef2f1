import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findingOf, imageOf, packageOf, subjectWith } from "../../../test/support/vex-subject.ts";
import { vexOverlay } from "./apply.ts";
import { readOpenVex } from "./openvex.ts";
import { VEX_JUSTIFICATIONS, VEX_STATUSES, type VexStatement } from "./statement.ts";

const image = imageOf({ names: ["registry.local/team/app:1.0"] });
const pkg = packageOf("pkg:npm/a@1.0.0");
const { whole } = subjectWith([pkg, packageOf("pkg:npm/b@1.0.0")], image);

interface Said {
  readonly status?: string;
  readonly id?: string;
  readonly aliases?: string[];
  readonly product?: object | string;
  readonly time?: string;
  readonly version?: number;
}

/** A document with one statement. */
function says({
  status = "not_affected",
  id = "CVE-2024-1",
  aliases = [],
  product = "pkg:npm/a",
  time,
  version = 1,
}: Said) {
  const document = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://example.org/vex",
    author: "Ann",
    timestamp: time ?? "2024-01-01T00:00:00Z",
    version,
    statements: [
      {
        vulnerability: { name: id, aliases },
        products: [typeof product === "string" ? { "@id": product } : product],
        status,
        ...(status === "not_affected" && { justification: "vulnerable_code_not_present" }),
      },
    ],
  };
  return readOpenVex(document, `${status}.vex.json`).statements;
}

function verdict(statements: readonly VexStatement[], id = "CVE-2024-1", aliases: string[] = []) {
  const [finding] = vexOverlay(statements, whole)(pkg, [findingOf(id, aliases)]);
  return [finding?.vex?.status, finding?.suppressed?.status];
}

test.each([
  ["not_affected", "not_affected"],
  ["affected", undefined],
  ["fixed", undefined],
  ["under_investigation", undefined],
])("of a status only not_affected suppresses: %s", (status, suppressed) => {
  expect(verdict(says({ status }))).toEqual([status, suppressed]);
});

test("a suppressed finding keeps who says so, why and where", () => {
  const [finding] = vexOverlay(says({}), whole)(pkg, [findingOf("CVE-2024-1")]);
  expect(finding?.suppressed).toEqual({
    by: "vex",
    status: "not_affected",
    justification: "vulnerable_code_not_present",
    author: "Ann",
    source: "not_affected.vex.json",
  });
});

test("a statement without subcomponents is about the whole image", () => {
  expect(verdict(says({ product: "pkg:docker/team/app@1.0" }))[1]).toBe("not_affected");
  expect(verdict(says({ product: "pkg:docker/team/other@1.0" }))[1]).toBeUndefined();
});

test("a statement with subcomponents is about those", () => {
  const about = (name: string) => ({ "@id": "pkg:docker/team/app@1.0", subcomponents: [{ "@id": `pkg:npm/${name}` }] });
  expect(verdict(says({ product: about("a") }))[1]).toBe("not_affected");
  expect(verdict(says({ product: about("b") }))[1]).toBeUndefined();
});

describe("a flaw goes by all its names:", () => {
  test.each<[title: string, said: Said, id: string, aliases: string[], holds: boolean]>([
    ["the same", { id: "CVE-2024-1" }, "CVE-2024-1", [], true],
    ["in small letters", { id: "cve-2024-1" }, "CVE-2024-1", [], true],
    ["the finding's alias", { id: "GHSA-1" }, "CVE-2024-1", ["GHSA-1"], true],
    ["the statement's alias", { id: "GHSA-1", aliases: ["CVE-2024-1"] }, "CVE-2024-1", [], true],
    ["an alias of both", { id: "GO-1", aliases: ["GHSA-1"] }, "CVE-2024-1", ["GHSA-1"], true],
    ["another", { id: "CVE-2024-2" }, "CVE-2024-1", [], false],
    ["another CVE with a name in common", { id: "CVE-2024-2", aliases: ["GHSA-1"] }, "CVE-2024-1", ["GHSA-1"], false],
  ])("%s", (_, said, id, aliases, holds) => {
    expect(verdict(says(said), id, aliases)[1]).toBe(holds ? "not_affected" : undefined);
  });
});

describe("of several statements", () => {
  test("the last one counts, in whatever order they are read", () => {
    const old = says({ time: "2024-01-01T00:00:00Z" });
    const later = says({ status: "affected", time: "2024-01-01T01:00:00+00:30" });
    expect(verdict([...old, ...later])[0]).toBe("affected");
    expect(verdict([...later, ...old])[0]).toBe("affected");
  });

  test("of one time the one of the higher version counts", () => {
    const both = [...says({ status: "affected", version: 1 }), ...says({ version: 2 })];
    expect(verdict(both)[0]).toBe("not_affected");
  });

  test("of one time and version the narrower product counts", () => {
    const both = [...says({ status: "affected" }), ...says({ product: "pkg:npm/a@1.0.0" })];
    expect(verdict(both)[0]).toBe("not_affected");
  });

  test("of equals the one that hides less counts", () => {
    expect(verdict([...says({}), ...says({ status: "under_investigation" })])[0]).toBe("under_investigation");
  });
});

test("what an ignore file says stays beside it", () => {
  const suppressed = { by: "ignore-file", status: "ignored", reason: "mine", source: "f" } as const;
  const [finding] = vexOverlay(says({ status: "affected" }), whole)(pkg, [{ ...findingOf("CVE-2024-1"), suppressed }]);
  expect(finding).toMatchObject({ suppressed, vex: { status: "affected" } });
});

const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString();

/** Statements at times that differ. */
const STATEMENTS = fc
  .uniqueArray(
    fc.record({
      day: fc.nat(300),
      status: fc.constantFrom(...VEX_STATUSES),
      id: fc.constantFrom("CVE-2024-1", "CVE-2024-2", "GHSA-1"),
      product: fc.constantFrom("pkg:npm/a", "pkg:npm/a@1.0.0", "pkg:npm/b", "pkg:docker/team/app@1.0"),
    }),
    { selector: ({ day }) => day, maxLength: 12 },
  )
  .map((rows) => rows.flatMap(({ day: n, ...said }) => says({ ...said, time: day(n) })));

const FINDINGS = [findingOf("CVE-2024-1", ["GHSA-1"]), findingOf("CVE-2024-2")];

test("the same documents twice change nothing, and the order of documents does not matter", () => {
  fc.assert(
    fc.property(STATEMENTS, fc.infiniteStream(fc.nat(1000)), (statements, ranks) => {
      const once = vexOverlay(statements, whole)(pkg, FINDINGS);
      expect(vexOverlay([...statements, ...statements], whole)(pkg, FINDINGS)).toEqual(once);
      expect(vexOverlay(statements, whole)(pkg, once)).toEqual(once);
      const shuffled = statements
        .map((statement) => ({ statement, rank: ranks.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ statement }) => statement);
      expect(vexOverlay(shuffled, whole)(pkg, FINDINGS)).toEqual(once);
    }),
  );
});

test("every justification of OpenVEX is known", () => {
  expect(VEX_JUSTIFICATIONS).toHaveLength(5);
});

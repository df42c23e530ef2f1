import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Problem } from "../../model/errors.ts";
import { cutGzip, evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { allOf } from "../fixtures/read-all.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { type OvalDefinition, readOvalDefinitions } from "./oval.ts";
import { type Alternative, alternativesOf, type Meaning } from "./oval-alternatives.ts";
import { affectedOfAlternatives, meaningOfRpmTest } from "./oval-rpm.ts";

async function definitionsOf(content: string | Buffer): Promise<OvalDefinition[]> {
  using scratch = new Scratch();
  return await allOf(readOvalDefinitions(scratch.write("a.xml", content), "here"));
}

const criterion = (id: number, more = "") => `<criterion test_ref="t${id}" comment="c${id}" ${more}/>`;
const all = (...parts: string[]) => `<criteria operator="AND">${parts.join("")}</criteria>`;
const any = (...parts: string[]) => `<criteria operator="OR">${parts.join("")}</criteria>`;
const definition = (criteria: string, attributes = "") =>
  `<definition id="d1" class="patch" ${attributes}><metadata><title>T</title></metadata>${criteria}</definition>`;

const PARTS = joinParts(
  rpmTest(1, "a", evr("less than", "0:2-1")),
  rpmTest(2, "b", evr("less than or equal", "0:3-1")),
  rpmTest(3, "a", evr("greater than", "0:1-0")),
  rpmTest(4, "a", '<signature_keyid operation="equals">abc</signature_keyid>'),
  rpmTest(5, "c", evr("less than", "0:1-1"), "none satisfy"),
  rpmTest(6, "d", `<arch operation="pattern match">(aarch64|x86_64)</arch>${evr("less than", "0:1-1")}`),
  rpmTest(7, "e", '<evr operation="equals">0:0-0</evr>'),
  rpmTest(8, "f", '<filepath operation="equals">/x</filepath>'),
  rpmTest(9, "g", '<evr operation="less than" var_ref="v9"/>'),
  { variables: '<constant_variable id="v9" datatype="evr_string"><value>0:9-9</value></constant_variable>' },
);

/** `r` of comment `c90` is a release, whatever its test. */
function meaningOf(test: Parameters<typeof meaningOfRpmTest>[0] | undefined, comment: string): Meaning {
  if (comment === "c90") return { kind: "releases", releases: ["9"] };
  if (comment === "c91") return { kind: "releases", releases: ["10"] };
  if (comment === "c92") return { kind: "never" };
  if (comment === "c93") return { kind: "module", module: "nodejs:18" };
  return meaningOfRpmTest(test, comment);
}

async function waysOf(criteria: string): Promise<{ ways: readonly Alternative[]; problems: string[] }> {
  const [first] = await definitionsOf(ovalFile(definition(criteria), PARTS));
  const problems: string[] = [];
  const ways = first ? alternativesOf(first, meaningOf, (what) => problems.push(what)) : [];
  return { ways, problems };
}

const SAID = (name: string, range: object, more: object = {}) => ({ name, state: "affected", range, ...more });

test.each<[title: string, criteria: string, ways: unknown[], problems?: string[]]>([
  [
    "a release and one of two packages",
    all(criterion(90), any(criterion(1), criterion(2))),
    [
      { releases: ["9"], package: SAID("a", { fixed: "2-1" }) },
      { releases: ["9"], package: SAID("b", { lastAffected: "3-1" }) },
    ],
  ],
  [
    "one of two releases is one way",
    all(any(criterion(90), criterion(91)), criterion(1)),
    [{ releases: ["9", "10"], package: SAID("a", { fixed: "2-1" }) }],
  ],
  ["two releases at once hold nowhere", all(criterion(90), criterion(91), criterion(1)), []],
  [
    "both ends of one package",
    all(criterion(1), criterion(3)),
    [{ package: SAID("a", { fixed: "2-1", after: "1-0" }) }],
  ],
  ["a signature is taken as given", all(criterion(1), criterion(4)), [{ package: SAID("a", { fixed: "2-1" }) }]],
  [
    "what must be missing is taken as missing",
    all(criterion(1), criterion(5)),
    [{ package: SAID("a", { fixed: "2-1" }) }],
  ],
  [
    "what is denied is taken so",
    all(criterion(1), criterion(2, 'negate="true"')),
    [{ package: SAID("a", { fixed: "2-1" }) }],
  ],
  [
    "architectures",
    criterion(6).replace(/^/, "<criteria>").concat("</criteria>"),
    [{ package: SAID("d", { fixed: "1-1" }, { architectures: ["aarch64", "x86_64"] }) }],
  ],
  ["older than everything", all(criterion(7)), [{ package: { name: "e", state: "not-affected", range: {} } }]],
  ["a constant", all(criterion(9)), [{ package: SAID("g", { fixed: "9-9" }) }]],
  [
    "a module stream",
    all(criterion(93), criterion(1)),
    [{ module: "nodejs:18", package: SAID("a", { fixed: "2-1" }) }],
  ],
  [
    "what never holds",
    any(all(criterion(92), criterion(1)), criterion(2)),
    [{ package: SAID("b", { lastAffected: "3-1" }) }],
  ],
  ["two packages at once", all(criterion(1), criterion(2)), [], ["asks for a and b at once"]],
  ["one end twice", all(criterion(1), criterion(1)), [], ["asks twice for one end of a's versions"]],
  [
    "a test that is not there",
    any(criterion(77), criterion(1)),
    [{ package: SAID("a", { fixed: "2-1" }) }],
    ["refers to a test that is not there: c77"],
  ],
  ["a field that nobody knows", all(criterion(8)), [], ["cannot tell what is asked of f: filepath equals /x"]],
  ["an operator that nobody knows", '<criteria operator="XOR"/>', [], ["cannot be asked: the operator XOR"]],
  [
    "a definition elsewhere",
    all('<extend_definition definition_ref="x"/>'),
    [],
    ["cannot be asked: <extend_definition>"],
  ],
])("%s", async (_, criteria, ways, problems = []) => {
  expect(await waysOf(criteria)).toEqual({ ways, problems });
});

test("more ways than can be told apart are refused", async () => {
  const many = any(...Array.from({ length: 500 }, () => criterion(1)));
  const { ways, problems } = await waysOf(all(many, many));
  expect(ways).toEqual([]);
  expect(problems).toEqual(["more than 200000 ways to hold"]);
});

test("entries that differ in the architecture alone are one", () => {
  const way = (architectures?: string[], fixed = "1-1"): Alternative => ({
    releases: ["9"],
    package: { name: "a", state: "affected", range: { fixed }, ...(architectures && { architectures }) },
  });
  const told = affectedOfAlternatives(
    [way(["x86_64"]), way(["aarch64"]), way(["s390x"], "2-1"), way(undefined, "2-1"), way(["x86_64"], "3-1")],
    () => "Red",
  );
  expect(told.map(({ ranges, only }) => [ranges, only])).toEqual([
    [[{ fixed: "1-1" }], { architectures: ["aarch64", "x86_64"] }],
    [[{ fixed: "2-1" }], undefined],
    [[{ fixed: "3-1" }], { architectures: ["x86_64"] }],
  ]);
});

test("definitions are read with their metadata; deprecated ones are not", async () => {
  const text = ovalFile(definition(all(criterion(1))) + definition("", 'deprecated="true"'), PARTS);
  for (const content of [text, gzipSync(text)]) {
    const definitions = await definitionsOf(content);
    expect(definitions.map(({ id, class: kind, metadata }) => [id, kind, metadata?.children[0]?.text])).toEqual([
      ["d1", "patch", "T"],
    ]);
  }
});

test.each<[what: string, content: string | Buffer, message: RegExp]>([
  ["another document", "<html></html>", /the document is a <html>, no <oval_definitions>/],
  ["half a document", ovalFile(definition("")).slice(0, -40), /not a whole XML file/],
  ["half an archive", cutGzip(ovalFile(definition("").repeat(50))), /not a whole XML file/],
  ["nothing", "", /not a whole XML file/],
  ["bytes", Buffer.from([1, 2, 3]), /not a whole XML file/],
])("%s is refused as a whole", async (_, content, message) => {
  const refused = definitionsOf(content);
  await expect(refused).rejects.toMatchObject({ code: "FEED_MALFORMED" } satisfies Partial<Problem>);
  await expect(refused).rejects.toThrow(message);
});

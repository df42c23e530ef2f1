import { expect, test } from "vitest";
import { readOpenVex } from "./openvex.ts";
import { productId, type WantedStatement, writeOpenVex } from "./write-openvex.ts";

const AT = { author: "Ann <ann@example.org>", time: "2026-01-01T00:00:00.000Z" };
const WANTED: WantedStatement = {
  id: "CVE-2024-1",
  aliases: ["GHSA-1"],
  products: ["registry.local/app:1.0"],
  packages: ["pkg:npm/a@1.0.0"],
  status: "not_affected",
  justification: "component_not_present",
};

test("a document is one of OpenVEX 0.2.0, and is read as it is meant", () => {
  const document = writeOpenVex(WANTED, AT);
  const purl = "pkg:docker/app@1.0?repository_url=registry.local";
  expect(document).toEqual({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    author: AT.author,
    timestamp: AT.time,
    version: 1,
    statements: [
      {
        vulnerability: { name: "CVE-2024-1", aliases: ["GHSA-1"] },
        products: [
          {
            "@id": purl,
            identifiers: { purl },
            subcomponents: [{ "@id": "pkg:npm/a@1.0.0", identifiers: { purl: "pkg:npm/a@1.0.0" } }],
          },
        ],
        status: "not_affected",
        justification: "component_not_present",
        timestamp: AT.time,
      },
    ],
  });
  expect(readOpenVex(document, "doc")).toMatchObject({
    broken: [],
    unnamed: 0,
    statements: [{ status: "not_affected" }],
  });
  expect(writeOpenVex(WANTED, AT)).toEqual(document);
});

test("a package without an image is a product by itself", () => {
  expect(writeOpenVex({ ...WANTED, products: [] }, AT)).toMatchObject({
    statements: [{ products: [{ "@id": "pkg:npm/a@1.0.0" }] }],
  });
});

test("a statement is appended with the document's own kept, its version raised, and old ones as old as they were", () => {
  const before = { ...(writeOpenVex(WANTED, AT) as { statements: object[] }), tooling: "by hand" };
  const old = { ...before, statements: before.statements.map((one) => ({ ...one, timestamp: undefined })) };
  const later = { ...AT, time: "2026-02-01T00:00:00.000Z" };
  const document = writeOpenVex({ ...WANTED, id: "CVE-2024-2" }, later, JSON.parse(JSON.stringify(old)));
  expect(document).toMatchObject({ version: 2, timestamp: AT.time, last_updated: later.time, tooling: "by hand" });
  const { statements } = readOpenVex(document, "doc");
  expect(statements.map(({ ids, time }) => [ids[0], time])).toEqual([
    ["CVE-2024-1", Date.parse(AT.time)],
    ["CVE-2024-2", Date.parse(later.time)],
  ]);
});

test.each<[title: string, change: Partial<WantedStatement>, why: string]>([
  ["a status that is none", { status: "fine" }, "'fine' is none of"],
  ["a justification that is none", { justification: "luck" }, "'luck' is none of"],
  ["no reason", { justification: undefined }, "say why"],
  ["a reason for what is affected", { status: "affected", action: "x" }, "go with --status not_affected"],
  ["nothing to do", { status: "affected", justification: undefined }, "say what to do"],
  ["something to do where nothing is", { action: "x" }, "goes with --status affected"],
  ["about nothing", { products: [], packages: [] }, "say what it is about"],
  ["an image that is none", { products: ["A B"] }, "neither an image's name"],
])("%s is refused", (_, change, why) => {
  expect(() => writeOpenVex({ ...WANTED, ...change }, AT)).toThrow(
    expect.objectContaining({ code: "OPTION_INVALID", message: expect.stringContaining(why) }),
  );
});

test.each<[title: string, before: unknown, code: string]>([
  ["none", {}, "VEX_MALFORMED"],
  ["an older form", { "@context": "https://openvex.dev/ns", statements: [] }, "VEX_MALFORMED"],
  ["somebody else's", { ...writeOpenVex(WANTED, AT), author: "Bob" }, "OPTION_INVALID"],
])("a document that is %s is not appended to", (_, before, code) => {
  expect(() => writeOpenVex(WANTED, AT, before)).toThrow(expect.objectContaining({ code }));
});

test.each([
  ["debian:12", "pkg:docker/debian@12"],
  ["team/app", "pkg:docker/team/app"],
  ["ghcr.io/team/app:1.0", "pkg:docker/team/app@1.0?repository_url=ghcr.io"],
  ["registry://app:1.0", "pkg:docker/app@1.0"],
  ["pkg:oci/app", "pkg:oci/app"],
])("%s is %s", (text, purl) => {
  expect(productId(text)).toBe(purl);
});

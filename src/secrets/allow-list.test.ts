import { describe, expect, test } from "vitest";
import type { Secret, SecretReport } from "../model/secret.ts";
import { applyAllowList, parseAllowList } from "./allow-list.ts";

const PRINT = "0123456789abcdef".repeat(2);
const layer = { ordinal: 0, diffId: "sha256:0" };
const facts = { title: "t", provider: "p", severity: "high", masked: "********" } as const;

const secret = (rule: string, path: string, fingerprint = PRINT): Secret => ({
  rule,
  ...facts,
  fingerprint,
  place: { kind: "file", path, line: 1, layer },
});
const variable: Secret = {
  rule: "github-pat",
  ...facts,
  fingerprint: PRINT,
  place: { kind: "environment", name: "X" },
};
const report = (...secrets: Secret[]): SecretReport => ({ secrets, ruleSet: "r", notRead: { files: 0, bytes: 0 } });

describe("a line allows", () => {
  test.each<[line: string, secret: Secret, isAllowed: boolean]>([
    ["rule:private-key ours", secret("private-key", "app/key"), true],
    ["rule:private-key ours", secret("github-pat", "app/key"), false],
    ["path:/app/key ours", secret("private-key", "app/key"), true],
    ["path:app/key ours", secret("private-key", "app/key"), true],
    ["path:/app/key ours", secret("private-key", "app/keys"), false],
    ["path:/app/* ours", secret("private-key", "app/key"), true],
    ["path:/app/* ours", secret("private-key", "app/test/key"), false],
    ["path:/app/** ours", secret("private-key", "app/test/key"), true],
    ["path:/**/test/*.pem ours", secret("private-key", "test/a.pem"), true],
    ["path:/**/test/*.pem ours", secret("private-key", "app/test/a.pem"), true],
    ["path:/**/test/*.pem ours", secret("private-key", "app/test/aXpem"), false],
    ["path:/app/key.pem ours", secret("private-key", "app/keyXpem"), false],
    [`fingerprint:${PRINT} ours`, secret("private-key", "app/key"), true],
    [`fingerprint:${PRINT} ours`, variable, true],
    [`fingerprint:${"0".repeat(32)} ours`, variable, false],
    ["path:/** ours", variable, false],
    ["rule:private-key path:/app/** ours", secret("private-key", "app/key"), true],
    ["rule:private-key path:/app/** ours", secret("private-key", "srv/key"), false],
    ["rule:github-pat path:/app/** ours", secret("private-key", "app/key"), false],
  ])("%s", (line, found, isAllowed) => {
    const { secrets, allowed } = applyAllowList(report(found), parseAllowList(line, "f"));
    expect(secrets).toEqual(isAllowed ? [] : [found]);
    expect(allowed).toEqual(isAllowed ? [{ ...found, reason: "ours" }] : []);
  });
});

test("comments and blank lines are passed over, reasons have blanks", () => {
  const list = parseAllowList("# a list\n\n  rule:a  key of a  test \r\n\trule:b old\n", "f");
  expect(list).toEqual([
    { line: 3, rule: "a", reason: "key of a test" },
    { line: 4, rule: "b", reason: "old" },
  ]);
});

test("lines that allow nothing are told", () => {
  const list = parseAllowList("rule:a one\nrule:b two\n", "f");
  expect(applyAllowList(report(secret("a", "x")), list).unused).toMatchObject([{ line: 2 }]);
});

test.each([
  ["rule:a", "f:1: says not why"],
  ["# c\nrules:a ours", "f:2: begins with none of"],
  ["just words", "f:1: begins with none of"],
  ["fingerprint:abc ours", "f:1: 'abc' is no fingerprint"],
])("%j is refused, with its line", (text, message) => {
  expect(() => parseAllowList(text, "f")).toThrow(
    expect.objectContaining({ code: "FILE_MALFORMED", message: expect.stringContaining(message) }),
  );
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import type { Secret, SecretPlace } from "../model/secret.ts";
import type { JudgedSecrets } from "../secrets/allow-list.ts";
import { secretsSarif } from "./secrets-sarif.ts";

const layer = { ordinal: 0, diffId: "sha256:00" };
const secret = (place: SecretPlace, severity: Secret["severity"] = "critical", rule = "github-pat"): Secret => ({
  rule,
  title: "personal access token",
  provider: "GitHub",
  severity,
  masked: "abcd…yz",
  fingerprint: "0".repeat(32),
  place,
});

const PLACES: readonly SecretPlace[] = [
  { kind: "file", path: "app/my file%.env", line: 3, layer },
  { kind: "file", path: "app/a.zip", member: "b/c.env", line: 7, layer, gone: { how: "deleted", layer } },
  { kind: "file", path: "bin/tool\udcff", layer },
  { kind: "environment", name: "TOKEN" },
  { kind: "history", step: 4, layer },
];

const judged = (secrets: readonly Secret[], more: Partial<JudgedSecrets> = {}): JudgedSecrets => ({
  secrets,
  allowed: [],
  unused: [],
  ruleSet: "r",
  notRead: { files: 0, bytes: 0 },
  ...more,
});

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly { readonly toolExecutionNotifications: readonly object[] }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly message: { readonly text: string };
      readonly locations: readonly object[];
      readonly suppressions?: readonly object[];
    }[];
  }[];
}

function runOf(found: JudgedSecrets): Sarif["runs"][number] {
  const [run] = (secretsSarif(richSbom, found, "1.2.3") as Sarif).runs;
  if (!run) throw new Error("no run");
  return run;
}

test("places are told as files from the image's root, and what is in no file by its name", () => {
  const { results } = runOf(judged(PLACES.map((place) => secret(place))));
  expect(results.map(({ message }) => message.text)).toEqual([
    "GitHub personal access token abcd…yz in /app/my file%.env:3",
    "GitHub personal access token abcd…yz in /app/a.zip!b/c.env:7; deleted by layer 0",
    expect.stringContaining("in /bin/tool"),
    "GitHub personal access token abcd…yz in variable TOKEN",
    "GitHub personal access token abcd…yz in history, step 4",
  ]);
  const located = (uri: string, startLine: number, name?: string) => [
    {
      physicalLocation: { artifactLocation: { uri }, region: { startLine } },
      ...(name && { logicalLocations: [expect.objectContaining({ fullyQualifiedName: name })] }),
    },
  ];
  expect(results.map(({ locations }) => locations)).toEqual([
    located("app/my%20file%25.env", 3),
    located("app/a.zip", 1, "/app/a.zip!b/c.env"),
    located("bin/tool%EF%BF%BD", 1),
    located("image-config.json", 1, "environment/TOKEN"),
    located("image-config.json", 1, "history/4"),
  ]);
});

test("each rule is told once, and results point to it", () => {
  const [place = { kind: "label", name: "x" }] = PLACES;
  const found = ["b-rule", "a-rule", "b-rule"].map((rule) => secret(place, "low", rule));
  const { tool, results } = runOf(judged(found));
  expect(tool.driver.rules).toMatchObject([
    { id: "a-rule", defaultConfiguration: { level: "note" }, properties: { "security-severity": "2.0" } },
    { id: "b-rule" },
  ]);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

test("what is allowed is suppressed, with its reason", () => {
  const allowed = [{ ...secret({ kind: "label", name: "x" }), reason: "reviewed" }];
  expect(runOf(judged([], { allowed })).results).toMatchObject([
    { suppressions: [{ kind: "external", status: "accepted", justification: "reviewed" }] },
  ]);
});

test("of more than GitHub takes the worst are told, and how many were left out", () => {
  const many = Array.from({ length: 25_002 }, () => secret({ kind: "label", name: "x" }));
  const { results, invocations } = runOf(judged(many));
  expect(results).toHaveLength(25_000);
  expect(invocations[0]?.toolExecutionNotifications[0]).toMatchObject({
    message: { text: "2 more findings were left out" },
  });
});

// The schema is not part of this repository; PLIMSOLL_TEST_DATA names the folder that has it.
const testData = process.env.PLIMSOLL_TEST_DATA;

describe.skipIf(testData === undefined)("it is valid by the published schema", () => {
  test.each([
    ["nothing", judged([])],
    ["every place", judged(PLACES.map((place) => secret(place)))],
    ["what is allowed", judged([], { allowed: [{ ...secret({ kind: "label", name: "x" }), reason: "r" }] })],
  ])("with %s", (_what, found) => {
    const path = join(testData ?? "", "data/vectors/schemas/sarif/sarif-schema-2.1.0.json");
    const {
      $schema: _language,
      id: _id,
      ...schema
    } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    const ajv = new Ajv({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    ajv.validate(schema, JSON.parse(JSON.stringify(secretsSarif(richSbom, found, "1.2.3"))));
    expect(ajv.errors ?? []).toEqual([]);
  });
});

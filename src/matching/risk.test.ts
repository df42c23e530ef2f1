import { describe, expect, test } from "vitest";
import { compareRisk, type Risky, riskOf } from "./risk.ts";

const finding = (given: Partial<Risky> = {}): Risky => ({
  id: "CVE-2024-0001",
  aliases: [],
  severity: "medium",
  ...given,
});

const exploited = (ransomware: boolean) => ({ added: "2024-01-01", ransomware });
const score = (value: number) => ({ epss: { score: value, percentile: value } });
const rated = (value: number) => ({ cvss: { version: "3.1", vector: "", score: value, source: "nvd" } });
const vex = { by: "vex", status: "not_affected", source: "a" } as const;

describe("risk rises", () => {
  const rows: [string, Partial<Risky>[]][] = [
    [
      "with the severity",
      (["unspecified", "low", "medium", "high", "critical"] as const).map((severity) => ({ severity })),
    ],
    ["with the score", [rated(0), rated(4), rated(6.9), rated(10)]],
    ["with EPSS", [score(0.01), score(0.1), score(0.5), score(1)]],
    ["with CISA's word on exploits", ["none", "poc", "active"].map((exploitation) => ({ ssvc: { exploitation } }))],
    ["with a fix to go to", [{}, { fixedVersion: "2" }]],
    [
      "with functions that are reached",
      (["not-in-binary", "unknown", "reachable"] as const).map((reachability) => ({ reachability })),
    ],
    ["where nobody disputes it", [{ disputed: true as const }, {}]],
    ["with exploitation, and ransomware", [{}, { exploited: exploited(false) }, { exploited: exploited(true) }]],
    [
      "to malware",
      [
        { exploited: exploited(true), severity: "critical" },
        { id: "MAL-2024-1", severity: "critical" },
      ],
    ],
    ["from what is suppressed", [{ suppressed: vex, exploited: exploited(true) }, { severity: "unspecified" }]],
  ];

  test.each(rows)("%s", (_, rising) => {
    const risks = rising.map((given) => riskOf(finding(given)));
    expect(risks).toEqual(risks.toSorted((a, b) => a - b));
    expect(new Set(risks).size).toBe(risks.length);
  });
});

/** Each fact from better to worse. */
const FACTS: readonly Partial<Risky>[][] = [
  (["unspecified", "low", "medium", "high", "critical"] as const).map((severity) => ({ severity })),
  [{}, score(0.02), score(0.9)],
  [{}, { ssvc: { exploitation: "poc" } }, { ssvc: { exploitation: "active" } }],
  [{}, { fixedVersion: "1" }],
  [{ reachability: "not-in-binary" }, {}, { reachability: "reachable" }],
  [{ disputed: true }, {}],
  [{}, { exploited: exploited(false) }, { exploited: exploited(true) }],
  [{}, { id: "MAL-2024-1" }],
];

test("no fact that gets worse makes it fall, whatever the others are", () => {
  const combinations = FACTS.reduce<Partial<Risky>[]>(
    (all, fact) => all.flatMap((one) => fact.map((value) => ({ ...one, ...value }))),
    [{}],
  );
  expect(combinations.length).toBeGreaterThan(1000);
  for (const fact of FACTS) {
    const keys = new Set(fact.flatMap((value) => Object.keys(value)));
    for (const one of combinations) {
      const rest = Object.fromEntries(Object.entries(one).filter(([key]) => !keys.has(key)));
      const risks = fact.map((value) => riskOf(finding({ ...rest, ...value })));
      for (const [index, risk] of risks.slice(1).entries()) expect(risk).toBeGreaterThanOrEqual(risks[index] ?? 0);
    }
  }
});

test("the riskier one is sorted first", () => {
  const known = finding({ exploited: exploited(false), severity: "low" });
  const worse = finding({ severity: "critical", ...score(0.99) });
  expect([worse, known].sort(compareRisk)).toEqual([known, worse]);
});

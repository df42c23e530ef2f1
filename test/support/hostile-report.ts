import type { ScanReport } from "../../src/report/scan-report.ts";
import { madeUpFinding, reportOf } from "./rich-report.ts";
import { richSbom } from "./rich-sbom.ts";

/** What strangers write into names, titles and paths. */
export const HOSTILE: readonly (readonly [string, string])[] = [
  ["markup", `<script>alert(1)</script><img src=x onerror=alert(1)>`],
  ["the end of a fold", "</code></summary></details></td></table><h1>Nothing found</h1>"],
  ["quotes", `"' onmouseover="alert(1)" x='`],
  ["Markdown", "[here](https://evil.example) **bold** `code` | cell ![x](https://evil.example/x.png) $x$ :+1:"],
  ["people and issues", "@everyone #1 org/repo#2"],
  ["a formula", '=HYPERLINK("https://evil.example","x")'],
  ["other formulas", "+1+1\t@SUM(1)"],
  ["codes for terminals", "\u001b[31mred\u001b[0m\u0007\b"],
  ["text that runs backwards", "safe\u202egnihton\u2066 \u200b\ufeff"],
  ["what XML may not hold", "a\u0000b\u0001c\ufffed\uffff ]]> --> <![CDATA["],
  ["lines", "one\r\ntwo\nthree\u2028four"],
  ["half a character", "a\ud800b"],
];

/** A report in which every text that somebody else wrote is the same one. */
export function reportOfWords(words: string): ScanReport {
  const [first] = richSbom.packages;
  const [layer] = richSbom.image.layers;
  if (!first || !layer) throw new Error("nothing to begin with");
  const sbom = {
    ...richSbom,
    image: {
      ...richSbom.image,
      source: { kind: "archive" as const, reference: words, names: [] },
      layers: [{ ...layer, createdBy: words }],
    },
    packages: [
      {
        ...first,
        purl: `pkg:npm/${encodeURIComponent(words.toWellFormed())}@1`,
        type: "npm",
        namespace: words,
        name: words,
        version: words,
        locations: [{ path: words, layer: first.layer }],
      },
    ],
    problems: [{ code: "FILE_MALFORMED" as const, message: words, path: words }],
  };
  return reportOf(sbom, () => [
    madeUpFinding(words, {
      summary: words,
      details: words,
      references: [words],
      aliases: [words],
      cwes: [words],
      affectedRange: `<${words}`,
      fixedVersion: words,
      severitySource: words,
      severityLabel: words,
      published: words,
      vendorAdvisories: [words],
      cvss: { version: "3.1", vector: words, score: 5, source: words },
      suppressed: { by: "vex", status: words, justification: words, reason: words, source: words },
      exploited: { added: words, ransomware: false, action: words },
    }),
  ]);
}

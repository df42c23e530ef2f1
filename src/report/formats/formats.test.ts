import { readdirSync } from "node:fs";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { HOSTILE, reportOfWords } from "../../../test/support/hostile-report.ts";
import { cleanReport, pairsOf, plainOptions, richReport } from "../../../test/support/rich-report.ts";
import { richSbom } from "../../../test/support/rich-sbom.ts";
import { countSeverities, SEVERITIES, type Severity, type SeverityCounts } from "../../model/severity.ts";
import { CvesDocument, SbomDocument } from "../contracts.ts";
import { rowsOf } from "../finding-words.ts";
import type { ReportOptions } from "../report-format.ts";
import type { ScanReport } from "../scan-report.ts";
import { findReportFormat, REPORT_FORMATS } from "./index.ts";

async function written(name: string, report: ScanReport, options: Partial<ReportOptions> = {}): Promise<string> {
  const write = await findReportFormat(name)?.load();
  if (write === undefined) throw new Error(`there is no format ${name}`);
  return write(report, { ...plainOptions, ...options });
}

const names = REPORT_FORMATS.map(({ name }) => name);

test("the list of formats is their folder", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !/^index\.ts$|\.test\.ts$/.test(name));
  expect(files.sort()).toEqual(names.map((name) => `${name}.ts`).sort());
});

describe("of one report, as it is:", () => {
  test.each(names)("%s", async (name) => {
    const text = await written(name, richReport, { details: true, locations: true });
    await expect(text).toMatchFileSnapshot(`../golden/${name}.golden`);
    expect(await written(name, richReport, { details: true, locations: true })).toBe(text);
  });
});

/** What can be read out of a document: how many there are of each severity, and which flaw is in which package. */
interface Told {
  readonly counts: SeverityCounts;
  /** Package URLs, or names where the form has no more, and ids; sorted. */
  readonly pairs: readonly string[];
}

interface Anything {
  readonly [key: string]: Anything;
}
const parse = (text: string) => JSON.parse(text) as Anything;
const list = (value: Anything | undefined) => (value ?? []) as unknown as readonly Anything[];
const text = (value: Anything | undefined) => String(value);

/** The suite, the id and the severity of each test that did not pass. */
function casesOf(xml: string): { suite: string; id: string; severity: Severity }[] {
  const cases: { suite: string; id: string; severity: Severity }[] = [];
  let suite = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "testsuite") suite = String(attributes.name);
    const [, id, severity] = /^(\S+) \((\w+)\)$/.exec(String(attributes.name)) ?? [];
    if (name === "testcase" && id && severity) cases.push({ suite, id, severity: severity as Severity });
  });
  parser.write(xml).close();
  return cases;
}

/** Rows of a CSV by RFC 4180. */
function rowsOfCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.slice(0, -1);
}

const severitiesOf = (words: readonly string[]) => countSeverities(words.map((word) => word as Severity));
const wordOfOthers = (word: string) => (word.toLowerCase() === "unknown" ? "unspecified" : word.toLowerCase());

/** Name and version where a document has no package URL. */
const named = new Map(
  richSbom.packages.map(({ purl, type, namespace, name, version }) => {
    const full = type === "npm" && namespace ? `${namespace}/${name}` : name;
    return [`${full} ${version}`, purl];
  }),
);
const purlOf = (name: string) => named.get(name) ?? name;

const READERS: Readonly<Record<string, (document: string) => Told>> = {
  packages(document) {
    const blocks = document.split(/\n(?= {3}\d+C)/).slice(1);
    return {
      counts: severitiesOf([...document.matchAll(/^ {4}✗ (\w+) /gm)].map(([, word = ""]) => word.toLowerCase())),
      pairs: blocks.flatMap((block) =>
        [...block.matchAll(/^ {4}✗ \w+ (\S+)/gm)].map(([, id]) => `${block.split("\n")[1]} ${id}`),
      ),
    };
  },
  json(document) {
    const { packages, summary } = parse(document);
    const pairs = list(packages).flatMap(({ purl, vulnerabilities }) =>
      list(vulnerabilities).map(({ id }) => `${purl} ${id}`),
    );
    return { counts: summary as unknown as SeverityCounts, pairs };
  },
  sarif(document) {
    const results = list(list(parse(document).runs)[0]?.results);
    return {
      counts: severitiesOf(results.map(({ properties }) => text(properties?.severity))),
      pairs: results.map(({ ruleId, properties }) => `${properties?.purl} ${ruleId}`),
    };
  },
  gitlab(document) {
    const { vulnerabilities } = parse(document);
    return {
      counts: severitiesOf(list(vulnerabilities).map(({ severity }) => wordOfOthers(text(severity)))),
      pairs: list(vulnerabilities).map(
        ({ details, identifiers }) => `${details?.package_url?.value} ${list(identifiers)[0]?.value}`,
      ),
    };
  },
  cyclonedx(document) {
    const { components, vulnerabilities } = parse(document);
    const purls = new Map(list(components).map((component) => [text(component["bom-ref"]), text(component.purl)]));
    const affected = list(vulnerabilities).flatMap(({ id, ratings, affects }) =>
      list(affects).map(({ ref }) => ({ id, ref, severity: list(ratings)[0]?.severity })),
    );
    return {
      counts: severitiesOf(affected.map(({ severity }) => wordOfOthers(text(severity)))),
      pairs: affected.map(({ id, ref }) => `${purls.get(text(ref))} ${id}`),
    };
  },
  spdx(document) {
    const found = list(parse(document).packages).flatMap(({ externalRefs }) => {
      const references = list(externalRefs);
      const purl = references.find(({ referenceType }) => text(referenceType) === "purl")?.referenceLocator;
      return references
        .filter(({ referenceType }) => text(referenceType) === "advisory")
        .map(({ comment }) => ({ purl, words: /^(\S+): (\w+)/.exec(text(comment)) ?? [] }));
    });
    return {
      counts: severitiesOf(found.map(({ words: [, , severity = ""] }) => severity)),
      pairs: found.map(({ purl, words: [, id] }) => `${purl} ${id}`),
    };
  },
  sbom(document) {
    const { vulnerabilities } = parse(document);
    return {
      counts: severitiesOf(list(vulnerabilities).map(({ severity }) => text(severity))),
      pairs: list(vulnerabilities).map(({ purl, id }) => `${purl} ${id}`),
    };
  },
  markdown(document) {
    const decoded = document.replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));
    const blocks = decoded.split("<details>").filter((block) => block.includes("<th>"));
    const rows = blocks.flatMap((block) =>
      [...block.matchAll(/<tr><td>\S+ (\w+)<\/td><td><a href="[^"]*">([^<]*)<\/a>/g)].map(([, severity = "", id]) => ({
        severity,
        pair: `${/\n<code>(.*?)<\/code>/.exec(block)?.[1]} ${id}`,
      })),
    );
    return { counts: severitiesOf(rows.map(({ severity }) => severity)), pairs: rows.map(({ pair }) => pair) };
  },
  html(document) {
    const bodies = [...document.matchAll(/<tbody data-severity="(\w+)".*?<\/tbody>/gs)];
    return {
      counts: severitiesOf(bodies.map(([, severity = ""]) => severity)),
      pairs: bodies.map(([body]) => {
        const [, id] = /rel="noopener noreferrer"><span[^>]*>(.*?)<\/span><\/a>/.exec(body) ?? [];
        return `${/<dt>Package<\/dt><dd><code>(.*?)<\/code>/.exec(body)?.[1]?.replaceAll("&amp;", "&")} ${id}`;
      }),
    };
  },
  csv(document) {
    const [head = [], ...rows] = rowsOfCsv(document);
    const column = (name: string) => head.indexOf(name);
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    return {
      counts: severitiesOf(rows.map((row) => row[column("severity")] ?? "")),
      pairs: rows.map((row) => `${row[column("purl")]} ${row[column("id")]}`),
    };
  },
  junit(document) {
    const cases = casesOf(document);
    return {
      counts: severitiesOf(cases.map(({ severity }) => severity)),
      pairs: cases.map(({ suite, id }) => `${purlOf(suite)} ${id}`),
    };
  },
};

const shownCounts = countSeverities(rowsOf(richReport).map(({ finding }) => finding.severity));

test("what is suppressed is shown and does not count", () => {
  expect(richReport.suppressed).toBeGreaterThan(0);
  const sum = (counts: SeverityCounts) => SEVERITIES.reduce((total, severity) => total + counts[severity], 0);
  expect(sum(shownCounts)).toBe(sum(richReport.summary) + richReport.suppressed);
});

describe("counts, packages and ids are those of the report in", () => {
  test.each(names.filter((name) => name !== "only-packages"))("%s", async (name) => {
    const told = READERS[name]?.(await written(name, richReport));
    // Their overviews leave out what does not count; each finding stands there all the same.
    expect(told?.counts).toEqual(name === "json" ? richReport.summary : shownCounts);
    expect(told?.pairs.toSorted()).toEqual(pairsOf(richReport));
  });

  test("only-packages, as far as it tells", async () => {
    const cells = (await written("only-packages", richReport)).matchAll(
      /^.*?(\d+)C +(\d+)H +(\d+)M +(\d+)L(?: +(\d+)\?)?/gm,
    );
    const sums = [0, 0, 0, 0, 0];
    for (const [, ...numbers] of cells)
      for (const [i, number] of numbers.entries()) sums[i] = (sums[i] ?? 0) + Number(number ?? 0);
    expect(sums).toEqual(SEVERITIES.map((severity) => richReport.summary[severity]));
    const short = await written("only-packages", richReport, { onlyVulnerablePackages: true });
    expect(short.match(/\d+C /g)).toHaveLength(
      richReport.packages.filter(({ findings }) => findings.length > 0).length,
    );
  });
});

test.each([
  ["json", CvesDocument],
  ["sbom", SbomDocument],
])("%s is as its contract says", async (name, contract) => {
  for (const report of [richReport, cleanReport]) contract.parse(JSON.parse(await written(name, report)));
});

test("a report without a finding is a whole document in every form", async () => {
  for (const name of names.filter((one) => !/packages/.test(one))) {
    const told = READERS[name]?.(await written(name, cleanReport));
    expect(told, name).toEqual({ counts: countSeverities([]), pairs: [] });
  }
  expect(await written("junit", cleanReport)).toContain('tests="1" failures="0"');
  expect(await written("markdown", cleanReport)).toContain("No vulnerable package found");
  expect(await written("html", cleanReport)).toContain("No vulnerable package found");
});

const controls = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("a stranger's words are shown, not obeyed:", () => {
  test.each(HOSTILE)("%s", async (_what, words) => {
    const report = reportOfWords(words);
    for (const name of names) {
      const document = await written(name, report, { details: true, locations: true });
      expect(controls.exec(document), name).toBeNull();
      if (/json|sarif|gitlab|cyclonedx|spdx|sbom/.test(name)) expect(() => JSON.parse(document), name).not.toThrow();
    }
    expect(casesOf(await written("junit", report))).toBeDefined();

    // Elements are ours: as many as with a word that means nothing.
    const tags = (document: string) =>
      [...document.matchAll(/<\/?(?!span|\/span)[a-z!][a-z0-9]*/gi)].map(([tag]) => tag);
    for (const name of ["html", "markdown"]) {
      const plain = await written(name, reportOfWords("x"), { locations: true });
      expect(tags(await written(name, report, { locations: true })), name).toEqual(tags(plain));
    }
    const markdown = await written("markdown", report);
    expect(markdown).not.toMatch(/\]\(|!\[|\*\*|@everyone|(?<!&)#1\b/);
    const cells = rowsOfCsv(await written("csv", report)).flat();
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openCurrent } from "../../src/advisories/store.ts";
import { readSettings } from "../../src/cli/settings.ts";
import { messageOf } from "../../src/model/errors.ts";
import { figuresOf } from "./figures.ts";
import { gate, readExpected } from "./gate.ts";
import { judge } from "./judge.ts";
import { readLists } from "./lists.ts";
import { readLabels } from "./read-labels.ts";
import { evaluationText } from "./text.ts";

const USAGE = `npm run evaluate -- LABELS SBOMS [--expected FILE] [--min-f1 N] [--max-year N] [--unlabelled] [--json FILE]

Holds what Plimsoll finds in lists of packages against labels: whether a package has a flaw, as a person read it in a
tracker. Prints precision, recall and F1, and every false finding and miss with its reasons. Advisories are those of
the snapshot in use (PLIMSOLL_DATA_DIR). docs/evaluation.md says how to read it.

  LABELS           a file or a folder: our form (YAML), or that of anchore/vulnerability-match-labels (JSON)
  SBOMS            a file or a folder of lists of packages that sbom:// reads

  --expected FILE  known failures with their reasons: any other one ends with 1, and so does one that is mended
  --min-f1 N       a lower F1 ends with 1
  --max-year N     labels of later CVEs are left out: those that the snapshot is too old for
  --unlabelled     lists the findings that no label speaks of
  --json FILE      writes all judgements there

Ends with 0 where all is as it should be, 1 where it is not, 2 where labels or lists cannot be read.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    return await evaluate();
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 2;
  }
}

async function evaluate(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      expected: { type: "string" },
      "min-f1": { type: "string" },
      "max-year": { type: "string" },
      unlabelled: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [labelsPath, listsPath, ...others] = positionals;
  if (values.help || labelsPath === undefined || listsPath === undefined || others.length > 0) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const minF1 = numberOf(values["min-f1"], "--min-f1");
  const maxYear = numberOf(values["max-year"], "--max-year");
  const expected =
    values.expected === undefined ? [] : readExpected(readFileSync(values.expected, "utf8"), values.expected);

  const { labels, troubles } = readLabels(labelsPath);
  const { lists, troubles: listTroubles } = await readLists(listsPath);
  for (const trouble of [...troubles, ...listTroubles]) process.stderr.write(`${trouble}\n`);
  if (labels.length === 0) throw new Error(`${labelsPath}: no labels`);
  if (lists.length === 0) throw new Error(`${listsPath}: no lists of packages`);

  const { snapshot } = openCurrent(readSettings(process.env).dataDir);
  using open = snapshot;
  const young = labels.filter(({ flaws }) => maxYear === undefined || flaws.every((flaw) => yearOf(flaw) <= maxYear));
  const result = judge(young, lists, open);
  process.stdout.write(evaluationText(result, values.unlabelled));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, undefined, 2)}\n`);

  const figures = figuresOf(result.judgements);
  // Without a list of expected failures or a bar this is a measurement, and not a gate.
  const isGate = values.expected !== undefined || minF1 !== undefined;
  const reasons = isGate ? gate(result, figures, { expected, ...(minF1 !== undefined && { minF1 }) }) : [];
  for (const reason of reasons) process.stderr.write(`${reason}\n`);
  if (troubles.length > 0 || listTroubles.length > 0) return 2;
  return reasons.length > 0 ? 1 : 0;
}

function numberOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new Error(`${flag}: '${text}' is not a number`);
  return number;
}

/** The year in a CVE's id; of other ids none is later than any. */
function yearOf(flaw: string): number {
  return Number(/^CVE-(\d{4})-/.exec(flaw)?.[1] ?? 0);
}

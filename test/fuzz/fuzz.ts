import { parseArgs } from "node:util";
import { type Failure, fuzzTarget } from "./fuzz-target.ts";
import { bytesOf } from "./run-case.ts";
import { TARGETS } from "./targets/index.ts";

const USAGE = `npm run fuzz -- [--minutes N | --cases N] [--seed N] [--target NAME]… [--case N]

Reads damaged tars, archives, documents and package records, and looks for whatever no reader may do: throw what it
does not know, hang, take memory without end, or say two things of the same bytes.

  --minutes N    for so long, all targets in turn (default: 1)
  --cases N      so many of each target
  --seed N       which cases; the same number gives the same ones (default: by the clock)
  --target NAME  only these: ${TARGETS.map(({ name }) => name).join(", ")}
  --case N       writes the bytes of one case to standard output`;

/** A target's share of the time before the next one has its turn. */
const CASES_A_TURN = 2000;

function readNumber(text: string | undefined): number | undefined {
  const number = Number(text);
  if (text === undefined || Number.isFinite(number)) return text === undefined ? undefined : number;
  throw new Error(`'${text}' is not a number\n\n${USAGE}`);
}

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    cases: { type: "string" },
    seed: { type: "string" },
    target: { type: "string", multiple: true },
    case: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});

const targets = TARGETS.filter(({ name }) => values.target?.includes(name) ?? true);
const unknown = values.target?.find((name) => !TARGETS.some((target) => target.name === name));
const seed = readNumber(values.seed) ?? Math.floor(Date.now() / 1000);
const only = readNumber(values.case);

if (values.help || unknown !== undefined) {
  console.log(unknown === undefined ? USAGE : `there is no target '${unknown}'\n\n${USAGE}`);
  process.exitCode = unknown === undefined ? 0 : 1;
} else if (only !== undefined) {
  const [target] = targets;
  if (target) process.stdout.write(bytesOf(target, seed, only));
} else {
  process.exitCode = (await fuzz()) ? 0 : 1;
}

/** Tries all targets in turn; whether nothing was found. */
async function fuzz(): Promise<boolean> {
  const cases = readNumber(values.cases);
  const untilMs =
    cases === undefined ? performance.now() + (readNumber(values.minutes) ?? 1) * 60_000 : Number.POSITIVE_INFINITY;
  console.log(`seed ${seed}`);
  const failures: Failure[] = [];
  let total = 0;
  const most = cases ?? Number.POSITIVE_INFINITY;
  for (let from = 0; from < most && performance.now() < untilMs && failures.length === 0; from += CASES_A_TURN) {
    for (const { name } of targets) {
      const count = Math.min(CASES_A_TURN, most - from);
      const found = await fuzzTarget(name, { seed, from, cases: count, untilMs });
      total += found.cases;
      failures.push(...found.failures);
      for (const { index, what } of found.failures) {
        console.log(
          `${name}, case ${index}: ${what}\n  again: npm run fuzz -- --seed ${seed} --target ${name} --case ${index}`,
        );
      }
    }
  }
  console.log(`${total} cases, ${failures.length} failures`);
  return failures.length === 0;
}

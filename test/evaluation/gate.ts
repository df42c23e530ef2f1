import { parse } from "yaml";
import { z } from "zod";
import type { Figures } from "./figures.ts";
import type { Judgement, Judgements } from "./judge.ts";

/** A label that is known to fail, and why nobody mended it yet. */
export interface ExpectedFailure {
  readonly label: string;
  readonly outcome: "miss" | "false-positive";
  readonly reason: string;
}

const text = z.string().min(1);

const Expected = z.array(z.strictObject({ label: text, outcome: z.enum(["miss", "false-positive"]), reason: text }));

/** Reads the list of expected failures; an empty file is an empty list. @throws {Error} where it is none. */
export function readExpected(yaml: string, path: string): readonly ExpectedFailure[] {
  const result = Expected.safeParse(parse(yaml, { maxAliasCount: 0 }) ?? []);
  if (result.success) return result.data;
  throw new Error(`${path}: ${z.prettifyError(result.error).replace(/\s*\n\s*/g, " ")}`);
}

export interface Bar {
  readonly expected: readonly ExpectedFailure[];
  readonly minF1?: number;
}

/** Why the gate stays shut, a line each; none when it opens. */
export function gate(
  { judgements, idle }: Pick<Judgements, "judgements" | "idle">,
  figures: Figures,
  { expected, minF1 }: Bar,
): string[] {
  const failing = new Map(judgements.filter(isWrong).map((one) => [keyOf(one.label.id, one.outcome), one]));
  const known = new Set(expected.map(({ label, outcome }) => keyOf(label, outcome)));
  const fresh = [...failing].filter(([key]) => !known.has(key)).map(([, one]) => one);
  const mended = expected.filter(({ label, outcome }) => !failing.has(keyOf(label, outcome)));
  const { f1 } = figures;
  return [
    ...fresh.map(({ outcome, label }) => `new ${NAMES[outcome]}: ${label.id}`),
    // Whoever names a package by its URL has it in the list; names of other tools may be anything.
    ...idle.filter((label) => "purl" in label.package).map(({ id }) => `its list has no such package: ${id}`),
    // A list that keeps what was mended would let it break again.
    ...mended.map(({ label, outcome }) => `no ${NAMES[outcome]} any more, take it off the list: ${label}`),
    ...(minF1 !== undefined && f1 !== undefined && f1 < minF1 ? [`F1 is ${f1.toFixed(4)}, less than ${minF1}`] : []),
    ...(minF1 !== undefined && f1 === undefined ? ["nothing was judged, so there is no F1"] : []),
  ];
}

const NAMES = { miss: "miss", "false-positive": "false finding" } as const;

const keyOf = (label: string, outcome: string) => `${outcome}\0${label}`;

type Wrong = Judgement & { readonly outcome: "miss" | "false-positive" };

export const isWrong = (one: Judgement): one is Wrong => one.outcome === "miss" || one.outcome === "false-positive";

import type { Snapshot } from "../../src/advisories/snapshot-reader.ts";
import { lookupKey } from "../../src/matching/lookup.ts";
import { matchPackages } from "../../src/matching/match.ts";
import type { Finding } from "../../src/model/finding.ts";
import { matchIdentity, type Package } from "../../src/model/package.ts";
import { formatPurl, parsePurl } from "../../src/model/purl.ts";
import type { Label } from "./label.ts";
import { isMeant, type PackageList } from "./lists.ts";
import { whyFound, whyMissed } from "./why.ts";

export type Outcome = "true-positive" | "false-positive" | "miss" | "true-negative" | "unclear";

/** A label held against what was found. */
export interface Judgement {
  readonly label: Label;
  readonly list: string;
  readonly purl: string;
  /** As advisories call it: `Debian`, `npm`. */
  readonly ecosystem: string;
  readonly outcome: Outcome;
  /** Of what is wrong: what Plimsoll says. */
  readonly why?: string;
}

/** A finding that no label speaks of. */
export interface Unlabelled {
  readonly list: string;
  readonly purl: string;
  readonly id: string;
}

export interface Judgements {
  readonly judgements: readonly Judgement[];
  /** Labels of a list that is here and does not have their package. */
  readonly idle: readonly Label[];
  /** Labels of lists that are not here. */
  readonly elsewhere: readonly Label[];
  readonly unlabelled: readonly Unlabelled[];
}

/** Matches all lists, and holds each label against what was found. */
export function judge(labels: readonly Label[], lists: readonly PackageList[], snapshot: Snapshot): Judgements {
  const judgements: Judgement[] = [];
  const unlabelled: Unlabelled[] = [];
  const used = new Set<Label>();
  for (const list of lists) {
    const { findings } = matchPackages(list.packages, snapshot);
    const spokenOf = new Set<Finding>();
    const meant = labels.filter((label) => isMeant(label.list, list));
    for (const { label, pkg } of placesOf(meant, list)) {
      used.add(label);
      const names = namesOf(label, snapshot);
      const found = (findings.get(matchIdentity(pkg)) ?? []).filter((finding) => isOf(finding, names));
      for (const finding of found) spokenOf.add(finding);
      judgements.push(judgementOf(label, pkg, list.name, found, names, snapshot));
    }
    for (const pkg of list.packages) {
      const rest = (findings.get(matchIdentity(pkg)) ?? []).filter((finding) => !spokenOf.has(finding));
      unlabelled.push(...rest.map(({ id }) => ({ list: list.name, purl: pkg.purl, id })));
    }
  }
  const isHere = (label: Label) => lists.some((list) => isMeant(label.list, list));
  const [idle, elsewhere] = split(
    labels.filter((label) => !used.has(label)),
    isHere,
  );
  return { judgements: withoutQuarrels(judgements), idle, elsewhere, unlabelled };
}

function split<One>(all: readonly One[], is: (one: One) => boolean): [One[], One[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

/** Each package of a list that a label speaks of; one and the same package once for each label. */
function placesOf(labels: readonly Label[], { packages }: PackageList): { label: Label; pkg: Package }[] {
  const byName = Map.groupBy(
    packages.filter(isNamed).flatMap((pkg) => callsOf(pkg).map((call) => ({ call, pkg }))),
    ({ call }) => call,
  );
  return labels.flatMap((label) => {
    const calls = "purl" in label.package ? [normalized(label.package.purl)] : nameCalls(label.package);
    const found = new Set(calls.flatMap((call) => byName.get(call)?.map(({ pkg }) => pkg) ?? []));
    return [...found].map((pkg) => ({ label, pkg }));
  });
}

/** Lists of others have package URLs that are none: nothing is found for them. */
function isNamed({ purl }: Package): boolean {
  try {
    parsePurl(purl);
    return true;
  } catch {
    return false;
  }
}

/** Without the source, which SBOMs write in several ways: the rest of a package URL says which package it is. */
function normalized(purl: string): string {
  const { qualifiers, ...parts } = parsePurl(purl);
  const { upstream: _, ...others } = qualifiers;
  return formatPurl({ ...parts, qualifiers: others });
}

/** By what labels may call a package: its package URL, or name and version in the words of several tools. */
function callsOf({ purl }: Package): string[] {
  const { name, namespace, version = "", qualifiers } = parsePurl(purl);
  const names = namespace === undefined ? [name] : [name, `${namespace}/${name}`, `${namespace}:${name}`];
  const versions = [version, ...(qualifiers.epoch === undefined ? [] : [`${qualifiers.epoch}:${version}`])];
  const calls = names.flatMap((one) => versions.flatMap((other) => nameCalls({ name: one, version: other })));
  return [...new Set([normalized(purl), ...calls])];
}

/** Yardstick takes `-` and `_` for one; some write the 0 of an epoch, or the `v` of a Go version, and some do not. */
function nameCalls({ name, version }: { name: string; version: string }): string[] {
  return [`${name.replaceAll("-", "_").toLowerCase()}\0${version.replace(/^0:/, "").replace(/^v(?=\d)/, "")}`];
}

/** All names of the label's flaw. A GHSA is also the CVE that it is known by; two CVEs are never one. */
function namesOf({ flaws }: Label, snapshot: Pick<Snapshot, "aliasesOf">): ReadonlySet<string> {
  const isCve = (id: string) => id.startsWith("CVE-");
  const names = new Set(flaws);
  if (!flaws.some(isCve)) for (const name of flaws) for (const other of snapshot.aliasesOf(name)) names.add(other);
  return names;
}

const isOf = ({ id, aliases }: Finding, names: ReadonlySet<string>) => [id, ...aliases].some((name) => names.has(name));

const OUTCOMES = {
  TP: ["miss", "true-positive"],
  FP: ["true-negative", "false-positive"],
  "?": ["unclear", "unclear"],
} as const;

function judgementOf(
  label: Label,
  pkg: Package,
  list: string,
  found: readonly Finding[],
  names: ReadonlySet<string>,
  snapshot: Snapshot,
): Judgement {
  const outcome = OUTCOMES[label.verdict][found.length > 0 ? 1 : 0];
  const why =
    outcome === "miss"
      ? whyMissed(names, pkg, snapshot)
      : outcome === "false-positive"
        ? found.map(whyFound).join("; ")
        : undefined;
  return { label, list, purl: pkg.purl, ecosystem: ecosystemOf(pkg), outcome, ...(why !== undefined && { why }) };
}

function ecosystemOf({ purl, owner, type }: Package): string {
  const key = lookupKey(owner ?? purl);
  return "unknown" in key ? type : key.ecosystem.advisories;
}

/** Where two labels say opposite things of one package and flaw, neither counts. */
function withoutQuarrels(judgements: readonly Judgement[]): Judgement[] {
  const sameOf = ({ list, purl, label: { flaws } }: Judgement) =>
    [list, purl, flaws.find((flaw) => flaw.startsWith("CVE-")) ?? flaws[0]].join("\0");
  return [...Map.groupBy(judgements, sameOf).values()].flatMap((group) => {
    if (new Set(group.map(({ label }) => label.verdict)).size === 1) return group.slice(0, 1);
    return group.map(({ why: _, ...judgement }) => ({ ...judgement, outcome: "unclear" as const }));
  });
}

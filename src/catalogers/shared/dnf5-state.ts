import { parse } from "smol-toml";
import { messageOf } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import type { Budget } from "./budget.ts";
import { fieldsOf, textOf, textsOf } from "./json-fields.ts";

/** What `packages.toml` says: of each package, by `name.architecture`, whether somebody asked for it. Plain JSON. */
export interface Dnf5Packages {
  readonly kind: "dnf5-packages";
  readonly asked: readonly string[];
  readonly unasked: readonly string[];
}

/** What `groups.toml` says: names of packages that came with a group. */
export interface Dnf5Groups {
  readonly kind: "dnf5-groups";
  readonly names: readonly string[];
}

/** In bytes: ten times what 50,000 packages take. */
const LONGEST_STATE = 32 * 1024 * 1024;

/**
 * Why a package is there. Who installs one by another tool than dnf asks for it too.
 *
 * Source: https://github.com/rpm-software-management/dnf5/blob/main/libdnf5/transaction/transaction_item_reason.cpp
 */
const REASONS: ReadonlyMap<string, boolean> = new Map([
  ["User", true],
  ["External User", true],
  ["Group", true],
  ["Dependency", false],
  ["Weak Dependency", false],
]);

type StateFile = Pick<WantedFile, "bytes" | "text">;
type OnProblem = (message: string) => void;

/** Reads `packages.toml`. Source: https://github.com/rpm-software-management/dnf5/blob/main/libdnf5/system/state.cpp */
export function readDnf5Packages(file: StateFile, entries: Budget, onProblem: OnProblem): Dnf5Packages | undefined {
  const packages = tableIn(file, "packages", entries, onProblem);
  if (packages === undefined) return undefined;
  const known = packages.flatMap(([name, value]) => {
    const isAsked = REASONS.get(textOf(fieldsOf(value).reason) ?? "");
    return isAsked === undefined ? [] : [[name, isAsked] as const];
  });
  const namesOf = (which: boolean) => known.filter(([, isAsked]) => isAsked === which).map(([name]) => name);
  return { kind: "dnf5-packages", asked: namesOf(true), unasked: namesOf(false) };
}

/** Reads `groups.toml`. */
export function readDnf5Groups(file: StateFile, entries: Budget, onProblem: OnProblem): Dnf5Groups | undefined {
  const groups = tableIn(file, "groups", entries, onProblem);
  const names = groups?.flatMap(([, value]) => textsOf(fieldsOf(value).packages).filter(() => entries.takes(1)));
  return names && { kind: "dnf5-groups", names: [...new Set(names)] };
}

/** Whether somebody asked for a package, by `name.architecture`. */
export function askedForInDnf5(packages: Dnf5Packages, groups: Dnf5Groups | undefined): ReadonlyMap<string, boolean> {
  const ofGroups = new Set(groups?.names);
  const nameOf = (key: string) => key.slice(0, key.lastIndexOf("."));
  return new Map([
    ...packages.unasked.map((key) => [key, ofGroups.has(nameOf(key))] as const),
    ...packages.asked.map((key) => [key, true] as const),
  ]);
}

function tableIn(
  file: StateFile,
  name: string,
  entries: Budget,
  onProblem: OnProblem,
): [string, unknown][] | undefined {
  if (file.bytes.length > LONGEST_STATE) {
    entries.takes(Number.POSITIVE_INFINITY);
    return undefined;
  }
  try {
    return Object.entries(fieldsOf(fieldsOf(parse(file.text()))[name])).filter(() => entries.takes(1));
  } catch (error) {
    const [reason = ""] = messageOf(error).split("\n");
    onProblem(`is not TOML: ${reason.slice(0, 200)}`);
    return undefined;
  }
}

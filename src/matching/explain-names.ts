import type { Snapshot } from "../advisories/snapshot-reader.ts";

/** What an id that somebody gave stands for. */
export interface Named {
  /** As those write it who gave it. */
  readonly id: string;
  /** All names of the flaw, the given one first. */
  readonly names: readonly string[];
  /** Flaws that findings go by: of a collective advisory all of its CVEs. */
  readonly flaws: readonly string[];
  readonly records: readonly { readonly source: string; readonly id: string }[];
}

/** Ids by how they begin, and how they go on. */
const SPELLINGS: readonly (readonly [RegExp, (id: string) => string])[] = [
  [/^ghsa-/i, (id) => `GHSA-${id.slice("GHSA-".length).toLowerCase()}`],
  [/^[a-z]+-\d/i, (id) => id.toUpperCase()],
];

const isCve = (id: string) => id.startsWith("CVE-");

/** Looks an id up, also where it is written in small letters. */
export function namesOf(given: string, snapshot: Pick<Snapshot, "aliasesOf" | "naming" | "get">): Named {
  const asked = new Map<string, ReturnType<Snapshot["naming"]>>();
  const naming = (name: string) => {
    const known = asked.get(name) ?? snapshot.naming(name);
    asked.set(name, known);
    return known;
  };
  const text = given.trim();
  const spelt = SPELLINGS.find(([pattern]) => pattern.test(text))?.[1](text) ?? text;
  const id = [spelt, text].find((name) => naming(name).length > 0) ?? spelt;

  // Everything that some record calls the same flaw, not looking behind a CVE: two CVEs are never one.
  const names = new Set([id]);
  for (const name of names) {
    if (isCve(name) && name !== id) continue;
    for (const alias of snapshot.aliasesOf(name)) if (!(isCve(id) && isCve(alias))) names.add(alias);
  }
  const records = new Map<string, { readonly source: string; readonly id: string }>();
  for (const name of names) {
    for (const record of naming(name)) records.set(`${record.source}\0${record.id}`, record);
  }
  const flaws = [...records.values()].flatMap(({ source, id: recordId }) => {
    const { cves, aliases, affected } = snapshot.get(source, recordId);
    // What names a CVE beside others speaks of it, and of nothing else that was asked for.
    const isMeant = recordId === id || affected.some(({ vendorAdvisories }) => vendorAdvisories?.includes(id));
    const isSame = !isCve(id) && aliases.includes(id) && cves.length === 1;
    return isMeant || isSame ? (cves.length > 0 ? cves : [recordId]) : [];
  });
  return { id, names: [...names], flaws: [...new Set(isCve(id) ? [id] : flaws)], records: [...records.values()] };
}

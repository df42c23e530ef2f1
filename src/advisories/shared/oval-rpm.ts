import type { AffectedOnly, AffectedPackage, AffectedRange } from "../../model/advisory.ts";
import type { OvalField, OvalTest } from "./oval.ts";
import { type Alternative, common, type Meaning, type PackageCondition } from "./oval-alternatives.ts";

/** What `evr` is held against, as a run of versions. */
const RANGE_OF: ReadonlyMap<string, (version: string) => AffectedRange> = new Map<
  string,
  (version: string) => AffectedRange
>([
  ["less than", (version) => ({ fixed: version })],
  ["less than or equal", (version) => ({ lastAffected: version })],
  ["greater than", (version) => ({ after: version })],
  ["greater than or equal", (version) => ({ introduced: version })],
  ["equals", (version) => ({ introduced: version, lastAffected: version })],
]);

/** Older than all packages: what is older than it, or is it, is none. */
const NOTHING: ReadonlySet<string> = new Set(["0", "0:0", "0:0-0"]);

/**
 * What a test asks of an rpm: versions of it, on some architectures. A test of its signature always holds: an image
 * has its packages from the vendor, or their versions say so.
 */
export function meaningOfRpmTest(test: OvalTest | undefined, comment: string): Meaning {
  if (test === undefined) return { kind: "unknown", what: `refers to a test that is not there: ${comment}` };
  const { kind, objectName, fields } = test;
  if (kind !== "rpminfo_test" || objectName === undefined) return { kind: "unknown", what: `cannot tell a ${kind}` };
  let condition: PackageCondition = { name: objectName, state: "affected", range: {} };
  for (const field of fields) {
    const more = readField(field);
    if (more === undefined) {
      const asked = `${field.name} ${field.operation} ${field.values.join(", ")}`;
      return { kind: "unknown", what: `cannot tell what is asked of ${objectName}: ${asked}` };
    }
    condition = { ...condition, ...more };
  }
  const isAboutSignature = fields.length > 0 && fields.every(({ name }) => name === "signature_keyid");
  return isAboutSignature ? { kind: "always" } : { kind: "package", ...condition };
}

function readField({ name, operation, values }: OvalField): Partial<PackageCondition> | undefined {
  const [value = "", ...more] = values;
  if (name === "signature_keyid") return {};
  if (value === "" || more.length > 0) return undefined;
  if (name === "evr" || name === "version") {
    if (NOTHING.has(value)) return operation.startsWith("greater than") ? {} : ofNone(operation);
    if (name === "version") return undefined;
    // Every version is written with an epoch; packages without one are of epoch 0.
    const range = RANGE_OF.get(operation)?.(value.replace(/^0:/, ""));
    return range && { range };
  }
  if (name === "arch") {
    const architectures = operation === "equals" ? [value] : readAlternation(value, operation);
    return architectures && { architectures };
  }
  if (name === "release" && operation === "pattern match" && /^[a-z0-9]+$/i.test(value)) return { versionText: value };
  return undefined;
}

/** No package is of such a version: with these words SUSE says that one is not affected. */
function ofNone(operation: string): Partial<PackageCondition> | undefined {
  return operation.startsWith("less than") || operation === "equals" ? { state: "not-affected" } : undefined;
}

/** `(aarch64|x86_64)`: the only pattern that vendors write of architectures. */
function readAlternation(pattern: string, operation: string): readonly string[] | undefined {
  if (operation !== "pattern match") return undefined;
  const names = pattern
    .replace(/^\^?\(?/, "")
    .replace(/\)?\$?$/, "")
    .split("|");
  return names.every((name) => /^\w+$/.test(name)) ? names : undefined;
}

/** What the ways of a definition say of packages: one entry for all architectures on which the same versions are told. */
export function affectedOfAlternatives(
  ways: readonly Alternative[],
  ecosystemOf: (release: string) => string,
): AffectedPackage[] {
  const entries = new Map<string, { affected: AffectedPackage; architectures: Set<string> | undefined }>();
  for (const { releases = [], package: condition, module, architectures } of ways) {
    if (condition === undefined) continue;
    const { name, state, range, versionText } = condition;
    const ranges = state === "not-affected" ? [] : [range];
    const own = common(condition.architectures, architectures);
    for (const release of releases) {
      const key = JSON.stringify([release, name, state, ranges, module, versionText]);
      const known = entries.get(key);
      if (known) {
        // One that holds everywhere leaves nothing to ask for.
        if (own === undefined) known.architectures = undefined;
        for (const one of own ?? []) known.architectures?.add(one);
        continue;
      }
      const only = { ...(module !== undefined && { module }), ...(versionText !== undefined && { versionText }) };
      entries.set(key, {
        affected: { ecosystem: ecosystemOf(release), release, name, state, ranges, versions: [], only },
        architectures: own && new Set(own),
      });
    }
  }
  return [...entries.values()].map(({ affected: { only, ...affected }, architectures }) => {
    const conditions: AffectedOnly = { ...only, ...(architectures && { architectures: [...architectures].sort() }) };
    return { ...affected, ...(Object.keys(conditions).length > 0 && { only: conditions }) };
  });
}

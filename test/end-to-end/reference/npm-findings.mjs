// Which OSV records hold for npm packages, as JSON: [name, version, id], sorted; versions as node-semver orders them.
//
// Usage: npm-findings.mjs ALL_ZIP < PACKAGES
// PACKAGES is a JSON list of objects with `name` and `version`.
//
// Evaluated as https://ossf.github.io/osv-schema/#evaluation says.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import semver from "semver";

const isCve = (name) => name.startsWith("CVE-");

function readRecords(zip) {
  const options = { encoding: "utf8", maxBuffer: 1024 ** 3 };
  return execFileSync("unzip", ["-Z1", zip], options)
    .split("\n")
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(execFileSync("unzip", ["-p", zip, name], options)))
    .filter(({ withdrawn }) => !withdrawn);
}

function compare(a, b) {
  return semver.compare(a, b, { loose: true });
}

function isInRange(version, events) {
  const limits = events.flatMap(({ limit }) => limit ?? []);
  if (limits.length > 0 && !limits.some((limit) => limit === "*" || compare(version, limit) < 0)) return false;
  const ordered = events
    .flatMap((event) => Object.entries(event))
    .filter(([kind]) => kind !== "limit")
    .sort(([, a], [, b]) => Number(b === "0") - Number(a === "0") || (a === "0" ? 0 : compare(a, b)));
  let vulnerable = false;
  for (const [kind, at] of ordered) {
    if (kind === "introduced" && (at === "0" || compare(version, at) >= 0)) vulnerable = true;
    else if (kind === "fixed" && compare(version, at) >= 0) vulnerable = false;
    else if (kind === "last_affected" && compare(version, at) > 0) vulnerable = false;
  }
  return vulnerable;
}

function isAffected(version, { versions = [], ranges = [] }) {
  if (versions.some((listed) => listed === version || (semver.valid(listed) && compare(listed, version) === 0)))
    return true;
  return ranges.some(({ type, events }) => (type === "SEMVER" || type === "ECOSYSTEM") && isInRange(version, events));
}

/** Its CVEs, or those that its aliases lead to, or its own id. */
function identifiersOf({ id, aliases = [], upstream = [] }, neighbours) {
  const own = [id, ...aliases, ...upstream].filter(isCve);
  if (own.length > 0) return own;
  const same = new Set([id]);
  for (const name of same) {
    if (isCve(name)) continue;
    for (const other of neighbours.get(name) ?? []) same.add(other);
  }
  const cves = [...same].filter(isCve);
  return cves.length > 0 ? cves : [id];
}

const packages = JSON.parse(readFileSync(0, "utf8"));
const records = readRecords(process.argv[2]);
const neighbours = new Map();
const join = (a, b) => neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
for (const { id, aliases = [] } of records) {
  for (const alias of aliases) {
    join(id, alias);
    join(alias, id);
  }
}

const found = new Set();
for (const { name, version } of packages) {
  for (const record of records) {
    for (const affected of record.affected ?? []) {
      if (affected.package?.ecosystem !== "npm" || affected.package.name !== name) continue;
      if (!isAffected(version, affected)) continue;
      for (const id of identifiersOf(record, neighbours)) found.add(JSON.stringify([name, version, id]));
    }
  }
}
process.stdout.write(`[${[...found].sort().join(",")}]`);

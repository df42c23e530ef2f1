import { readBdb } from "../formats/rpmdb-bdb.ts";
import { readNdb } from "../formats/rpmdb-ndb.ts";
import { type Distribution, distributionQualifier } from "../model/distribution.ts";
import type { Report } from "../model/errors.ts";
import type { SourcePackage } from "../model/package.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands, type WantedFile } from "./cataloger.ts";
import { budgetOf } from "./shared/budget.ts";
import {
  askedForIn,
  type DnfHistory,
  type DnfHistoryLog,
  readDnfHistory,
  readDnfHistoryLog,
} from "./shared/dnf-history.ts";
import {
  askedForInDnf5,
  type Dnf5Groups,
  type Dnf5Packages,
  readDnf5Groups,
  readDnf5Packages,
} from "./shared/dnf5-state.ts";
import { type DatabaseState, layersOfOrigin } from "./shared/origin.ts";
import { rpmDependencies } from "./shared/rpm-dependencies.ts";
import { pathsOfFileList } from "./shared/rpm-file-list.ts";
import { parseManifestLine } from "./shared/rpm-manifest.ts";
import { type RpmBudget, type RpmPackage, readRpmPackage } from "./shared/rpm-package.ts";
import {
  packagesOfSqlite,
  type RpmSqlite,
  type RpmSqliteLog,
  readRpmSqlite,
  readRpmSqliteLog,
} from "./shared/rpm-sqlite.ts";
import { boundedReport } from "./shared/sqlite-overlay.ts";

/** Where rpm keeps its database: everywhere once, SUSE and Fedora since 36, and images of rpm-ostree. */
const FOLDERS = ["var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"] as const;
const MANIFEST_FOLDER = "var/lib/rpmmanifest";
const DNF_FOLDER = "var/lib/dnf";
const DNF5_FOLDER = "usr/lib/sysimage/libdnf5";

/** What is kept of one database, with how it is said that there was more. */
const MOST = {
  // Twenty times a full desktop.
  entries: { amount: 100_000, of: "packages or rows" },
  // A full desktop has 40 million characters of paths, and 5 million of what packages offer and need.
  files: { amount: 128 * 1024 * 1024, of: "characters of paths" },
  capabilities: { amount: 16 * 1024 * 1024, of: "characters of what packages offer and need" },
} as const satisfies Record<keyof RpmBudget, { amount: number; of: string }>;

type Evidence =
  | { readonly kind: "packages"; readonly packages: readonly RpmPackage[] }
  | RpmSqlite
  | RpmSqliteLog
  | DnfHistory
  | DnfHistoryLog
  | Dnf5Packages
  | Dnf5Groups;

/** What reads a file, by its name; of those that stand in one folder the upper one counts. */
type ReadFile = (file: WantedFile, budget: RpmBudget, onProblem: (message: string) => void) => Evidence | undefined;

const readHeaders =
  (read: typeof readBdb): ReadFile =>
  ({ bytes }, budget, onProblem) => {
    const packages: RpmPackage[] = [];
    for (const record of read(bytes)) {
      if (!budget.entries.takes(1)) break;
      if (typeof record === "string") {
        onProblem(record);
        continue;
      }
      const pkg = readRpmPackage(record.blob, budget);
      if (typeof pkg === "string") onProblem(`the package ${record.id}: ${pkg}`);
      else if (pkg) packages.push(pkg);
    }
    return { kind: "packages", packages };
  };

/** In bytes. A list of as many packages as are kept is shorter. */
const LONGEST_MANIFEST = 16 * 1024 * 1024;

const readManifest: ReadFile = (file, budget, onProblem) => {
  const packages: RpmPackage[] = [];
  if (file.bytes.length > LONGEST_MANIFEST) {
    budget.entries.takes(Number.POSITIVE_INFINITY);
    return undefined;
  }
  for (const [i, line] of file.text().split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    if (!budget.entries.takes(1)) break;
    const pkg = parseManifestLine(line);
    if (!pkg) onProblem(`line ${i + 1} names no package`);
    else if (pkg.name !== "gpg-pubkey") packages.push(pkg);
  }
  return { kind: "packages", packages };
};

const DATABASES: ReadonlyMap<string, ReadFile> = new Map<string, ReadFile>([
  ["rpmdb.sqlite", ({ bytes }, budget, onProblem) => readRpmSqlite(bytes, budget, onProblem)],
  ["Packages.db", readHeaders(readNdb)],
  ["Packages", readHeaders(readBdb)],
]);
const MANIFESTS: ReadonlyMap<string, ReadFile> = new Map<string, ReadFile>([
  ["container-manifest-2", readManifest],
  ["container-manifest-1", readManifest],
]);
const LOG = "rpmdb.sqlite-wal";
const readLog: ReadFile = ({ bytes }, budget, onProblem) => readRpmSqliteLog(bytes, budget, onProblem);

const HISTORY = `${DNF_FOLDER}/history.sqlite`;
const HISTORY_LOG = `${HISTORY}-wal`;
const readHistory: ReadFile = ({ bytes }, { entries }, onProblem) => readDnfHistory(bytes, entries, onProblem);
const readHistoryLog: ReadFile = ({ bytes }, { entries }, onProblem) => readDnfHistoryLog(bytes, entries, onProblem);

const readPackagesState: ReadFile = (file, { entries }, onProblem) => readDnf5Packages(file, entries, onProblem);
const readGroupsState: ReadFile = (file, { entries }, onProblem) => readDnf5Groups(file, entries, onProblem);

const READ: ReadonlyMap<string, ReadFile> = new Map([
  [HISTORY, readHistory],
  [HISTORY_LOG, readHistoryLog],
  [`${DNF5_FOLDER}/packages.toml`, readPackagesState],
  [`${DNF5_FOLDER}/groups.toml`, readGroupsState],
  ...FOLDERS.flatMap((folder) =>
    [...DATABASES, [LOG, readLog] as const].map(([name, read]) => [`${folder}/${name}`, read] as const),
  ),
  ...[...MANIFESTS].map(([name, read]) => [`${MANIFEST_FOLDER}/${name}`, read] as const),
]);

/** Packages installed by rpm. */
export const rpm = defineCataloger<Evidence>({
  name: "rpm",
  version: 2,
  describes:
    "RPM packages of all distributions: databases of Berkeley DB, ndb and SQLite, and the lists of distroless images",
  specification: "https://rpm.org/docs/latest/manual/",
  purlType: "rpm",
  evidences: "installed",
  roots: [...FOLDERS, MANIFEST_FOLDER, DNF_FOLDER, DNF5_FOLDER],
  // The database of a full desktop is 150 MB.
  maxFileBytes: 256 * 1024 * 1024,

  wants: (path) => READ.has(path),

  read(file, report) {
    const { path } = file;
    const budget = {
      entries: budgetOf(MOST.entries.amount),
      files: budgetOf(MOST.files.amount),
      capabilities: budgetOf(MOST.capabilities.amount),
    };
    const found = READ.get(path)?.(file, budget, malformed(report, path));
    for (const [name, { amount, of }] of Object.entries(MOST)) {
      if (!budget[name as keyof RpmBudget].isExceeded()) continue;
      const message = `${path}: more than ${amount} ${of}; the others were left out`;
      report({ code: "LIMIT_EXCEEDED", path, message });
    }
    return found;
  },

  assemble(evidence, { distribution, layerCount, report, tree }) {
    const folders = [...Map.groupBy(evidence, ({ path }) => folderOf(path)).values()];
    const origins = layersOfOrigin(
      folders.flatMap((files) => [...statesOf(files, layerCount)]),
      layerCount,
    );
    const standing = folders.map((files) => files.filter(stands));
    const installed = standing.flatMap((files) => (isManifest(files) ? [] : packagesOf(files, report)));
    // A list of packages is what is left of a database.
    const all =
      installed.length > 0 ? installed : standing.filter(isManifest).flatMap((files) => packagesOf(files, report));

    const purls = new Map(all.map(({ pkg }) => [pkg, purlOf(pkg, distribution)]));
    const needs = rpmDependencies(purls, tree);
    const asked = askedFor(evidence.filter(stands), report);
    return all.map(({ pkg, found: { path, layer } }): CatalogedPackage => {
      const source = sourceOf(pkg);
      const namespace = namespaceOf(distribution);
      const author = pkg.vendor ?? pkg.packager;
      const dependsOn = needs.get(pkg);
      const direct = asked.get(`${pkg.name}.${pkg.architecture}`);
      return {
        purl: purls.get(pkg) ?? "",
        type: "rpm",
        ...(namespace && { namespace }),
        name: pkg.name,
        version: pkg.version,
        ...(source && { source }),
        ...(pkg.architecture && { architecture: pkg.architecture }),
        licenses: pkg.license ? [pkg.license] : [],
        ...(author && { author }),
        ...(pkg.summary && { description: pkg.summary }),
        ...(pkg.url && { homepage: pkg.url }),
        ...(pkg.installedBytes !== undefined && { installedSizeBytes: pkg.installedBytes }),
        ...(dependsOn && { dependsOn }),
        ...(direct !== undefined && { direct }),
        properties: propertiesOf(pkg),
        layer: origins.get(keyOf(pkg)) ?? layer,
        locations: [{ path, layer }],
        owns: () => pathsOfFileList(pkg.files ?? ""),
      };
    });
  },
});

const malformed = (report: Report, path: string) => (message: string) =>
  report({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` });

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const isManifest = (files: readonly Found<Evidence>[]) => files.some(({ path }) => MANIFESTS.has(nameOf(path)));

const keyOf = ({ name, version, architecture = "" }: RpmPackage) => `${name}\0${version}\0${architecture}`;

interface Installed {
  readonly pkg: RpmPackage;
  /** The file that tells of it. */
  readonly found: Found<Evidence>;
}

/**
 * The packages of one folder at one time. rpm has one database at a time; where a system went from one form to another,
 * the older file may still be there: of those that hold packages the newest form counts.
 */
function packagesOf(files: readonly Found<Evidence>[], report: Report): Installed[] {
  const named = (name: string) => files.find(({ path }) => nameOf(path) === name);
  const log = named(LOG);
  for (const name of [...DATABASES.keys(), ...MANIFESTS.keys()]) {
    const found = named(name);
    const packages = found ? readingOf(found, log, report) : [];
    if (packages.length > 0) return packages;
  }
  return [];
}

function readingOf(found: Found<Evidence>, log: Found<Evidence> | undefined, report: Report): Installed[] {
  const { value, path } = found;
  if (value.kind === "packages") return value.packages.map((pkg) => ({ pkg, found }));
  if (value.kind !== "sqlite") return [];
  const over = log?.value.kind === "log" ? log.value : undefined;
  const { onProblem, end } = boundedReport(report, path);
  const packages = packagesOfSqlite(value, over, onProblem);
  end();
  return packages.map(({ pkg, isFromLog }) => ({ pkg, found: isFromLog && log ? log : found }));
}

/** Whether somebody asked for a package, by `name.architecture`, where dnf remembers it. */
function askedFor(standing: readonly Found<Evidence>[], report: Report): ReadonlyMap<string, boolean> {
  const values = standing.map(({ value }) => value);
  const packages = values.find((value) => value.kind === "dnf5-packages");
  // It takes over what its forerunner remembers, once it changes something.
  if (packages && packages.asked.length + packages.unasked.length > 0) {
    return askedForInDnf5(
      packages,
      values.find((value) => value.kind === "dnf5-groups"),
    );
  }
  const history = values.find((value) => value.kind === "history");
  const log = values.find((value) => value.kind === "history-log");
  if (!history) return new Map();
  const { onProblem, end } = boundedReport(report, HISTORY);
  const asked = askedForIn(history, log, onProblem);
  end();
  return asked;
}

/** What the folder held after each layer that changed it. */
function* statesOf(files: readonly Found<Evidence>[], layerCount: number): Generator<DatabaseState> {
  const changes = [...new Set(files.flatMap(({ layer, until = layerCount }) => [layer, until]))]
    .filter((layer) => layer < layerCount)
    .sort((a, b) => a - b);
  for (const [i, from] of changes.entries()) {
    const there = files.filter(({ layer, until = layerCount }) => layer <= from && from < until);
    // Only what stands in the end is told of.
    yield { from, until: changes[i + 1], keys: packagesOf(there, () => {}).map(({ pkg }) => keyOf(pkg)) };
  }
}

/** Vendors whose package URLs have another name than their distribution. Source: their advisories' package URLs */
const VENDORS: ReadonlyMap<string, string> = new Map([
  ["rhel", "redhat"],
  ["opensuse-leap", "opensuse"],
  ["opensuse-tumbleweed", "opensuse"],
]);

const namespaceOf = (distribution: Distribution | undefined) =>
  distribution && (VENDORS.get(distribution.id) ?? distribution.id);

/**
 * Red Hat's advisories count in binary packages, those of others in source ones. rpm does not keep a source's epoch;
 * almost always it is that of the packages that were built from it.
 */
function sourceOf({ sourceRpm, version }: RpmPackage): SourcePackage | undefined {
  const [, name, sourceVersion] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm ?? "") ?? [];
  if (!name || !sourceVersion) return undefined;
  const { epoch } = splitEpoch(version);
  return { name, version: epoch === undefined ? sourceVersion : `${epoch}:${sourceVersion}` };
}

function splitEpoch(version: string): { readonly epoch?: string; readonly rest: string } {
  const colon = version.indexOf(":");
  return colon < 0 ? { rest: version } : { epoch: version.slice(0, colon), rest: version.slice(colon + 1) };
}

function purlOf(pkg: RpmPackage, distribution: Distribution | undefined): string {
  const { name, version, architecture, module } = pkg;
  const source = sourceOf(pkg);
  const differs = source !== undefined && (source.name !== name || source.version !== version);
  const namespace = namespaceOf(distribution);
  const { epoch, rest } = splitEpoch(version);
  return formatPurl({
    type: "rpm",
    ...(namespace && { namespace }),
    name,
    version: rest,
    qualifiers: {
      ...(architecture && { arch: architecture }),
      ...(epoch && { epoch }),
      ...(distribution && { distro: distributionQualifier(distribution) }),
      ...(module && { rpmmod: module }),
      ...(differs && { upstream: `${source.name}@${source.version}` }),
    },
  });
}

function propertiesOf(pkg: RpmPackage): Record<string, string> {
  const { vendor, packager, sourceRpm, module, md5, headerSha256 } = pkg;
  const facts = { vendor, packager, sourceRpm, modularityLabel: module, headerAndPayloadMd5: md5, headerSha256 };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, text]) => (text === undefined ? [] : [[`rpm:${name}`, text]])),
  );
}

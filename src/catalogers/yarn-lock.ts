import { withoutCredentials } from "../formats/address.ts";
import { parseIntegrity } from "../formats/integrity.ts";
import { parseYarnLock, type YarnLockEntry } from "../formats/yarn-lock.ts";
import { type CatalogedPackage, defineCataloger, type Found } from "./cataloger.ts";
import { readJson } from "./shared/json-fields.ts";
import { assembleLocks, type LockList, lockRoots } from "./shared/lock-list.ts";
import { nearestFolders } from "./shared/nearest-folders.ts";
import { type Asks, npmAsks } from "./shared/npm-asks.ts";
import { npmNameParts, sourceQualifiers, splitPattern } from "./shared/npm-reference.ts";
import { collectPackages } from "./shared/package-list.ts";
import { baseNameOf, isProjectFile } from "./shared/project-files.ts";

/** The lock file of yarn, of version 1 and of later ones, with the package.json files of its project. */
export const yarnLock = defineCataloger<LockList>({
  name: "yarn-lock",
  version: 1,
  describes: "npm packages that a yarn.lock names",
  specification: "https://yarnpkg.com/configuration/yarnrc",
  purlType: "npm",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 64 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["yarn.lock", "package.json"]),

  read(file, report) {
    if (baseNameOf(file.path) === "package.json") {
      const { production, optional, development } = npmAsks(readJson(file, () => {}));
      const keys = (asks: Asks) => asks.flatMap(([name, range]) => keysFor(name, range));
      const roots = lockRoots({
        production: keys(production),
        optional: keys(optional),
        development: keys(development),
      });
      return roots && { packages: [], roots };
    }
    const entries = parseYarnLock(file.text(), (line) => {
      const message = `${file.path}: line ${line} is not of a package`;
      report({ code: "FILE_MALFORMED", path: file.path, message });
    });
    const { add, packages } = collectPackages(file, report);
    const asked: string[] = [];
    for (const entry of entries) {
      const [pattern = ""] = entry.patterns;
      if (pattern === "__metadata") continue;
      const resolution = entry.fields.get("resolution");
      if (resolution?.includes("@workspace:")) {
        for (const [name, range] of entry.groups.get("dependencies") ?? []) asked.push(...keysFor(name, range));
      } else add(fieldsOf(entry, resolution));
    }
    return { packages, ...(asked.length > 0 && { asked }) };
  },

  assemble(evidence): CatalogedPackage[] {
    const folderOf = nearestFolders(evidence, isLock);
    return assembleLocks(evidence, { purlType: "npm", projectOf: folderOf });
  },
});

const isLock = ({ path }: Found<LockList>) => baseNameOf(path) === "yarn.lock";

/** By which patterns a name and a range are found: later versions write where a range comes from, earlier ones do not. */
function keysFor(name: string, range: string): string[] {
  const pattern = `${name}@${range}`;
  return range.includes(":") ? [pattern] : [pattern, `${name}@npm:${range}`];
}

function fieldsOf({ patterns, fields, groups, optional }: YarnLockEntry, resolution: string | undefined) {
  const { name, range } = splitPattern(resolution ?? patterns[0] ?? "");
  // Version 1 tells of another name in the range alone: `a@npm:b@^1`.
  const alias =
    resolution === undefined && range.startsWith("npm:") ? splitPattern(range.slice("npm:".length)) : undefined;
  const resolved = fields.get("resolved") ?? (range.startsWith("npm:") ? undefined : range);
  const [, sha1] = /#([0-9a-f]{40})$/.exec(fields.get("resolved") ?? "") ?? [];
  const isGit = /\.git(?:#|$)|^git|[#&]commit[=:]|^https:\/\/codeload\.github/.test(resolved ?? "");
  const integrity = parseIntegrity(fields.get("integrity"));
  const needs = [...(groups.get("dependencies") ?? [])];
  return {
    ...npmNameParts(alias?.range ? alias.name : name),
    version: fields.get("version"),
    qualifiers: isGit ? sourceQualifiers(resolved) : {},
    checksums: [
      ...integrity,
      ...(sha1 && !isGit && !integrity.some(({ algorithm }) => algorithm === "sha1")
        ? [{ algorithm: "sha1" as const, value: sha1 }]
        : []),
    ],
    properties: {
      "npm:resolved": withoutCredentials(fields.get("resolved") ?? ""),
      "yarn:checksum": fields.get("checksum"),
    },
    keys: patterns,
    needs: needs.filter(([need]) => !optional.has(need)).flatMap(([need, of]) => keysFor(need, of)),
    takes: [...needs.filter(([need]) => optional.has(need)), ...(groups.get("optionalDependencies") ?? [])].flatMap(
      ([need, of]) => keysFor(need, of),
    ),
  };
}

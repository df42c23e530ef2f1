import { withoutCredentials } from "../formats/address.ts";
import { parseIntegrity } from "../formats/integrity.ts";
import { parseJsonWithComments } from "../formats/json-comments.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf } from "./shared/json-fields.ts";
import { assembleLocks, type LockList, lockRoots } from "./shared/lock-list.ts";
import { type Asks, npmAsks } from "./shared/npm-asks.ts";
import { npmNameParts, sourceQualifiers, splitPattern, versionOfSource } from "./shared/npm-reference.ts";
import { collectPackages } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** The lock file of bun in its form as text. */
export const bunLock = defineCataloger<LockList>({
  name: "bun-lock",
  version: 1,
  describes: "npm packages that a bun.lock names",
  specification: "https://bun.sh/docs/install/lockfile",
  purlType: "npm",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["bun.lock"]),

  read(file, report) {
    const malformed = (what: string) =>
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: ${what}` });
    let lock: Readonly<Record<string, unknown>>;
    try {
      lock = fieldsOf(parseJsonWithComments(file.text()));
    } catch {
      malformed("is not JSON with comments");
      return undefined;
    }
    const entries = fieldsOf(lock.packages);
    const { add, packages } = collectPackages(file, report);
    const find = (from: string, asks: Asks) => asks.flatMap(([name]) => findKey(entries, from, name) ?? []);
    for (const [key, value] of Object.entries(entries)) {
      const [resolution, ...rest] = itemsOf(value);
      const { name, range } = splitPattern(textOf(resolution) ?? "");
      if (name === "" || range === "") {
        malformed(`'${key.slice(0, 200)}' is no package with a name and a version`);
        continue;
      }
      if (/^(?:workspace|root|link):/.test(range)) continue;
      const { production, optional } = npmAsks(rest.find((one) => typeof one === "object" && !Array.isArray(one)));
      const texts = rest.flatMap((one) => textOf(one) ?? []);
      const isPlace = /^[a-z+]+:|^\.{0,2}\//.test(range);
      const version = isPlace ? versionOfSource(range) : range;
      // A folder, or an archive whose name has no version.
      if (version === undefined) continue;
      add({
        ...npmNameParts(name),
        version,
        qualifiers: isPlace ? sourceQualifiers(range) : {},
        checksums: texts.flatMap((text) => parseIntegrity(text)),
        properties: {
          "npm:resolved": withoutCredentials((isPlace ? range : texts.find((text) => text.startsWith("http"))) ?? ""),
        },
        keys: [key],
        needs: find(key, production),
        takes: find(key, optional),
      });
    }
    // What a part of the project has for itself alone stands behind the part's name.
    const projects = Object.entries(fieldsOf(lock.workspaces)).map(([folder, project]) => ({
      from: folder === "" ? "" : (textOf(fieldsOf(project).name) ?? ""),
      ...npmAsks(project),
    }));
    const roots = lockRoots({
      production: projects.flatMap(({ from, production }) => find(from, production)),
      optional: projects.flatMap(({ from, optional }) => find(from, optional)),
      development: projects.flatMap(({ from, development }) => find(from, development)),
    });
    return { packages, ...(roots && { roots }) };
  },

  assemble: (evidence) => assembleLocks(evidence, { purlType: "npm" }),
});

/** Packages within packages are written `a/b`: the nearest one of the name. */
function findKey(entries: Readonly<Record<string, unknown>>, from: string, name: string): string | undefined {
  let at = from.slice(0, MOST_KEY_CHARACTERS);
  for (let steps = 0; at !== "" && steps < MOST_STEPS; steps++) {
    const key = `${at}/${name}`;
    if (Object.hasOwn(entries, key)) return key;
    at = at.slice(0, Math.max(at.lastIndexOf("/"), 0));
  }
  return Object.hasOwn(entries, name) ? name : undefined;
}

const MOST_KEY_CHARACTERS = 2048;
/** Folders within each other; honest projects have five. */
const MOST_STEPS = 64;

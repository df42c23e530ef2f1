import { parseHashes } from "../formats/integrity.ts";
import { parseRequirement } from "../formats/python-requirement.ts";
import { parseRequirementsFile, type RequirementLine } from "../formats/requirements-file.ts";
import type { Scope } from "../model/package.ts";
import { defineCataloger } from "./cataloger.ts";
import { assembleLocks, type LockList } from "./shared/lock-list.ts";
import { collectPackages } from "./shared/package-list.ts";
import { baseNameOf, isProjectFile } from "./shared/project-files.ts";
import { normalizePypiName } from "./shared/pypi-name.ts";
import { gitQualifiers } from "./shared/python-lock.ts";

/** `requirements.txt`, `dev-requirements.txt`, `requirements_test.txt`, or any text in a folder of that name. */
const NAME = /^(?:[\w.-]*requirements[\w.-]*\.txt)$/i;
const IN_FOLDER = /(?:^|\/)requirements\/[^/]+\.txt$/i;

/** So many names are shown of those that were left out. */
const SHOWN = 5;

/** Files of requirements: what they pin to one version. */
export const requirements = defineCataloger<LockList>({
  name: "requirements",
  version: 1,
  describes: "Python packages that a requirements file pins to one version",
  specification: "https://pip.pypa.io/en/stable/reference/requirements-file-format/",
  purlType: "pypi",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 8 * 1024 * 1024,

  wants: (path) =>
    path.endsWith(".txt") &&
    (NAME.test(baseNameOf(path)) || IN_FOLDER.test(path)) &&
    // What an egg requires stands in a file of a name like this.
    !/\.egg-info\/|(?:^|\/)EGG-INFO\//.test(path) &&
    isProjectFile(path, [baseNameOf(path)]),

  read(file, report) {
    const { add, packages } = collectPackages(file, report);
    const lines = parseRequirementsFile(file.text());
    const open: string[] = [];
    const needs = new Map<string, string[]>();
    for (const { via = [], text } of lines) {
      const name = parseRequirement(text)?.name;
      if (name === undefined) continue;
      for (const who of via) {
        const key = normalizePypiName(who);
        const list = needs.get(key);
        if (list) list.push(name);
        else needs.set(key, [name]);
      }
    }
    const scope = scopeOf(file.path);
    for (const line of lines) {
      const pinned = pinnedOf(line);
      if (pinned === undefined) {
        open.push(line.text.split(/[\s<>=!~;[@]/, 1)[0] || line.text);
        continue;
      }
      add({
        ...pinned,
        checksums: parseHashes(line.hashes),
        scope,
        properties: { "python:marker": pinned.marker, "python:editable": line.isEditable ? "true" : undefined },
        needs: needs.get(normalizePypiName(pinned.name)) ?? [],
        direct: line.via?.some(isFile),
      });
    }
    if (open.length > 0) {
      const shown = open.slice(0, SHOWN).map((name) => name.slice(0, 100));
      const more = open.length > SHOWN ? ` and ${open.length - SHOWN} more` : "";
      const message = `${file.path}: names no one version of ${shown.join(", ")}${more}; what is not pinned was left out`;
      report({ code: "VERSION_INVALID", path: file.path, message });
    }
    return { packages };
  },

  assemble: (evidence) => assembleLocks(evidence, { purlType: "pypi", normalizeKey: normalizePypiName }),
});

/** `-r requirements.in`, `project (pyproject.toml)`: a file asks, and not a package. */
const isFile = (who: string) => who.startsWith("-") || who.endsWith(")");

function scopeOf(path: string): Scope | undefined {
  return /(?:^|[-_./])(?:dev|develop|development|tests?|testing|lint|docs?|ci)(?:[-_.]|$)/i.test(baseNameOf(path))
    ? "development"
    : undefined;
}

interface Pinned {
  readonly name: string;
  readonly version: string;
  readonly marker?: string | undefined;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

/** `git+https://…@commit`: the address and the commit. */
function commitOf(url: string): { readonly url: string; readonly commit: string } | undefined {
  const [bare = ""] = url.split("#", 1);
  const at = bare.lastIndexOf("@");
  const commit = bare.slice(at + 1);
  return bare.startsWith("git+") && /^[0-9a-f]{40}$/.test(commit) ? { url: bare.slice(0, at), commit } : undefined;
}

function pinnedOf({ text }: RequirementLine): Pinned | undefined {
  const line = text.slice(0, 4096);
  const bare = commitOf(line);
  const egg = /#(?:.*&)?egg=([A-Za-z0-9._-]+)/.exec(line)?.[1];
  if (bare && egg) return { name: egg, version: bare.commit, qualifiers: gitQualifiers(bare.url, bare.commit) };
  const requirement = parseRequirement(line);
  if (!requirement) return undefined;
  const { name, specifier, url = "", marker } = requirement;
  const git = commitOf(url);
  if (git) return { name, version: git.commit, marker, qualifiers: gitQualifiers(git.url, git.commit) };
  const wheel = /\/[^/-]+-([^/-]+)-[^/]*\.whl(?:#|$)/.exec(url)?.[1];
  const version = /^={2,3}\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)$/.exec(specifier)?.[1] ?? wheel;
  return version === undefined ? undefined : { name, version, marker };
}

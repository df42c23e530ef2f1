import { readDotnetBundle } from "../../formats/dotnet-bundle.ts";
import { parseIntegrity } from "../../formats/integrity.ts";
import { KnownError, type Report } from "../../model/errors.ts";
import type { FileFacts, WantedFile } from "../cataloger.ts";
import { isWithin } from "./bounded-text.ts";
import { assetsOf } from "./dotnet-assets.ts";
import { fieldsOf, readJson, textOf } from "./json-fields.ts";
import { collectPackages, type PackageList } from "./package-list.ts";
import { beginsAsProgram, mayBeProgram, programOf } from "./program-file.ts";

/** What a list of dependencies says. */
export interface DepsList extends PackageList {
  /** Of each package the files that it brings, from the folder of the list; absent where nothing tells. */
  readonly files?: readonly (readonly string[] | null)[];
}

/** In front of the name of what a self-contained application takes of .NET itself. */
const RUNTIME_PACK = "runtimepack.";

/** Those of .NET itself have 100 KB. */
const MOST_DEPS_BYTES = 16 * 1024 * 1024;

/** In one file: .NET itself has five hundred. */
const MOST_FILES = 20_000;

/** Whether a file is a list of dependencies by its name, or a program that may carry one within. */
export const mayHaveDeps = (path: string, facts: FileFacts): boolean =>
  path.endsWith(".deps.json") || mayBeProgram(path, facts);

/** The same by its first bytes: JSON begins with a bracket, space or a byte order mark. */
export const beginsAsDeps = (head: Uint8Array): boolean =>
  beginsAsProgram(head) || [0x7b, 0x20, 0x09, 0x0a, 0x0d, 0xef].includes(head[0] ?? 0);

/** Kept for each file: two catalogers ask for the same one. */
const bundled = new WeakMap<WantedFile, unknown>();

/** The list of dependencies that a file is, or that a program carries; `undefined` where there is none. */
export function readDeps(file: WantedFile, report: Report): unknown {
  if (file.path.endsWith(".deps.json")) {
    return isWithin(file, MOST_DEPS_BYTES, report) ? readJson(file, report) : undefined;
  }
  if (!bundled.has(file)) bundled.set(file, depsInBundle(file, report));
  return bundled.get(file);
}

function depsInBundle(file: WantedFile, report: Report): unknown {
  const program = programOf(file);
  if (!program) return undefined;
  const { path } = file;
  try {
    const depsJson = readDotnetBundle(program)?.depsJson;
    return depsJson && JSON.parse(new TextDecoder().decode(depsJson));
  } catch (error) {
    const known = error instanceof KnownError ? error : undefined;
    const what = known?.message ?? "the list of dependencies within is not JSON";
    report({ code: known?.code ?? "FILE_MALFORMED", path, message: `${path}: ${what}` });
    return undefined;
  }
}

/** What such a list says of one way to run, of the one that it is for. */
function targetOf(json: unknown): { name: string; target: Readonly<Record<string, unknown>> } {
  const { runtimeTarget, targets } = fieldsOf(json);
  // Old ones write the name alone.
  const name = textOf(runtimeTarget) ?? textOf(fieldsOf(runtimeTarget).name) ?? "";
  return { name, target: fieldsOf(fieldsOf(targets)[name]) };
}

/** The packages that an application runs with; `undefined` where there is neither one nor a project. */
export function packagesOfDeps(file: WantedFile, json: unknown, report: Report): DepsList | undefined {
  const { name: targetName, target } = targetOf(json);
  const [framework, runtimeIdentifier] = targetName.split("/");
  const collector = collectPackages(file, report);
  const projects: string[] = [];
  const files: (readonly string[] | null)[] = [];
  for (const [key, value] of Object.entries(fieldsOf(fieldsOf(json).libraries))) {
    const { type, sha512 } = fieldsOf(value);
    const slash = key.indexOf("/");
    const entry = fieldsOf(target[key]);
    const needs = Object.keys(fieldsOf(entry.dependencies));
    if (type === "project") projects.push(key, ...needs);
    if (type !== "package" && type !== "runtimepack") continue;
    // One that has brought no file was there to build with, or only names others.
    const assets = assetsOf(entry);
    if (Object.hasOwn(target, key) && assets === undefined) continue;
    const listed = key.slice(0, Math.max(slash, 0));
    const isRuntime = type === "runtimepack" && listed.startsWith(RUNTIME_PACK);
    collector.add({
      name: isRuntime ? listed.slice(RUNTIME_PACK.length) : listed,
      version: key.slice(slash + 1),
      keys: [listed],
      needs,
      checksums: parseIntegrity(sha512),
      properties: { "dotnet:framework": framework, "dotnet:runtimeIdentifier": runtimeIdentifier },
    });
    if (files.length < collector.packages.length) files.push(assets ?? null);
  }
  if (collector.packages.length === 0 && projects.length === 0) return undefined;
  const asked = projects.length > 0 && { asked: projects.slice(0, 10_000) };
  // In an application of one file they stand within it.
  const isBundle = !file.path.endsWith(".deps.json");
  return { packages: collector.packages, ...(!isBundle && { files }), ...asked };
}

/** Files of packages and projects, from the folder of the list. */
export function filesOfDeps(json: unknown): string[] {
  const files = Object.values(targetOf(json).target).flatMap((entry) => assetsOf(fieldsOf(entry)) ?? []);
  return [...new Set(files)].slice(0, MOST_FILES);
}

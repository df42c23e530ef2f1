import { checksumOf, parseIntegrity } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, readJson, textOf, textsOf } from "./shared/json-fields.ts";
import { assembleLocks, type LockList, lockRoots } from "./shared/lock-list.ts";
import { npmNameParts, splitPattern } from "./shared/npm-reference.ts";
import { collectPackages } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** The lock file of Deno, of versions 2 to 5: packages of npm and of JSR. */
export const denoLock = defineCataloger<LockList>({
  name: "deno-lock",
  version: 1,
  describes: "npm and JSR packages that a deno.lock names",
  specification: "https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files",
  purlType: "npm",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["deno.lock"]),

  read(file, report) {
    const value = readJson(file, report);
    if (value === undefined) return undefined;
    const lock = fieldsOf(value);
    // Version 3 has them in `packages`, version 2 knows npm alone.
    const inner = lock.packages === undefined ? lock : fieldsOf(lock.packages);
    const npm = fieldsOf(inner.npm);
    const npmEntries = fieldsOf(npm.packages ?? npm);
    const jsrEntries = fieldsOf(inner.jsr);
    const specifiers = new Map(
      Object.entries(fieldsOf(inner.specifiers ?? npm.specifiers)).map(([asked, found]) => [
        asked,
        textOf(found) ?? "",
      ]),
    );
    const { add, packages } = collectPackages(file, report);
    const versionsOf = Map.groupBy(Object.keys(npmEntries), (key) => splitPattern(key).name);
    const npmKey = (need: string) => {
      const bare = need.replace(/^npm:/, "");
      // A name alone has one version.
      return Object.hasOwn(npmEntries, bare) ? bare : versionsOf.get(splitPattern(bare).name)?.[0];
    };
    for (const [key, entry] of Object.entries(npmEntries)) {
      const fields = fieldsOf(entry);
      const { name, range } = splitPattern(key);
      // Version 2 and 3 write an object of names, later ones a list.
      const needs = (group: unknown) =>
        Array.isArray(group) ? textsOf(group) : Object.values(fieldsOf(group)).flatMap((one) => textOf(one) ?? []);
      const keys = (group: unknown) => needs(group).flatMap((need) => npmKey(need) ?? []);
      add({
        ...npmNameParts(name),
        version: range.split("_", 1)[0],
        checksums: parseIntegrity(fields.integrity),
        properties: { "npm:resolved": fields.tarball },
        keys: [`npm:${key}`],
        needs: keys(fields.dependencies).map((one) => `npm:${one}`),
        takes: [...keys(fields.optionalDependencies), ...keys(fields.optionalPeers)].map((one) => `npm:${one}`),
      });
    }
    const keyOf = (specifier: string) => {
      const found = specifiers.get(specifier);
      if (!found) {
        // What a package needs is written without a version where there is one alone.
        const [only] = [...specifiers].find(([asked]) => asked.startsWith(`${specifier}@`)) ?? [];
        return only === undefined ? undefined : joinKey(only, specifiers.get(only) ?? "");
      }
      return joinKey(specifier, found);
    };
    for (const [key, entry] of Object.entries(jsrEntries)) {
      const fields = fieldsOf(entry);
      const { name, range } = splitPattern(key);
      const sha256 = checksumOf("sha256", textOf(fields.integrity) ?? "");
      add({
        type: "jsr",
        ...npmNameParts(name),
        version: range,
        ...(sha256 && { checksums: [sha256] }),
        keys: [`jsr:${key}`],
        needs: textsOf(fields.dependencies)
          .slice(0, 500)
          .flatMap((need) => keyOf(need) ?? []),
      });
    }
    const workspace = fieldsOf(lock.workspace);
    const members = [workspace, ...Object.values(fieldsOf(workspace.members)).map(fieldsOf)];
    const asked = members.flatMap((one) => [
      ...textsOf(one.dependencies),
      ...textsOf(fieldsOf(one.packageJson).dependencies),
    ]);
    const roots = lockRoots({ production: asked.slice(0, 5000).flatMap((specifier) => keyOf(specifier) ?? []) });
    return { packages, ...(roots && { asked: roots.production ?? [] }) };
  },

  assemble: (evidence) => assembleLocks(evidence, { purlType: "npm" }),
});

/** `npm:chalk@5` that was found to be `5.3.0`, or as earlier versions write it `npm:chalk@5.3.0`. */
function joinKey(specifier: string, found: string): string {
  if (/^(?:npm|jsr):/.test(found)) return found;
  const scheme = specifier.slice(0, specifier.indexOf(":") + 1);
  // Version 2 writes the package alone.
  if (found.indexOf("@", 1) > 0 && /^@|^[a-z]/i.test(found)) return `${scheme || "npm:"}${found}`;
  return `${scheme}${splitPattern(specifier.slice(scheme.length)).name}@${found}`;
}

import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";
import { readYaml } from "./shared/read-yaml.ts";

/** `name-1.0.2@sha256:HEX,size` or `name-1.0.2@rev:1` */
const HACKAGE = /^(.+)-(\d[\d.]*)(?:@(?:sha256:([0-9a-f]{64})|rev:(\d+)))?(?:,\d+)?$/;

/** `any.name ==1.0.2`; flags (`name +flag`) name no version. */
const FROZEN = /^(?:any\.)?([A-Za-z0-9][A-Za-z0-9-]*)\s*==\s*(\d[\d.]*)$/;

/** Haskell packages that a project's lock file holds. */
export const haskellLock = defineCataloger<PackageList>({
  name: "haskell-lock",
  version: 1,
  describes: "Haskell packages of `stack.yaml.lock` and `cabal.project.freeze`",
  specification: "https://docs.haskellstack.org/en/stable/topics/lock_files/",
  purlType: "hackage",
  evidences: "declared",
  gives: [],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => isProjectFile(path, ["stack.yaml.lock", "cabal.project.freeze"]),

  read(file, report) {
    const collector = collectPackages(file, report);
    if (file.path.endsWith(".freeze")) {
      for (const line of file.text().split("\n")) {
        if (line.trimStart().startsWith("--")) continue;
        for (const constraint of line.replace(/^\s*constraints:/, "").split(",")) {
          const [, name, version] = FROZEN.exec(constraint.trim()) ?? [];
          if (name !== undefined) collector.add({ name, version });
        }
      }
      return { packages: collector.packages };
    }
    const yaml = readYaml(file, report);
    if (yaml === undefined) return undefined;
    for (const item of itemsOf(yaml.packages)) {
      const { hackage, name, version, git, url, commit } = fieldsOf(fieldsOf(item).completed);
      const [, listed, number, digest, revision] = HACKAGE.exec(textOf(hackage)?.slice(0, 1000) ?? "") ?? [];
      collector.add({
        name: listed ?? name,
        version: number ?? version,
        properties: {
          // Of the package's description alone.
          "hackage:cabalFileSha256": digest,
          "hackage:revision": revision,
          "hackage:git": git,
          "hackage:commit": commit,
          "hackage:url": url,
        },
      });
    }
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "hackage" }),
});

import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf, textsOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";
import { readYaml } from "./shared/read-yaml.ts";

/** `Name/Sub (1.0)`, `Name (~> 1.0)`, ``Name (from `../x`)`` */
const POD = /^([^\s(]+)(?:\s+\(([^)]*)\))?/;

/** Pods that a project's lock file holds. */
export const podfileLock = defineCataloger<PackageList>({
  name: "podfile-lock",
  version: 1,
  describes: "CocoaPods of `Podfile.lock`, without the project's own",
  specification: "https://guides.cocoapods.org/using/using-cocoapods.html#what-is-podfilelock",
  purlType: "cocoapods",
  evidences: "declared",
  gives: ["dependsOn", "direct"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => isProjectFile(path, ["Podfile.lock"]),

  read(file, report) {
    const yaml = readYaml(file, report);
    if (yaml === undefined) return undefined;
    const collector = collectPackages(file, report);
    const external = fieldsOf(yaml["EXTERNAL SOURCES"]);
    const checkouts = fieldsOf(yaml["CHECKOUT OPTIONS"]);
    const digests = fieldsOf(yaml["SPEC CHECKSUMS"]);
    const asked = textsOf(yaml.DEPENDENCIES).flatMap(nameOf);
    for (const item of itemsOf(yaml.PODS)) {
      // What needs nothing is a text; what needs others, a field of one name.
      const [[written, needed] = [textOf(item) ?? "", []]] = Object.entries(fieldsOf(item));
      const [, fullName = "", version] = POD.exec(written) ?? [];
      const [name = "", ...subspec] = fullName.split("/");
      const needs = textsOf(needed).flatMap(nameOf);
      const source = fieldsOf(external[name]);
      if (source[":path"] !== undefined) {
        asked.push(...needs);
        continue;
      }
      collector.add({
        name,
        version,
        subpath: subspec.join("/"),
        keys: [fullName],
        needs,
        properties: {
          "cocoapods:specChecksum": digests[name],
          "cocoapods:git": source[":git"],
          "cocoapods:commit": fieldsOf(checkouts[name])[":commit"],
          "cocoapods:podspec": source[":podspec"],
        },
      });
    }
    return { packages: collector.packages, asked: asked.slice(0, 10_000) };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "cocoapods" }),
});

const nameOf = (written: string) => POD.exec(written)?.[1] ?? [];

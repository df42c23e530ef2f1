import { checksumOf } from "../formats/integrity.ts";
import type { Scope } from "../model/package.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, textOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";
import { readYaml } from "./shared/read-yaml.ts";

const PUB_DEV = ["https://pub.dev", "https://pub.dartlang.org"];

const SCOPES: Readonly<Record<string, Scope>> = { "direct main": "production", "direct dev": "development" };

/** Dart packages that a project's lock file holds. */
export const pubspecLock = defineCataloger<PackageList>({
  name: "pubspec-lock",
  version: 1,
  describes: "Dart and Flutter packages of `pubspec.lock`, without the project's own",
  specification: "https://dart.dev/tools/pub/glossary#lockfile",
  purlType: "pub",
  evidences: "declared",
  gives: ["checksums", "direct", "scope"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => isProjectFile(path, ["pubspec.lock"]),

  read(file, report) {
    const yaml = readYaml(file, report);
    if (yaml === undefined) return undefined;
    const collector = collectPackages(file, report);
    for (const [name, value] of Object.entries(fieldsOf(yaml.packages))) {
      const { dependency, description, source, version } = fieldsOf(value);
      if (source === "path") continue;
      const { url, sha256, "resolved-ref": commit, path } = fieldsOf(description);
      const checksum = checksumOf("sha256", textOf(sha256) ?? "");
      const kind = textOf(dependency) ?? "";
      const isHosted = source === "hosted";
      collector.add({
        name: isHosted ? (fieldsOf(description).name ?? name) : name,
        version,
        direct: kind.startsWith("direct"),
        scope: Object.hasOwn(SCOPES, kind) ? SCOPES[kind] : undefined,
        checksums: checksum && [checksum],
        properties: {
          "pub:source": isHosted ? undefined : source,
          "pub:url": typeof url === "string" && PUB_DEV.includes(url) ? undefined : url,
          "pub:revision": commit,
          "pub:path": path === "." ? undefined : path,
        },
      });
    }
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "pub" }),
});

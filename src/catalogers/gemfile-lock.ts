import { parseGemfileLock } from "../formats/gemfile-lock.ts";
import { parseHashes } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { gemQualifiers } from "./shared/gem-platform.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** What is known of where a gem of each kind comes from. */
const SOURCE_PROPERTY = {
  GEM: "gem:remote",
  GIT: "gem:git",
  "PLUGIN SOURCE": "gem:plugin",
} as const;

const RUBYGEMS = "https://rubygems.org/";

/** Ruby gems that a project's lock file holds. */
export const gemfileLock = defineCataloger<PackageList>({
  name: "gemfile-lock",
  version: 1,
  describes: "Ruby gems of `Gemfile.lock` and `gems.locked`, without the project's own",
  specification: "https://bundler.io/man/gemfile.5.html",
  purlType: "gem",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["Gemfile.lock", "gems.locked"]),

  read(file, report) {
    const { path } = file;
    const malformed = (message: string) => report({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` });
    const broken: number[] = [];
    const lock = parseGemfileLock(file.text(), (line) => void broken.push(line));
    if (broken.length > 0) malformed(`${broken.length} lines are not of a lock file; the first is line ${broken[0]}`);
    const collector = collectPackages(file, report);
    const asked = [...lock.dependencies];
    for (const { name, version, platform, source, needs } of lock.gems) {
      // The project's own.
      if (source.kind === "PATH") {
        asked.push(...needs);
        continue;
      }
      const written = `${name} (${platform === undefined ? version : `${version}-${platform}`})`;
      collector.add({
        name,
        version,
        qualifiers: gemQualifiers(platform),
        needs,
        checksums: parseHashes(lock.checksums.get(written) ?? []),
        properties: {
          [SOURCE_PROPERTY[source.kind]]: source.remote === RUBYGEMS ? undefined : source.remote,
          "gem:revision": source.revision,
        },
      });
    }
    return { packages: collector.packages, asked: asked.slice(0, 10_000) };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "gem" }),
});

import { checksumOf } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf, textsOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";
import { readToml } from "./shared/read-toml.ts";

const CRATES_IO = ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/** Rust crates that a project's lock file holds. */
export const cargoLock = defineCataloger<PackageList>({
  name: "cargo-lock",
  version: 1,
  describes: "Rust crates of `Cargo.lock`, without the project's own",
  specification: "https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html",
  purlType: "cargo",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["Cargo.lock"]),

  read(file, report) {
    const toml = readToml(file, report);
    if (toml === undefined) return undefined;
    const collector = collectPackages(file, report);
    // In the first form of the file checksums stand apart, by `checksum NAME VERSION (SOURCE)`.
    const metadata = fieldsOf(toml.metadata);
    const asked: string[] = [];
    for (const value of itemsOf(toml.package)) {
      const pkg = fieldsOf(value);
      const [name, version, source] = [textOf(pkg.name), textOf(pkg.version), textOf(pkg.source)];
      const needs = textsOf(pkg.dependencies).map(keyOfNeed);
      if (source === undefined && name !== undefined && version !== undefined) {
        asked.push(...needs);
        continue;
      }
      const digest = textOf(pkg.checksum) ?? textOf(metadata[`checksum ${name} ${version} (${source})`]);
      const checksum = checksumOf("sha256", digest ?? "");
      collector.add({
        name,
        version,
        checksums: checksum && [checksum],
        needs,
        keys: [`${name}`, `${name} ${version}`],
        properties: { "cargo:source": source !== undefined && CRATES_IO.includes(source) ? undefined : source },
      });
    }
    return { packages: collector.packages, asked: asked.slice(0, 50_000) };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "cargo" }),
});

/** `name`, `name version` where there are several, or `name version (source)`. */
function keyOfNeed(text: string): string {
  const bracket = text.indexOf(" (");
  return bracket < 0 ? text : text.slice(0, bracket);
}

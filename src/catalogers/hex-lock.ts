import { type BeamTerm, parseBeamTerms } from "../formats/beam-terms.ts";
import { checksumOf } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { assembleLists, collectPackages, type PackageCollector, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** Packages of Hex that an Elixir or Erlang project's lock file holds. */
export const hexLock = defineCataloger<PackageList>({
  name: "hex-lock",
  version: 1,
  describes: "Packages of Hex in `mix.lock` (Elixir) and `rebar.lock` (Erlang)",
  specification: "https://hexdocs.pm/mix/Mix.Tasks.Deps.html",
  purlType: "hex",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: 8 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["mix.lock", "rebar.lock"]),

  read(file, report) {
    const isElixir = file.path.endsWith("mix.lock");
    const terms = parseBeamTerms(file.text(), isElixir ? "elixir" : "erlang");
    if (terms === undefined) {
      const message = `${file.path}: is not a term of ${isElixir ? "Elixir" : "Erlang"}`;
      report({ code: "FILE_MALFORMED", path: file.path, message });
      return undefined;
    }
    const collector = collectPackages(file, report);
    if (isElixir) readMix(terms, collector);
    else readRebar(terms, collector);
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "hex" }),
});

const listOf = (term: BeamTerm | undefined): readonly BeamTerm[] => (Array.isArray(term) ? term : []);
const atomOf = (term: BeamTerm | undefined): string => (typeof term === "string" ? term : "");
const sumsOf = (hex: BeamTerm | undefined) => checksumOf("sha256", atomOf(hex));

/** `"app": {:hex, :name, "version", "inner digest", managers, needs, "repository", "digest"}`, or `{:git, url, commit, …}`. */
function readMix([map]: readonly BeamTerm[], { add }: PackageCollector): void {
  const pairs = listOf(map);
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const app = atomOf(pairs[at]);
    const [kind, name, version, inner, , needs, repository, outer] = listOf(pairs[at + 1]);
    if (kind === "git") {
      add({ name: app, version, properties: { "hex:git": name } });
      continue;
    }
    // `hexpm`, or `hexpm:organization`
    const [, organization] = atomOf(repository).split(":");
    const checksum = sumsOf(outer);
    add({
      namespace: organization,
      name,
      version,
      keys: [app],
      needs: listOf(needs).map((need) => atomOf(listOf(need)[0])),
      checksums: checksum && [checksum],
      properties: { "hex:innerChecksum": sumsOf(inner)?.value },
    });
  }
}

/** `{"1.2.0", [{<<"app">>, {pkg, <<"name">>, <<"version">>}, level}]}. [{pkg_hash, …}, {pkg_hash_ext, …}].` */
function readRebar([first, second]: readonly BeamTerm[], { add }: PackageCollector): void {
  // The oldest form is the list alone.
  const items = typeof listOf(first)[0] === "string" ? listOf(listOf(first)[1]) : listOf(first);
  const digests = new Map<string, BeamTerm | undefined>();
  for (const table of listOf(second)) {
    const [kind, rows] = listOf(table);
    if (kind !== "pkg_hash_ext") continue;
    for (const row of listOf(rows)) digests.set(atomOf(listOf(row)[0]), listOf(row)[1]);
  }
  for (const item of items) {
    const [app, source, level] = listOf(item);
    const [kind, name, version] = listOf(source);
    const direct = level === "0";
    if (kind === "pkg") {
      const checksum = sumsOf(digests.get(atomOf(app)));
      add({ name, version, direct, checksums: checksum && [checksum] });
    } else {
      // `{git, "url", {ref, "commit"}}`
      add({ name: app, version: listOf(version)[1] ?? version, direct, properties: { "hex:git": name } });
    }
  }
}

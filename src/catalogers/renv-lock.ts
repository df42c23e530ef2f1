import { checksumOf } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, readJson, textOf, textsOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** R packages that a project's lock file holds. */
export const renvLock = defineCataloger<PackageList>({
  name: "renv-lock",
  version: 1,
  describes: "R packages of `renv.lock`",
  specification: "https://rstudio.github.io/renv/reference/lockfiles.html",
  purlType: "cran",
  evidences: "declared",
  gives: ["licenses", "author", "description", "dependsOn"],
  roots: [],
  maxFileBytes: 8 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["renv.lock"]),

  read(file, report) {
    const json = readJson(file, report);
    if (json === undefined) return undefined;
    const collector = collectPackages(file, report);
    for (const [name, value] of Object.entries(fieldsOf(fieldsOf(json).Packages))) {
      const pkg = fieldsOf(value);
      const [user, repository] = [textOf(pkg.RemoteUsername), textOf(pkg.RemoteRepo)];
      const needs = [pkg.Requirements, pkg.Depends, pkg.Imports, pkg.LinkingTo].flatMap(textsOf);
      const hash = checksumOf("md5", textOf(pkg.Hash) ?? "");
      collector.add({
        ...(pkg.Source === "Bioconductor" && { type: "bioconductor" }),
        name: pkg.Package ?? name,
        version: pkg.Version,
        // Newer ones write `name (>= 1.0)`.
        needs: needs.map((need) => need.split(/[\s(]/)[0] ?? ""),
        description: pkg.Title,
        licenses: textsOf([pkg.License]),
        author: pkg.Maintainer,
        properties: {
          // Of the description, not of the package's file.
          "r:hash": hash?.value,
          "r:repository": pkg.Repository,
          "r:remote": user && repository ? `https://github.com/${user}/${repository}` : undefined,
          "r:remoteSha": pkg.RemoteSha,
        },
      });
    }
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "cran" }),
});

import { parseDeb822 } from "../formats/deb822.ts";
import { defineCataloger } from "./cataloger.ts";
import { ownFolderOf, withFolderSizes } from "./shared/folder-sizes.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";

/** R's own library, those of a site or user, and those that renv keeps for a project. */
const IN_LIBRARY = /(?:^|\/)(?:site-library|R\/library)\/[^/]+\/DESCRIPTION$/;
/** `renv/library/R-4.2/PLATFORM/NAME/DESCRIPTION`, with the distribution in front of R in newer ones. */
const IN_PROJECT = /(?:^|\/)renv\/library\/(?:[^/]+\/){2,3}[^/]+\/DESCRIPTION$/;

/** Packages that R finds installed. */
export const rPackage = defineCataloger<PackageList>({
  name: "r",
  version: 1,
  describes: "R packages installed in a library of R, by their `DESCRIPTION`; also those that come with R",
  specification: "https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file",
  purlType: "cran",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "installedSizeBytes", "dependsOn"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => path.endsWith("/DESCRIPTION") && (IN_LIBRARY.test(path) || IN_PROJECT.test(path)),

  read(file, report) {
    const [fields = new Map<string, string>()] = parseDeb822(file.text());
    const collector = collectPackages(file, report);
    const license = oneLine(fields.get("license"));
    collector.add({
      // Those of Bioconductor say so by the subjects that they are listed under.
      ...(fields.has("biocviews") && { type: "bioconductor" }),
      name: fields.get("package"),
      version: fields.get("version"),
      licenses: license ? [license] : [],
      author: oneLine(fields.get("maintainer")) ?? oneLine(fields.get("author")),
      description: oneLine(fields.get("title")),
      homepage: fields.get("url")?.split(/[\s,]+/)[0],
      needs: ["depends", "imports", "linkingto"].flatMap((field) => namesOf(fields.get(field))),
      properties: {
        "r:priority": fields.get("priority"),
        "r:repository": fields.get("repository"),
        "r:built": oneLine(fields.get("built")),
        "r:remote": fields.get("remoteurl") ?? githubOf(fields),
        "r:remoteSha": fields.get("remotesha"),
      },
    });
    return { packages: collector.packages };
  },

  // R looks for a package in all of its libraries.
  assemble: (evidence, { tree }) =>
    withFolderSizes(assembleLists(evidence, { purlType: "cran", projectOf: () => "" }), tree, ownFolderOf),
});

const oneLine = (text: string | undefined) => text?.replaceAll(/\s+/g, " ").trim();

/** `R (>= 3.4), utils, cpp11 (>= 0.4)` without R itself. */
function namesOf(list = ""): string[] {
  const names = list.split(",").flatMap((item) => /^\s*([A-Za-z][A-Za-z0-9.]*)/.exec(item)?.[1] ?? []);
  return names.filter((name) => name !== "R");
}

function githubOf(fields: ReadonlyMap<string, string>): string | undefined {
  const [user, repository] = [fields.get("remoteusername"), fields.get("remoterepo")];
  return user && repository ? `https://github.com/${user}/${repository}` : undefined;
}

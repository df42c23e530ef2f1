import { parseIntegrity } from "../formats/integrity.ts";
import { readXmlElements, type XmlElement } from "../formats/xml-elements.ts";
import { messageOf, type Report } from "../model/errors.ts";
import { defineCataloger, type WantedFile } from "./cataloger.ts";
import { fieldsOf, readJson } from "./shared/json-fields.ts";
import { normalizeNugetName } from "./shared/nuget-name.ts";
import {
  assembleLists,
  collectPackages,
  type ListedFields,
  type PackageCollector,
  type PackageList,
} from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

const PROJECT = /\.(?:cs|fs|vb)proj$/;

/** `1.2.3` and `[1.2.3]`; not `1.*`, `[1.0,2.0)` or `$(Version)`. */
const PINNED = /^(?:(\d[\w.+-]*)|\[(\d[\w.+-]*)\])$/;

/** NuGet packages that a project asks for: its lock file, the older packages.config, or versions that it names itself. */
export const nugetProject = defineCataloger<PackageList>({
  name: "nuget-project",
  version: 1,
  describes: "NuGet packages of `packages.lock.json`, `packages.config`, and of project files that name a version",
  specification: "https://learn.microsoft.com/en-us/nuget/consume-packages/package-references-in-project-files",
  purlType: "nuget",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) =>
    isProjectFile(path, ["packages.lock.json", "packages.config"]) ||
    (PROJECT.test(path) && !path.includes("node_modules/")),

  read(file, report) {
    const collector = collectPackages(file, report);
    if (file.path.endsWith(".json")) {
      const json = readJson(file, report);
      if (json === undefined) return undefined;
      readLock(json, collector);
    } else {
      const packageOf = PROJECT.test(file.path) ? referenceOf : configuredOf;
      readXml(file, report, (element) => {
        const pkg = packageOf(element);
        if (pkg) collector.add(pkg);
      });
    }
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "nuget", normalizeKey: normalizeNugetName }),
});

/** Each framework that the project is built for has a list of its own. */
function readLock(json: unknown, { add }: PackageCollector): void {
  for (const [framework, packages] of Object.entries(fieldsOf(fieldsOf(json).dependencies))) {
    const keyOf = (name: string) => `${framework} ${name}`;
    for (const [name, value] of Object.entries(fieldsOf(packages))) {
      const { type, resolved, contentHash, dependencies } = fieldsOf(value);
      // Another project of the same solution.
      if (type === "Project") continue;
      add({
        name,
        version: resolved,
        direct: type === "Direct",
        checksums: typeof contentHash === "string" ? parseIntegrity(`sha512-${contentHash}`) : [],
        keys: [keyOf(name)],
        needs: Object.keys(fieldsOf(dependencies)).map(keyOf),
        properties: { "dotnet:framework": framework },
      });
    }
  }
}

/** Source: https://learn.microsoft.com/en-us/nuget/reference/packages-config */
function configuredOf({ name, attributes }: XmlElement): ListedFields | undefined {
  if (name !== "package") return undefined;
  const { id, version, targetFramework, developmentDependency } = attributes;
  return {
    name: id,
    version,
    scope: developmentDependency?.toLowerCase() === "true" ? "development" : "production",
    properties: { "dotnet:framework": targetFramework },
  };
}

function referenceOf({ name, attributes, children }: XmlElement): ListedFields | undefined {
  if (name !== "PackageReference") return undefined;
  const [, plain, bracketed] = PINNED.exec(attributes.Version ?? children.get("Version") ?? "") ?? [];
  const version = plain ?? bracketed;
  const id = attributes.Include ?? attributes.Update;
  return version === undefined || id === undefined ? undefined : { name: id, version, direct: true };
}

function readXml(file: WantedFile, report: Report, onElement: (element: XmlElement) => void): void {
  try {
    readXmlElements(file.text(), onElement);
  } catch (error) {
    const { path } = file;
    const [reason] = messageOf(error).split("\n");
    report({ code: "FILE_MALFORMED", path, message: `${path}: is not XML: ${reason?.slice(0, 200)}` });
  }
}

import { withoutCredentials } from "../formats/address.ts";
import { checksumOf } from "../formats/integrity.ts";
import { type CatalogedPackage, defineCataloger } from "./cataloger.ts";
import { fieldsOf, readJson, textOf, textsOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { folderOf } from "./shared/project-files.ts";

/** A record of an environment; `history` beside them is no JSON. */
const RECORD = /(?:^|\/)conda-meta\/[^/]+\.json$/;

/** Packages that conda, mamba or micromamba installed: one record each. */
export const conda = defineCataloger<PackageList>({
  name: "conda",
  version: 1,
  describes: "conda packages of an environment, by its `conda-meta`",
  specification: "https://docs.conda.io/projects/conda/en/stable/dev-guide/specs/index.html",
  purlType: "conda",
  evidences: "installed",
  gives: ["licenses", "architecture", "sizeBytes", "checksums", "dependsOn", "direct"],
  roots: [],
  // A record lists all files of its package, with a digest each.
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => path.endsWith(".json") && RECORD.test(path),

  read(file, report) {
    const fields = fieldsOf(readJson(file, report));
    // Other JSON may stand there: `pinned`, state of plug-ins.
    if (fields.name === undefined && fields.depends === undefined) return undefined;
    const { add, packages } = collectPackages(file, report);
    const name = textOf(fields.name);
    const url = textOf(fields.url);
    const channel = channelOf(textOf(fields.channel) ?? textOf(fields.schannel));
    const sums = ["md5", "sha256"].flatMap((kind) => checksumOf(kind, textOf(fields[kind]) ?? "") ?? []);
    const license = textOf(fields.license);
    add({
      name,
      version: fields.version,
      // Source: https://github.com/package-url/purl-spec, types/conda-definition.json
      qualifiers: {
        build: textOf(fields.build) ?? textOf(fields.build_string),
        channel,
        subdir: fields.subdir,
        type: typeOf(textOf(fields.fn) ?? url),
      },
      architecture: fields.subdir,
      licenses: license ? [license] : [],
      sizeBytes: typeof fields.size === "number" ? fields.size : undefined,
      checksums: sums,
      direct: isRequested(fields),
      properties: { "conda:url": url && withoutCredentials(url), "conda:license-family": fields.license_family },
      // A name, then which versions; names that begin with two signs are of the machine: `__glibc`.
      needs: textsOf(fields.depends).flatMap((need) => need.split(/[\s=<>!~]/, 1)[0] || []),
    });
    return packages.length > 0 ? { packages } : undefined;
  },

  assemble: (evidence): CatalogedPackage[] => assembleLists(evidence, { purlType: "conda", projectOf: folderOf }),
});

/** `https://conda.anaconda.org/conda-forge/linux-64` is called `conda-forge`, `…/pkgs/main` `main`. */
function channelOf(channel: string | undefined): string | undefined {
  if (channel === undefined || !channel.includes("://")) return channel;
  const parts = withoutCredentials(channel)
    .split("/")
    .filter((part) => part !== "");
  const last = parts.at(-1) ?? "";
  return /^(?:noarch|linux-|osx-|win-)/.test(last) ? parts.at(-2) : last;
}

function typeOf(file: string | undefined): string | undefined {
  if (file?.endsWith(".conda")) return "conda";
  return file?.endsWith(".tar.bz2") ? "tar.bz2" : undefined;
}

/** Newer records say what was asked for; where none does, nothing tells. */
function isRequested({ requested_spec, requested_specs }: Readonly<Record<string, unknown>>): boolean | undefined {
  if (requested_spec === undefined && requested_specs === undefined) return undefined;
  const spec = textOf(requested_spec);
  return textsOf(requested_specs).length > 0 || (spec !== undefined && spec !== "None");
}

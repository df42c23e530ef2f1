import type { Checksum } from "../../model/package.ts";
import type { CatalogedPackage } from "../cataloger.ts";
import { normalizePypiName, pypiIdentity } from "./pypi-name.ts";
import { bundlerOf, environmentsOf, isBundledIn, pythonSiteOf, recordOf, siteOf } from "./python-folders.ts";
import { evaluateMarker, linuxWith } from "./python-marker.ts";
import type { PythonMetadata, PythonNeed } from "./python-metadata.ts";

/** What stands beside a package's own record. */
export interface BesideRecord {
  readonly installer?: string;
  readonly installedSizeBytes?: number;
  readonly checksums?: readonly Checksum[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly needs?: readonly PythonNeed[];
  /** It is a project of a folder of that machine. */
  readonly isProject?: true;
  /** The folder of a project that is used where it stands. */
  readonly link?: string;
  /** What another package carries as a part of itself: names and versions. */
  readonly bundles?: string;
}

/** What one file says of the package in whose record it stands. */
export type PythonEvidence = PythonMetadata | BesideRecord;

/** A file of a record. */
export interface PythonRecordFile {
  /** Within an archive too: `app.pyz/site-packages/a-1.dist-info/METADATA`. */
  readonly path: string;
  /** The file of the image in which it was found. */
  readonly foundIn: string;
  readonly layer: number;
  readonly value: PythonEvidence;
  /** Of an archive, whose packages see each other wherever they stand in it. */
  readonly environment?: string;
}

/** What is known beside the records. */
export interface PythonSurroundings {
  /** Whether a record has the mark that somebody asked for its package. */
  readonly isRequested: (record: string) => boolean;
  /** Names, as PyPI spells them, that were asked for when an archive was made, by its environment. */
  readonly askedIn?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Virtual environments that see the packages of the Python they were made with: folder → that Python's. */
  readonly seesOthers?: ReadonlyMap<string, string>;
}

/**
 * Installers that mark what they were asked for (pip since 20.2), or keep only what somebody asked for and its needs.
 * uv puts the mark on all, so it says nothing.
 */
const INSTALLERS: ReadonlyMap<string, "marks" | "keeps"> = new Map([
  ["pip", "marks"],
  ["pdm", "marks"],
  ["poetry", "marks"],
  ["uv", "keeps"],
]);

/** Makes packages of the records of an image. */
export function pythonPackages(
  files: readonly PythonRecordFile[],
  { isRequested, askedIn, seesOthers }: PythonSurroundings,
): CatalogedPackage[] {
  const distributions = distributionsOf(files);
  const inSite = new Map<string, number>();
  const inEnvironment = new Map<string, number>();
  for (const [i, { site, environment, name }] of distributions.entries()) {
    inSite.set(`${site}\0${name}`, i);
    inEnvironment.set(`${environment}\0${name}`, i);
  }
  const edges = distributions.map(({ site, environment, prefix, version, needs }, i) => {
    const marked = linuxWith(version);
    const outer = prefix === undefined ? undefined : seesOthers?.get(prefix);
    const seen = [environment, ...(outer === undefined ? [] : environmentsOf(outer, version))];
    const found = needs.map((need) => {
      const name = typeof need === "string" ? need : need[0];
      // Where it cannot be told, what stands there is there for it.
      const isNeeded = typeof need === "string" || evaluateMarker(need[1], marked) !== false;
      if (!isNeeded) return undefined;
      const at = seen.find((one) => inEnvironment.has(`${one}\0${name}`));
      return inSite.get(`${site}\0${name}`) ?? inEnvironment.get(`${at}\0${name}`);
    });
    return found.filter((one): one is number => one !== undefined && one !== i);
  });
  const required = new Set(edges.flat());
  const ofProjects = new Set(distributions.flatMap(({ isProject }, i) => (isProject ? [i, ...(edges[i] ?? [])] : [])));
  const requested = distributions.map(({ record, installer }) => waysOf(installer) === "marks" && isRequested(record));
  const marking = new Set(distributions.flatMap(({ environment }, i) => (requested[i] ? [environment] : [])));
  const purls = distributions.map(({ metadata: { name, version } }) => pypiIdentity(name, version).purl);
  const isDirect = (i: number, { environment, installer, name }: Distribution) => {
    const asked = askedIn?.get(environment);
    if (asked) return asked.has(name);
    const way = waysOf(installer);
    if (way === undefined) return undefined;
    if (way === "marks" && marking.has(environment)) return requested[i] === true;
    return !required.has(i) || (way === "keeps" && ofProjects.has(i));
  };

  return distributions.map((distribution, i): CatalogedPackage => {
    const { metadata, others, path, foundIn, layer, site, installer } = distribution;
    const { name, version, needs: _needs, properties, ...facts } = metadata;
    const isBundled = isBundledIn(site);
    const direct = isBundled ? false : isDirect(i, distribution);
    const checksums = others.map((one) => one.checksums).find(Boolean);
    const installedSizeBytes = others.map((one) => one.installedSizeBytes).find((bytes) => bytes !== undefined);
    const dependsOn = new Set(edges[i]?.map((one) => purls[one] ?? ""));
    return {
      ...pypiIdentity(name, version),
      ...facts,
      ...(checksums && { checksums }),
      ...(installedSizeBytes !== undefined && { installedSizeBytes }),
      dependsOn: [...dependsOn].sort(),
      ...(direct !== undefined && { direct }),
      properties: {
        ...properties,
        ...(installer && { "python:installer": installer }),
        ...Object.assign({}, ...others.map((one) => one.properties ?? {})),
        ...(isBundled && { "python:bundled": "true" }),
        ...(distribution.isLinked && { "python:editable": "true" }),
        ...(distribution.bundles && { "python:bundles": distribution.bundles }),
        ...(foundIn !== path && { "python:virtual-path": path }),
      },
      layer,
      locations: [{ path: foundIn, layer }],
    };
  });
}

/** How an installer, which may write its version behind its name, tells what was asked for. */
function waysOf(installer: string | undefined): "marks" | "keeps" | undefined {
  return INSTALLERS.get(installer?.split(/\s/, 1)[0]?.toLowerCase() ?? "");
}

/** A package with all that its record says. */
interface Distribution {
  /** As PyPI spells it. */
  readonly name: string;
  readonly metadata: PythonMetadata;
  readonly others: readonly BesideRecord[];
  readonly record: string;
  readonly site: string;
  readonly environment: string;
  /** The folder that a virtual environment or an installation is, with a slash behind it. */
  readonly prefix?: string;
  /** Of Python. */
  readonly version?: string;
  readonly needs: readonly PythonNeed[];
  readonly installer: string | undefined;
  readonly isLinked: boolean;
  readonly isProject: boolean;
  readonly bundles: string | undefined;
  readonly path: string;
  readonly foundIn: string;
  readonly layer: number;
}

function distributionsOf(files: readonly PythonRecordFile[]): Distribution[] {
  const beside = new Map<string, BesideRecord[]>();
  const links = new Map<string, string>();
  const bundles = new Map<string, string>();
  for (const { path, value } of files) {
    if ("licenses" in value) continue;
    if (value.bundles !== undefined) {
      const [site, name] = bundlerOf(path);
      bundles.set(`${site}\0${name}`, value.bundles);
      continue;
    }
    if (value.link !== undefined) links.set(value.link, siteOf(path));
    const record = recordOf(path);
    const list = beside.get(record);
    if (list) list.push(value);
    else beside.set(record, [value]);
  }
  return files.flatMap(({ path, foundIn, layer, value, environment }): Distribution[] => {
    if (!("licenses" in value)) return [];
    const record = recordOf(path);
    const folder = siteOf(record);
    const linked = links.get(folder);
    const site = linked ?? folder;
    const others = beside.get(record) ?? [];
    const name = normalizePypiName(value.name);
    return [
      {
        name,
        metadata: value,
        others,
        record,
        site,
        ...(environment === undefined ? pythonSiteOf(site) : { environment }),
        needs: [value.needs ?? [], ...others.map((one) => one.needs ?? [])].flat(),
        installer: others.map((one) => one.installer).find(Boolean),
        isLinked: linked !== undefined,
        isProject: linked !== undefined || others.some((one) => one.isProject),
        bundles: bundles.get(`${folder}\0${name}`),
        path,
        foundIn,
        layer,
      },
    ];
  });
}

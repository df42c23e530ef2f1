import { unzipSync } from "fflate";
import type { Checksum } from "../model/package.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands, type WantedFile } from "./cataloger.ts";
import { readJson } from "./shared/json-fields.ts";
import { normalizePypiName, pypiIdentity } from "./shared/pypi-name.ts";
import { directUrl } from "./shared/python-direct-url.ts";
import { isBundledIn, type PythonFile, pythonFileOf, pythonSiteOf, recordOf, siteOf } from "./shared/python-folders.ts";
import { evaluateMarker, linuxWith } from "./shared/python-marker.ts";
import { eggNeeds, type PythonMetadata, type PythonNeed, pythonMetadata } from "./shared/python-metadata.ts";

/** What one file says of the package in whose record it stands. */
type Evidence =
  | PythonMetadata
  | {
      readonly installer?: string;
      readonly installedSizeBytes?: number;
      readonly checksums?: readonly Checksum[];
      readonly properties?: Readonly<Record<string, string>>;
      readonly needs?: readonly PythonNeed[];
      /** The folder of a project that is used where it stands. */
      readonly link?: string;
    };

/** Those that keep what somebody asked for and its needs, and put nothing there for its own sake. */
const INSTALLERS = new Set(["pip", "uv", "poetry", "pdm"]);

/**
 * The one that marks what it was asked for, since 20.2. uv marks all that it installs so.
 *
 * Source: https://github.com/astral-sh/uv/issues/13278
 */
const MARKING_INSTALLER = "pip";

/** Python packages as pip, distutils and distributions install them. */
export const python = defineCataloger<Evidence>({
  name: "python",
  version: 3,
  describes: "Python packages with a dist-info or egg-info record",
  specification: "https://packaging.python.org/en/latest/specifications/recording-installed-packages/",
  purlType: "pypi",
  evidences: "installed",
  roots: [],
  // Eggs are archives; of records the largest have 5 MB.
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path, { sizeBytes }) => {
    const kind = pythonFileOf(path);
    return kind !== undefined && (kind === "metadata" || sizeBytes > 0);
  },

  read(file, report) {
    const kind = pythonFileOf(file.path);
    const malformed = (what: string) =>
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: ${what}` });
    if (kind === "direct-url") return directUrl(readJson(file, report));
    if (kind !== "metadata" && kind !== "egg") return kind && SMALL_FILES[kind](file.text());
    const text = kind === "egg" ? metadataOfEgg(file) : file.text();
    if (text === undefined) {
      malformed("is no egg that can be read");
      return undefined;
    }
    const metadata = pythonMetadata(text);
    if (!("missing" in metadata)) return metadata;
    malformed(`has no ${metadata.missing}`);
    return undefined;
  },

  assemble(evidence, { tree }) {
    const distributions = distributionsOf(evidence.filter(stands));
    const inSite = new Map<string, number>();
    const inEnvironment = new Map<string, number>();
    for (const [i, { site, environment, name }] of distributions.entries()) {
      inSite.set(`${site}\0${name}`, i);
      inEnvironment.set(`${environment}\0${name}`, i);
    }
    const edges = distributions.map(({ site, environment, version, needs }, i) => {
      const marked = linuxWith(version);
      const found = needs.map((need) => {
        const name = typeof need === "string" ? need : need[0];
        // Where it cannot be told, what stands there is there for it.
        const isNeeded = typeof need === "string" || evaluateMarker(need[1], marked) !== false;
        return isNeeded ? (inSite.get(`${site}\0${name}`) ?? inEnvironment.get(`${environment}\0${name}`)) : undefined;
      });
      return found.filter((one): one is number => one !== undefined && one !== i);
    });
    const required = new Set(edges.flat());
    const installers = distributions.map(({ others }) => others.map((one) => one.installer).find(Boolean));
    const isMarked = distributions.map(
      ({ record }, i) =>
        installers[i]?.toLowerCase() === MARKING_INSTALLER && tree.find(`${record}/REQUESTED`) !== undefined,
    );
    const marking = new Set(distributions.flatMap(({ environment }, i) => (isMarked[i] ? [environment] : [])));
    const purls = distributions.map(({ metadata: { name, version } }) => pypiIdentity(name, version).purl);
    const isDirect = (i: number, environment: string) => {
      const installer = installers[i]?.toLowerCase() ?? "";
      if (!INSTALLERS.has(installer)) return undefined;
      return installer === MARKING_INSTALLER && marking.has(environment) ? isMarked[i] === true : !required.has(i);
    };

    return distributions.map((distribution, i): CatalogedPackage => {
      const { metadata, others, path, layer, environment, site } = distribution;
      const { name, version, needs: _needs, properties, ...facts } = metadata;
      const installer = installers[i];
      const isBundled = isBundledIn(site);
      const direct = isBundled ? false : isDirect(i, environment);
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
        },
        layer,
        locations: [{ path, layer }],
      };
    });
  },
});

type Beside = Exclude<Evidence, PythonMetadata>;

const SMALL_FILES: Readonly<
  Record<Exclude<PythonFile, "metadata" | "egg" | "direct-url">, (text: string) => Beside | undefined>
> = {
  installer: (text) => {
    const installer = text.slice(0, 200).trim();
    return installer === "" ? undefined : { installer };
  },
  record: (text) => ({ installedSizeBytes: sizeOfRecord(text) }),
  requires: (text) => ({ needs: eggNeeds(text) }),
  // Its first line is the folder; how that is seen from the project itself stands in the second.
  link: (text) => {
    const [link = ""] = text.slice(0, 4096).split("\n", 1);
    return link.startsWith("/") ? { link: link.trim().slice(1) } : undefined;
  },
};

/**
 * The bytes of all files of a record: `path,hash,size`.
 *
 * Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
 */
function sizeOfRecord(text: string): number {
  let total = 0;
  for (const line of text.split("\n")) {
    const size = line.slice(line.lastIndexOf(",") + 1).trim();
    if (/^\d{1,15}$/.test(size)) total += Number(size);
  }
  return Math.min(total, Number.MAX_SAFE_INTEGER);
}

const EGG_METADATA = "EGG-INFO/PKG-INFO";
const MOST_METADATA_BYTES = 4 * 1024 * 1024;

function metadataOfEgg(file: WantedFile): string | undefined {
  try {
    const filter = ({ name, originalSize }: { name: string; originalSize: number }) =>
      name === EGG_METADATA && originalSize <= MOST_METADATA_BYTES;
    const bytes = unzipSync(file.bytes, { filter })[EGG_METADATA];
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

/** A package with all that its record says. */
interface Distribution {
  /** As PyPI spells it. */
  readonly name: string;
  readonly metadata: PythonMetadata;
  readonly others: readonly Beside[];
  readonly record: string;
  readonly site: string;
  readonly environment: string;
  /** Of Python. */
  readonly version?: string;
  readonly needs: readonly PythonNeed[];
  readonly isLinked: boolean;
  readonly path: string;
  readonly layer: number;
}

function distributionsOf(evidence: readonly Found<Evidence>[]): Distribution[] {
  const beside = new Map<string, Beside[]>();
  const links = new Map<string, string>();
  for (const { path, value } of evidence) {
    if ("licenses" in value) continue;
    if (value.link !== undefined) links.set(value.link, siteOf(path));
    const record = recordOf(path);
    const list = beside.get(record);
    if (list) list.push(value);
    else beside.set(record, [value]);
  }
  return evidence.flatMap(({ path, layer, value }): Distribution[] => {
    if (!("licenses" in value)) return [];
    const record = recordOf(path);
    const folder = siteOf(record);
    const linked = links.get(folder);
    const site = linked ?? folder;
    const others = beside.get(record) ?? [];
    return [
      {
        name: normalizePypiName(value.name),
        metadata: value,
        others,
        record,
        site,
        ...pythonSiteOf(site),
        needs: [value.needs ?? [], ...others.map((one) => one.needs ?? [])].flat(),
        isLinked: linked !== undefined,
        path,
        layer,
      },
    ];
  });
}

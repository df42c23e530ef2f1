import type { Sbom } from "../model/sbom.ts";
import { CYCLONEDX_VERSIONS, type CycloneDxVersion } from "./cyclonedx/versions.ts";
import type { WriteOptions } from "./writing.ts";

/** Makes a text, or a value that is written as JSON. */
export type SbomWriter = (sbom: Sbom, options: WriteOptions) => unknown;

/** A format that an inventory is written in. */
export interface SbomFormat {
  /** As it is asked for. */
  readonly name: string;
  /** Other words for the same. */
  readonly aliases: readonly string[];
  readonly describes: string;
  readonly mediaType: string;
  /** What names of such files end with, after a point. */
  readonly extension: string;
  /** The table is read at every start, its writers only when they are asked for. */
  readonly load: () => Promise<SbomWriter>;
}

const CYCLONEDX_DEFAULT: CycloneDxVersion = "1.6";

const cycloneDxJson = (version: CycloneDxVersion): SbomFormat => ({
  name: version === CYCLONEDX_DEFAULT ? "cyclonedx" : `cyclonedx@${version}`,
  aliases: [
    ...(version === CYCLONEDX_DEFAULT ? [`cyclonedx@${version}`, "cyclonedx-json"] : []),
    `cyclonedx-json@${version}`,
  ],
  describes: `CycloneDX ${version}, JSON`,
  mediaType: `application/vnd.cyclonedx+json; version=${version}`,
  extension: "cdx.json",
  async load() {
    const { cycloneDxDocument } = await import("./cyclonedx/map.ts");
    return (sbom, options) => cycloneDxDocument(sbom, version, options);
  },
});

const cycloneDxXml = (version: CycloneDxVersion): SbomFormat => ({
  name: version === CYCLONEDX_DEFAULT ? "cyclonedx-xml" : `cyclonedx-xml@${version}`,
  aliases: version === CYCLONEDX_DEFAULT ? [`cyclonedx-xml@${version}`] : [],
  describes: `CycloneDX ${version}, XML`,
  mediaType: `application/vnd.cyclonedx+xml; version=${version}`,
  extension: "cdx.xml",
  async load() {
    const [{ cycloneDxDocument }, { cycloneDxXml }] = await Promise.all([
      import("./cyclonedx/map.ts"),
      import("./cyclonedx/write-xml.ts"),
    ]);
    return (sbom, options) => cycloneDxXml(cycloneDxDocument(sbom, version, options));
  },
});

/** All formats but our own. */
export const SBOM_FORMATS: readonly SbomFormat[] = [
  ...CYCLONEDX_VERSIONS.map(cycloneDxJson),
  ...CYCLONEDX_VERSIONS.map(cycloneDxXml),
  {
    name: "spdx",
    aliases: ["spdx@2.3", "spdx-json", "spdx-json@2.3"],
    describes: "SPDX 2.3, JSON",
    mediaType: "application/spdx+json",
    extension: "spdx.json",
    load: async () => (await import("./spdx2/map.ts")).spdx2Document,
  },
  {
    name: "spdx-tag-value",
    aliases: ["spdx-tag-value@2.3"],
    describes: "SPDX 2.3, lines of tag and value",
    mediaType: "text/spdx",
    extension: "spdx",
    async load() {
      const [{ spdx2Document }, { spdxTagValue }] = await Promise.all([
        import("./spdx2/map.ts"),
        import("./spdx2/write-tag-value.ts"),
      ]);
      return (sbom, options) => spdxTagValue(spdx2Document(sbom, options));
    },
  },
  {
    name: "spdx@3.0",
    aliases: ["spdx@3.0.1", "spdx-json@3.0"],
    describes: "SPDX 3.0, JSON-LD",
    mediaType: "application/spdx+json; version=3.0.1",
    extension: "spdx3.json",
    load: async () => (await import("./spdx3/map.ts")).spdx3Document,
  },
  {
    name: "syft-json",
    aliases: ["syft"],
    describes: "what Syft writes and Grype reads",
    mediaType: "application/vnd.syft+json",
    extension: "syft.json",
    load: async () => (await import("./syft/map.ts")).syftDocument,
  },
  {
    name: "github",
    aliases: ["github-json"],
    describes: "a snapshot for GitHub's dependency graph",
    mediaType: "application/json",
    extension: "github.json",
    load: async () => (await import("./github/map.ts")).githubSnapshot,
  },
];

/** The format of a name or one of its other words. */
export function findFormat(name: string): SbomFormat | undefined {
  return SBOM_FORMATS.find((format) => format.name === name || format.aliases.includes(name));
}

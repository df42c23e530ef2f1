import { type Subject, type SubjectPackage, subjectOf } from "../../src/matching/vex/subject.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { ImageMetadata } from "../../src/model/image.ts";
import type { Package } from "../../src/model/package.ts";
import { parsePurl } from "../../src/model/purl.ts";

const LAYER = { ordinal: 0, diffId: `sha256:${"a".repeat(64)}` };

/** A package of which only the package URL matters, and what a row says besides. */
export function packageOf(purl: string, facts: Partial<Package> = {}): Package {
  const { type, namespace, name, version = "" } = parsePurl(purl);
  return {
    purl,
    type,
    ...(namespace && { namespace }),
    name,
    version,
    licenses: [],
    layer: LAYER,
    locations: [{ path: "somewhere", layer: LAYER }],
    foundBy: "test",
    properties: {},
    ...facts,
  };
}

export function imageOf(
  facts: { names?: string[]; digest?: string; kind?: "registry" | "oci-dir" } = {},
): ImageMetadata {
  const { names = [], digest, kind = "registry" } = facts;
  return {
    source: { kind, reference: names[0] ?? "image", names },
    digests: digest === undefined ? {} : { manifest: digest },
    platform: { os: "linux", architecture: "amd64" },
    distribution: { id: "debian", name: "Debian", versionId: "12", codename: "bookworm", idLike: [], readFrom: "" },
    layers: [],
    emptyHistory: [],
    exposedPorts: [],
    environment: [],
    labels: {},
    entrypoint: [],
    command: [],
    volumes: [],
    compressedBytes: 0,
  };
}

/** An image with packages; the first is the one that is asked about. */
export function subjectWith(
  packages: readonly Package[],
  image: ImageMetadata = imageOf(),
): { whole: Subject; first: SubjectPackage } {
  const whole = subjectOf({ image, packages });
  const [first] = whole.packages.values();
  if (!first) throw new Error("a package is needed");
  return { whole, first };
}

export function findingOf(id: string, aliases: readonly string[] = []): Finding {
  return {
    id,
    aliases,
    severity: "high",
    cwes: [],
    references: [],
    affectedRange: "every version",
    state: "unfixed",
    vendorAdvisories: [],
    sources: [],
    proof: [],
  };
}

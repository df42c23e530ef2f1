import { KnownError, messageOf, type Problem } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import type { Sbom } from "../model/sbom.ts";
import { readCycloneDx } from "./cyclonedx/read.ts";
import { parseCycloneDxXml } from "./cyclonedx/read-xml.ts";
import { fieldsOf, textIn } from "./field.ts";
import { readGithub } from "./github/read.ts";
import { unwrapAttestation } from "./in-toto/unwrap.ts";
import { hasMoreValues } from "./json-values.ts";
import { readNative } from "./native/read.ts";
import { finishSbom, type SbomReader } from "./reading.ts";
import { readSpdx2 } from "./spdx2/read.ts";
import { parseTagValue } from "./spdx2/read-tag-value.ts";
import { readSpdx3 } from "./spdx3/read.ts";
import { readSyft } from "./syft/read.ts";
import { readTrivy } from "./trivy/read.ts";

type Fields = Readonly<Record<string, unknown>>;

/** How each kind of JSON document is known, in the order of asking. */
const KINDS: readonly {
  readonly describes: string;
  readonly is: (fields: Fields) => boolean;
  readonly read: SbomReader;
}[] = [
  { describes: "CycloneDX", is: ({ bomFormat }) => bomFormat === "CycloneDX", read: readCycloneDx },
  { describes: "SPDX 2", is: (fields) => /^SPDX-2/.test(textIn(fields, "spdxVersion") ?? ""), read: readSpdx2 },
  { describes: "SPDX 3", is: (fields) => Array.isArray(fields["@graph"]), read: readSpdx3 },
  {
    describes: "Syft",
    is: (fields) => Array.isArray(fields.artifacts) && "artifactRelationships" in fields,
    read: readSyft,
  },
  {
    describes: "Plimsoll or Docker Scout",
    is: ({ artifacts, source }) => Array.isArray(artifacts) && source !== undefined,
    read: readNative,
  },
  {
    describes: "Trivy",
    is: ({ SchemaVersion, ArtifactName }) => SchemaVersion !== undefined && ArtifactName !== undefined,
    read: readTrivy,
  },
  {
    describes: "GitHub",
    is: ({ manifests, detector }) => manifests !== undefined && detector !== undefined,
    read: readGithub,
  },
];

/** What `sbom://` takes, in words. */
export const READ_FORMATS =
  "CycloneDX (JSON, XML), SPDX 2 (JSON, tag-value), SPDX 3, Syft's, Trivy's, GitHub's and Docker Scout's JSON, ours, and in-toto attestations of those";

/**
 * Reads a list of packages that anyone wrote: the format is seen from the text.
 *
 * @param reference How it was asked for; what is wrong is told of under this name.
 * @throws {KnownError} `FILE_MALFORMED` where it is none that is known.
 */
export function parseSbom(text: string, reference: string, limits: Pick<Limits, "sbomValues"> = DEFAULT_LIMITS): Sbom {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push({ ...problem, message: `${reference}: ${problem.message}` });
  const start = text.replace(/^\uFEFF/, "").trimStart();
  if (start.startsWith("{") && hasMoreValues(start, limits.sbomValues)) {
    const message = `${reference}: has more than ${limits.sbomValues} values; --limit sbom-values=… allows more`;
    throw new KnownError("LIMIT_EXCEEDED", message, { path: reference });
  }
  const sbom = finishSbom(partsOf(start, reference, report), reference, report);
  return { ...sbom, problems: [...sbom.problems, ...problems] };
}

function partsOf(text: string, reference: string, report: (problem: Problem) => void) {
  if (text === "") throw malformed(reference, "is empty");
  const document = documentOf(text, reference, report);
  const fields = fieldsOf(document);
  const kind = KINDS.find(({ is }) => is(fields));
  if (!kind) throw malformed(reference, `is no list of packages that is known: ${READ_FORMATS}`);
  return kind.read(document, report);
}

function documentOf(text: string, reference: string, report: (problem: Problem) => void): unknown {
  try {
    if (text.startsWith("<")) return parseCycloneDxXml(text);
    if (text.startsWith("{")) {
      const inner = unwrapAttestation(JSON.parse(text));
      return typeof inner === "string" ? parseTagValue(inner, report) : inner;
    }
  } catch (cause) {
    throw new KnownError("FILE_MALFORMED", `${reference}: ${messageOf(cause)}`, { path: reference }, cause);
  }
  return /^(?:#[^\n]*\n|\s)*SPDXVersion:/.test(text.slice(0, 10_000)) ? parseTagValue(text, report) : undefined;
}

const malformed = (reference: string, what: string) =>
  new KnownError("FILE_MALFORMED", `${reference}: ${what}`, { path: reference });

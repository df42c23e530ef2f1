import { KnownError, type Problem, type Report } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import type { Sbom } from "../model/sbom.ts";
import { readCycloneDx } from "./cyclonedx/read.ts";
import { fieldsOf, textIn } from "./field.ts";
import { readGithub } from "./github/read.ts";
import { readNative } from "./native/read.ts";
import { documentReader } from "./read-document.ts";
import { finishSbom, type SbomParts, type SbomReader } from "./reading.ts";
import { readSpdx2 } from "./spdx2/read.ts";
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

/** Takes the bytes of a list of packages piece by piece. */
export interface SbomReading {
  readonly write: (chunk: Uint8Array) => void;
  readonly end: () => Sbom;
}

/**
 * Reads a list of packages that anyone wrote: the format is seen from the text, of which no more is held than is read.
 *
 * @param reference How it was asked for; what is wrong is told of under this name.
 * @throws {KnownError} from `write` and `end`: `FILE_MALFORMED` where it is none that is known, `LIMIT_EXCEEDED`.
 */
export function sbomReading(reference: string, limits: Pick<Limits, "sbomValues"> = DEFAULT_LIMITS): SbomReading {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push({ ...problem, message: `${reference}: ${problem.message}` });
  const reader = documentReader(report, limits);
  const named = <Result>(read: () => Result): Result => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof KnownError)) throw cause;
      throw new KnownError(cause.code, `${reference}: ${cause.message}`, { path: reference }, cause);
    }
  };
  return {
    write: (chunk) => named(() => reader.write(chunk)),
    end() {
      const parts = named(() => partsOf(reader.end(), report));
      const sbom = finishSbom(parts, reference, report);
      return { ...sbom, problems: [...sbom.problems, ...problems] };
    },
  };
}

/** The same of a text. */
export function parseSbom(text: string, reference: string, limits: Pick<Limits, "sbomValues"> = DEFAULT_LIMITS): Sbom {
  const reading = sbomReading(reference, limits);
  reading.write(new TextEncoder().encode(text));
  return reading.end();
}

/**
 * What a document says, as far as it says it.
 *
 * @throws {KnownError} `FILE_MALFORMED` where it is none that is known, in words that go behind a name.
 */
export function partsOf(document: unknown, report: Report): SbomParts {
  const fields = fieldsOf(document);
  const kind = KINDS.find(({ is }) => is(fields));
  if (!kind) throw new KnownError("FILE_MALFORMED", `is no list of packages that is known: ${READ_FORMATS}`);
  return kind.read(document, report);
}

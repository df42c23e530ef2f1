import { KEEP } from "../../formats/json-stream.ts";
import { fieldsOf, textIn } from "../field.ts";
import { each, type KeptFields, pick } from "../kept.ts";

/** Most relationships lead from packages to files. */
const RELATIONSHIPS = new Set(["dependency-of", "ownership-by-file-overlap"]);

/** What is read of Syft's own form, and of ours and Docker Scout's, which has `artifacts` and `source` as well. */
export const SYFT: KeptFields = {
  artifacts: each(keptArtifact),
  artifactRelationships: each((one) => (RELATIONSHIPS.has(textIn(one, "type") ?? "") ? one : undefined)),
  source: KEEP,
  distro: KEEP,
  problems: KEEP,
};

function keptArtifact(artifact: unknown): unknown {
  const { cpes, metadata } = fieldsOf(artifact);
  const { files } = fieldsOf(metadata);
  if (cpes !== undefined) delete (artifact as Record<string, unknown>).cpes;
  // Of each file a path is read, and it has digests, modes and owners.
  if (Array.isArray(files)) {
    (metadata as Record<string, unknown>).files = files.map((file) => pick(file, ["path"]));
  }
  return artifact;
}

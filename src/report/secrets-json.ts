import type { z } from "zod";
import type { LayerReference } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import type { Secret } from "../model/secret.ts";
import { countSeverities } from "../model/severity.ts";
import type { JudgedSecrets } from "../secrets/allow-list.ts";
import type { SecretSection, SecretsDocument } from "./contracts.ts";
import { imagePath, problemsJson } from "./image-path.ts";
import { maskText } from "./masking.ts";

const layerJson = ({ ordinal, diffId, digest }: LayerReference) => ({ ordinal, diffId, ...(digest && { digest }) });

function secretJson({ place, ...facts }: Secret): z.infer<typeof SecretSection>["secrets"][number] {
  const { rule, title, provider, severity, masked, fingerprint } = facts;
  const common = { rule, title, provider, severity, masked, fingerprint };
  if (place.kind === "history") {
    return {
      ...common,
      place: { kind: "history", step: place.step, ...(place.layer && { layer: layerJson(place.layer) }) },
    };
  }
  if (place.kind !== "file") return { ...common, place: { kind: place.kind, name: place.name } };
  const { path, member, line, layer, gone } = place;
  return {
    ...common,
    place: {
      kind: "file",
      path: imagePath(path),
      ...(member !== undefined && { member: maskText(member) }),
      ...(line !== undefined && { line }),
      layer: layerJson(layer),
      ...(gone && { gone: { how: gone.how, layer: layerJson(gone.layer) } }),
    },
  };
}

/** Findings as a section of a document. */
export function secretSection({ secrets, allowed, ruleSet, notRead }: JudgedSecrets): z.infer<typeof SecretSection> {
  return {
    ruleSet,
    secrets: secrets.map(secretJson),
    allowed: allowed.map((secret) => ({ ...secretJson(secret), reason: maskText(secret.reason) })),
    notRead,
  };
}

/** Findings as `SecretsDocument`. */
export function secretsJson({ image, problems }: Sbom, judged: JudgedSecrets): z.infer<typeof SecretsDocument> {
  const { source, digests, platform, compressedBytes } = image;
  return {
    target: { reference: source.reference, names: [...source.names], digests, platform, compressedBytes },
    summary: countSeverities(judged.secrets.map(({ severity }) => severity)),
    ...secretSection(judged),
    problems: problemsJson(problems),
  };
}

import type { z } from "zod";
import type { Problem } from "../model/errors.ts";
import type { ImageMetadata } from "../model/image.ts";
import type { InspectDocument } from "./contracts.ts";
import { distributionJson, problemsJson } from "./image-path.ts";
import { looksLikeCredential, MASK, maskCommand, maskInstruction, maskText } from "./masking.ts";

/** An image's metadata as people may see it: what looks like a credential is masked, unless its values are asked for. */
export function maskMetadata(image: ImageMetadata): ImageMetadata {
  const step = <Step extends { createdBy?: string; comment?: string }>(entry: Step): Step => ({
    ...entry,
    ...(entry.createdBy !== undefined && { createdBy: maskInstruction(entry.createdBy) }),
    ...(entry.comment !== undefined && { comment: maskText(entry.comment) }),
  });
  return {
    ...image,
    layers: image.layers.map(step),
    emptyHistory: image.emptyHistory.map(step),
    labels: Object.fromEntries(Object.entries(image.labels).map(([name, value]) => [name, maskText(value)])),
    entrypoint: maskCommand(image.entrypoint),
    command: maskCommand(image.command),
    environment: image.environment.map((variable) =>
      looksLikeCredential(variable) ? { ...variable, value: MASK, masked: true as const } : variable,
    ),
  };
}

/** The metadata as `InspectDocument`. */
export function inspectJson(
  image: ImageMetadata,
  problems: readonly Problem[],
  { showValues }: { showValues: boolean },
): z.infer<typeof InspectDocument> {
  const shown = structuredClone(showValues ? image : maskMetadata(image)) as z.infer<typeof InspectDocument>;
  return { ...shown, ...distributionJson(image), problems: problemsJson(problems) };
}

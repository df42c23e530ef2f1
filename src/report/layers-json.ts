import type { z } from "zod";
import type { ImageMetadata } from "../model/image.ts";
import type { Package } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import type { LayerChange } from "../sbom/layer-history.ts";
import type { LayersDocument } from "./contracts.ts";
import { problemsJson } from "./image-path.ts";
import { maskInstruction } from "./masking.ts";

const packageJson = ({ purl, type, namespace, name, version }: Package) => ({
  purl,
  type,
  ...(namespace && { namespace }),
  name,
  version,
});

/** What each layer did, as `LayersDocument`. */
export function layersJson(
  { source }: ImageMetadata,
  changes: readonly LayerChange[],
  { problems }: Pick<Sbom, "problems">,
): z.infer<typeof LayersDocument> {
  return {
    target: source.reference,
    layers: changes.map(({ layer, hiddenBytes, added, changed, removed }) => ({
      ordinal: layer.ordinal,
      diffId: layer.diffId,
      ...(layer.digest && { digest: layer.digest }),
      ...(layer.createdBy !== undefined && { createdBy: maskInstruction(layer.createdBy) }),
      storedBytes: layer.sizeBytes,
      ...(layer.uncompressedBytes !== undefined && { unpackedBytes: layer.uncompressedBytes }),
      hiddenBytes,
      added: added.map(packageJson),
      changed: changed.map(({ before, after }) => ({ before: packageJson(before), after: packageJson(after) })),
      removed: removed.map(packageJson),
    })),
    problems: problemsJson(problems),
  };
}

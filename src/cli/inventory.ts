import type { Image, ImageChoice } from "../image/image.ts";
import { openImage } from "../image/open.ts";
import { parsePlatform } from "../image/platform.ts";
import type { Sbom } from "../model/sbom.ts";
import { countOf, formatBytes } from "../report/words.ts";
import { catalogImage } from "../sbom/catalog.ts";
import { LayerCache } from "../sbom/layer-cache.ts";
import { fingerprintOf, READERS } from "../sbom/readers.ts";
import type { CommandContext } from "./command.ts";
import type { ImageOptions } from "./options.ts";

/** Opens an image and takes its inventory, and tells of it on the way. */
export async function inventory(
  { terminal, settings, signal }: CommandContext,
  reference: string,
  options: ImageOptions,
): Promise<{ image: Image; sbom: Sbom }> {
  const choice: ImageChoice = {
    ...(options.platform !== undefined && { platform: parsePlatform(options.platform) }),
    ...(options.ref !== undefined && { ref: options.ref }),
  };
  const image = await openImage(reference, choice);
  const cache = settings.cacheEnabled
    ? new LayerCache(settings.cacheDir, fingerprintOf(READERS), settings.cacheMaxBytes)
    : undefined;
  const startedAt = performance.now();
  const sbom = await catalogImage(image, {
    cache,
    signal,
    onProgress({ layersDone, layers, bytesDone, bytes }) {
      const rate = bytesDone / ((performance.now() - startedAt) / 1000);
      terminal.progress(
        `reading layers: ${layersDone} of ${layers}, ${formatBytes(bytesDone)} of ${formatBytes(bytes)}, ${formatBytes(rate)}/s`,
      );
    },
    onWarning: (message) => terminal.status("warning", message),
  });
  const cached = sbom.layerOrigins.filter(({ from }) => from === "cache").length;
  const read = image.layers.length - cached;
  const origin = cached === 0 ? "" : read === 0 ? ", all known from the cache" : `, ${cached} known from the cache`;
  terminal.status("done", `Image read: ${countOf(image.layers.length, "layer")}${origin}`);
  terminal.status("done", `${countOf(sbom.packages.length, "package")} indexed`);
  for (const problem of sbom.problems.slice(0, 1)) {
    const more = sbom.problems.length > 1 ? `, and ${sbom.problems.length - 1} more problems` : "";
    terminal.status("warning", `${problem.message}${more}`);
  }
  return { image, sbom };
}

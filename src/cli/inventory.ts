import type { Image } from "../image/image.ts";
import { openImage } from "../image/open.ts";
import { parsePlatform } from "../image/platform.ts";
import { KnownError, type Problem } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import { unowned } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import { countOf, formatBytes } from "../report/words.ts";
import { type CatalogOptions, catalogLayers, type LayeredSbom } from "../sbom/catalog.ts";
import { LayerCache } from "../sbom/layer-cache.ts";
import { removedPackages } from "../sbom/layer-history.ts";
import { fingerprintOf, PACKAGES, readersFor, type Search } from "../sbom/readers.ts";
import type { CommandContext } from "./command.ts";
import { parseLimits } from "./limits.ts";
import type { ImageOptions } from "./options.ts";
import { parseSize } from "./units.ts";

/**
 * Opens an image and takes its inventory, and tells of it on the way.
 *
 * @param search  What is looked for; packages when absent.
 */
export async function inventory(
  context: CommandContext,
  reference: string | undefined,
  options: ImageOptions,
  search: Search = PACKAGES,
): Promise<{ image: Pick<Image, "rawManifest" | "rawConfig">; sbom: Sbom; layered?: LayeredSbom }> {
  const { terminal, settings, signal } = context;
  const { maxImageSize, verifyLayers, strict } = options;
  const limits = parseLimits(options.limit ?? [], "--limit", settings.limits);
  if (reference?.startsWith("sbom://")) {
    if (options.exclude) throw new KnownError("OPTION_INVALID", "--exclude goes with folders only: fs://PATH");
    if (search.secrets) throw new KnownError("OPTION_INVALID", `${reference}: a list of packages holds no secrets`);
    return { image: {}, sbom: await given(context, reference, options, limits) };
  }
  const cache = settings.cacheEnabled
    ? new LayerCache(settings.cacheDir, fingerprintOf(await readersFor(search, false), limits), settings.cacheMaxBytes)
    : undefined;
  const image = await openImage(reference ?? "", {
    ...(options.platform !== undefined && { platform: parsePlatform(options.platform) }),
    ...(options.ref !== undefined && { ref: options.ref }),
    ...(maxImageSize !== undefined && { maxImageBytes: parseSize(maxImageSize, "--max-image-size") }),
    ...(cache && { records: cache.images }),
    limits,
    environment: process.env,
    insecureRegistries: options.insecureRegistry ?? [],
    signal,
    onProgress: (text) => terminal.progress(text),
    onNotice: (text) => terminal.status("info", text),
  });
  try {
    if (options.exclude && image.source.kind !== "fs") {
      throw new KnownError("OPTION_INVALID", "--exclude goes with folders only: fs://PATH");
    }
    const ignored = { exclude: options.exclude ?? [], gitignore: options.gitignore !== false };
    const layered = await take(context, image, { cache, limits, verifyLayers, search, ignored });
    const sbom = options.allLayers ? withRemoved(layered) : layered.sbom;
    if (sbom.layerOrigins.every(({ verified }) => verified)) await image.remember?.();
    if (strict) refuseExcess(sbom);
    return { image, sbom, layered };
  } finally {
    await image.close?.();
  }
}

/** The inventory that another tool took. */
async function given(
  { terminal, signal }: CommandContext,
  reference: string,
  options: ImageOptions,
  limits: Limits,
): Promise<Sbom> {
  const { readSbomFile } = await import("./sbom-file.ts");
  const read = await readSbomFile(reference, { ...options, limits, signal });
  // A list may have been written with what layers removed; whoever does not ask for that does not get it.
  const standing = read.packages.filter(({ removedIn }) => removedIn === undefined);
  const sbom = options.allLayers ? read : { ...read, packages: standing };
  terminal.status("done", `${countOf(unowned(sbom.packages).length, "package")} of ${reference}`);
  tellProblems(terminal, sbom.problems);
  if (options.strict) refuseExcess(sbom);
  return sbom;
}

/** @throws {KnownError} `LIMIT_EXCEEDED` where it would be a problem of the report. */
function refuseExcess({ problems }: Sbom): void {
  const excess = problems.filter(({ code }) => code === "LIMIT_EXCEEDED");
  const [first] = excess;
  if (!first) return;
  const more = excess.length > 1 ? `, and ${excess.length - 1} more` : "";
  throw new KnownError("LIMIT_EXCEEDED", `${first.message}${more}`, { problems: excess.length });
}

async function take(
  { terminal, signal }: CommandContext,
  image: Image,
  options: Pick<CatalogOptions, "cache" | "limits" | "verifyLayers" | "search" | "ignored">,
): Promise<LayeredSbom> {
  const startedAt = performance.now();
  const layered = await catalogLayers(image, {
    ...options,
    signal,
    onProgress({ layersDone, layers, bytesDone, bytes }) {
      // All of it is known, or there is nothing to count.
      if (bytes === 0) return;
      const rate = bytesDone / ((performance.now() - startedAt) / 1000);
      terminal.progress(
        `reading layers: ${layersDone} of ${layers}, ${formatBytes(bytesDone)} of ${formatBytes(bytes)}, ${formatBytes(rate)}/s`,
      );
    },
    onWarning: (message) => terminal.status("warning", message),
  });
  const { sbom } = layered;
  const cached = sbom.layerOrigins.filter(({ from }) => from === "cache").length;
  const read = image.layers.length - cached;
  const partly = sbom.layerOrigins.filter(({ verified }) => !verified).length;
  const origin = cached === 0 ? "" : read === 0 ? ", all known from the cache" : `, ${cached} known from the cache`;
  const isImage = image.source.kind !== "fs";
  const unverified = partly === 0 ? "" : `; digests of ${partly} not verified (--verify-layers)`;
  const what = isImage ? `Image read: ${countOf(image.layers.length, "layer")}${origin}${unverified}` : "Folder read";
  terminal.status("done", what);
  const passedOver = layered.readings[0]?.passedOver ?? 0;
  if (passedOver > 0) {
    const paths = countOf(passedOver, "file or folder", "files and folders");
    terminal.status("info", `${paths} passed over: git ignores them here (--no-gitignore), or --exclude names them`);
  }
  if (options.search?.packages !== false) {
    terminal.status("done", `${countOf(unowned(sbom.packages).length, "package")} indexed`);
  }
  tellProblems(terminal, sbom.problems);
  return layered;
}

/** What is there, and behind it what some layer took away. */
function withRemoved(layered: LayeredSbom): Sbom {
  return { ...layered.sbom, packages: [...layered.sbom.packages, ...removedPackages(layered)] };
}

/** The first in full, the others as a number; all of them are in the report. */
export function tellProblems(terminal: CommandContext["terminal"], problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) return;
  const others = problems.length - 1;
  const more = others > 0 ? `, and ${countOf(others, "more problem")}` : "";
  terminal.status("warning", `${first.message}${more}`);
}

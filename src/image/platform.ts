import { hostPlatform } from "../host/machine.ts";
import { KnownError } from "../model/errors.ts";
import { formatPlatform, type Platform } from "../model/image.ts";
import type { Descriptor } from "./documents.ts";
import { tellNames } from "./told-names.ts";

/**
 * Reads `os/arch[/variant]`; a lone `arch` means Linux.
 *
 * @throws {KnownError} `OPTION_INVALID`
 */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split("/");
  if (parts.length === 1) parts.unshift("linux");
  const [os, architecture, variant, ...rest] = parts;
  if (!os || !architecture || variant === "" || rest.length > 0) {
    throw new KnownError(
      "OPTION_INVALID",
      `'${text}' is not a platform: write os/arch[/variant], as in linux/arm64/v8`,
    );
  }
  return { os, ...normalize(architecture, variant) };
}

/** The names that people and kernels use for the architectures of the OCI image specification. */
const ALIASES: Readonly<Record<string, { architecture: string; variant?: string }>> = {
  x86_64: { architecture: "amd64" },
  "x86-64": { architecture: "amd64" },
  i386: { architecture: "386" },
  aarch64: { architecture: "arm64" },
  armhf: { architecture: "arm", variant: "v7" },
  armel: { architecture: "arm", variant: "v6" },
};

/** The variant that an architecture has when none is written. */
const DEFAULT_VARIANTS: Readonly<Record<string, string>> = { arm64: "v8", arm: "v7" };

function normalize(architecture: string, variant?: string): { architecture: string; variant?: string } {
  const alias = ALIASES[architecture] ?? { architecture };
  const chosen = variant ?? alias.variant;
  return { architecture: alias.architecture, ...(chosen !== undefined && { variant: chosen }) };
}

/** Tells whether an image for `have` is what was meant by `want`. */
export function matchesPlatform(have: Platform, want: Platform): boolean {
  if (have.os !== want.os || have.architecture !== want.architecture) return false;
  const usual = DEFAULT_VARIANTS[want.architecture];
  return (have.variant ?? usual) === (want.variant ?? usual);
}

/**
 * BuildKit hangs attestations into the index as manifests of an unknown platform. One that names a platform is an image,
 * whatever its annotations say: engines run it.
 */
function isAttestation({ annotations, platform }: Descriptor): boolean {
  if (platform) return platform.os === "unknown" && platform.architecture === "unknown";
  return annotations?.["vnd.docker.reference.type"] !== undefined;
}

/**
 * Picks an image from an index.
 *
 * @param where  What to call the index in a message.
 * @throws {KnownError} `PLATFORM_NOT_FOUND` with the platforms there are.
 */
export function choosePlatform(
  manifests: readonly Descriptor[],
  asked: Platform | undefined,
  where: string,
): Descriptor {
  const images = manifests.filter((manifest) => !isAttestation(manifest));
  const wanted = asked ?? hostPlatform();
  const found = images.find(({ platform }) => platform && matchesPlatform(platform, wanted));
  if (found) return found;
  // An index of one image that does not say what it is for; its config will.
  const [only] = images;
  if (images.length === 1 && only && !only.platform) return only;
  const have = images.map(({ platform }) => (platform ? formatPlatform(platform) : "unnamed"));
  throw new KnownError(
    "PLATFORM_NOT_FOUND",
    have.length === 0
      ? `${where}: the index holds no image`
      : `${where}: no image for ${formatPlatform(wanted)}${asked ? "" : " (this machine's platform)"}; choose one with --platform: ${tellNames(have)}`,
    { platform: formatPlatform(wanted) },
  );
}

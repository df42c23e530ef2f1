import { kindOfPath } from "../host/files.ts";
import { codeOf, KnownError, messageOf } from "../model/errors.ts";
import { anywhere } from "./anywhere.ts";
import { archive } from "./archive.ts";
import { containerd, containersStorage, dockerDaemon, local } from "./engine/openers.ts";
import { folder } from "./folder.ts";
import type { Image, ImageOpener, OpenOptions } from "./image.ts";
import { ociLayout } from "./oci-layout.ts";
import { registry } from "./registry/opener.ts";

/** Every kind of place that images are read from; a bare name is the first one's. */
export const IMAGE_OPENERS: readonly ImageOpener[] = [
  anywhere,
  local,
  registry,
  ociLayout,
  archive,
  folder,
  containerd,
  dockerDaemon,
  containersStorage,
];

/**
 * Opens the image that a reference names; an empty one means the image that was built last on this machine.
 *
 * @throws {KnownError} `REFERENCE_INVALID` for a form that is not known, and what its opener throws.
 */
export async function openImage(reference: string, options: OpenOptions = {}): Promise<Image> {
  if (reference === "") return openWith(local, "", reference, options);
  if (reference === "-") return archive.open("-", reference, options);
  for (const opener of IMAGE_OPENERS) {
    const prefix = opener.prefixes.find((text) => reference.startsWith(text));
    if (prefix === undefined) continue;
    const rest = reference.slice(prefix.length);
    if (rest === "") throw unknownForm(reference, "names nothing behind its prefix");
    return openWith(opener, rest, reference, options);
  }
  const scheme = /^([\w+.-]+):\/\//.exec(reference)?.[1];
  if (scheme !== undefined) throw unknownForm(reference, `'${scheme}://' is not known`);
  try {
    return await openWith(anywhere, reference, reference, options);
  } catch (error) {
    throw await withPathHint(reference, error);
  }
}

const FLAGS = { ref: "--ref", platform: "--platform", maxImageBytes: "--max-image-size" } as const;

function openWith(
  { open, refuses = [], describes }: ImageOpener,
  rest: string,
  reference: string,
  options: OpenOptions,
): Promise<Image> {
  const wrong = refuses.find((name) => options[name] !== undefined);
  if (wrong === undefined) return open(rest, reference, options);
  const place = describes.replace(/: `.*/s, "");
  throw new KnownError("OPTION_INVALID", `${FLAGS[wrong]} has no meaning for ${place}`, { flag: FLAGS[wrong] });
}

function unknownForm(reference: string, what: string): KnownError {
  const forms = IMAGE_OPENERS.map(({ describes }) => `\n  ${describes.replaceAll("`", "")}`).join("");
  return new KnownError("REFERENCE_INVALID", `'${reference}': ${what}; Plimsoll reads${forms}`, { reference });
}

/** Archives of images have other names. */
const LIST_OF_PACKAGES = /\.(?:json|xml|spdx)(?:\.gz)?$/i;

/** Who names a path without saying what it is gets told how to. */
async function withPathHint(path: string, error: unknown): Promise<unknown> {
  const kind = await kindOfPath(path).catch(() => undefined);
  if (!(error instanceof KnownError) || kind === undefined || codeOf(error) === "INTERRUPTED") return error;
  const isLayout = kind === "directory" && (await kindOfPath(`${path}/oci-layout`).catch(() => undefined)) === "file";
  const [what, prefix] = isLayout
    ? ["an OCI layout", "oci-dir://"]
    : kind === "directory"
      ? ["a folder", "fs://"]
      : ["a file", LIST_OF_PACKAGES.test(path) ? "sbom://" : "archive://"];
  const message = `${messageOf(error)}\n  There is ${what} of that name: ${prefix}${path}`;
  return new KnownError(error.code, message, error.details, error);
}

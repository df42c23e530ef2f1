import { KnownError } from "../model/errors.ts";
import { archive } from "./archive.ts";
import type { Image, ImageChoice, ImageOpener } from "./image.ts";
import { ociLayout } from "./oci-layout.ts";

/** Every kind of place that images are read from. */
export const IMAGE_OPENERS: readonly ImageOpener[] = [ociLayout, archive];

/**
 * Opens the image that a reference names.
 *
 * @throws {KnownError} `REFERENCE_INVALID` for a form that is not known, and what its opener throws.
 */
export async function openImage(reference: string, choice: ImageChoice = {}): Promise<Image> {
  const match = /^([a-z][a-z-]*):\/\/(.*)$/s.exec(reference);
  const opener = IMAGE_OPENERS.find(({ scheme }) => scheme === match?.[1]);
  if (opener && match?.[2]) return opener.open(match[2], reference, choice);
  const forms = IMAGE_OPENERS.map(({ describes }) => `\n  ${describes.replaceAll("`", "")}`).join("");
  const what = match
    ? opener
      ? `'${reference}' has no path`
      : `'${match[1]}://' is not known`
    : `'${reference}' is no reference`;
  throw new KnownError("REFERENCE_INVALID", `${what}; Plimsoll reads${forms}`, { reference });
}

import { KnownError } from "../../model/errors.ts";
import type { Image, ImageOpener, OpenOptions } from "../image.ts";
import { parseImageName } from "../reference.ts";

/** A registry, whatever the engines of this machine have under the name. */
export const registry: ImageOpener = {
  prefixes: ["registry://", "docker://"],
  describes: "a registry: `registry://NAME[:TAG][@DIGEST]`",
  refuses: ["ref"],
  open: openFromRegistry,
};

/** @throws {KnownError} `REFERENCE_INVALID` when the text is no name of an image, and what pulling throws. */
export async function openFromRegistry(text: string, reference: string, options: OpenOptions): Promise<Image> {
  // `./foo.tar` would be the image `foo.tar` of a host that is called `.`.
  if (/^(\.{0,2}|~)\//.test(text)) {
    const forms = "archive://PATH reads a file, oci-dir://PATH an OCI layout, fs://PATH a folder";
    throw new KnownError("REFERENCE_INVALID", `'${text}' is not the name of an image but a path; ${forms}`, {
      reference,
    });
  }
  const name = parseImageName(text);
  if (!name) {
    // The port of a host is no tag.
    const path = text.replace(/^[^/]*[.:][^/]*\//, "").replace(/[:@].*$/, "");
    const upper = /[A-Z]/.test(path) ? "; names of repositories are written in small letters" : "";
    throw new KnownError("REFERENCE_INVALID", `'${text}' is not the name of an image${upper}`, { reference });
  }
  // Loaded when it is needed: whoever reads an archive does not wait for a client of registries.
  const { openRegistryImage } = await import("./registry-image.ts");
  return openRegistryImage(name, reference, options);
}

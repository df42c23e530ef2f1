import { KnownError } from "../model/errors.ts";
import type { ImageOpener } from "./image.ts";
import { openFromRegistry } from "./registry/opener.ts";

/** Where people expect an image to be: on this machine, else in its registry. */
export const anywhere: ImageOpener = {
  prefixes: ["image://"],
  describes: "an engine of this machine, else the registry: `NAME[:TAG][@DIGEST]`, `image://NAME[:TAG][@DIGEST]`",

  async open(rest, reference, options) {
    const { findLocal } = await import("./engine/local.ts");
    const found = await findLocal(rest, reference, options);
    if (found) return found;
    if (/^sha256:[0-9a-f]{64}$/.test(rest)) {
      const message = `${rest}: no engine of this machine has it, and registries know digests only behind a name`;
      throw new KnownError("IMAGE_NOT_FOUND", message, { reference });
    }
    return openFromRegistry(rest, reference, options);
  },
};

import { KnownError } from "../model/errors.ts";
import type { LocalSearch } from "./engine/local.ts";
import type { ImageOpener } from "./image.ts";
import { openFromRegistry } from "./registry/opener.ts";

/** Where people expect an image to be: on this machine, else in its registry. */
export const anywhere: ImageOpener = {
  prefixes: ["image://"],
  describes: "an engine of this machine, else the registry: `NAME[:TAG][@DIGEST]`, `image://NAME[:TAG][@DIGEST]`",
  refuses: ["ref"],

  async open(rest, reference, options) {
    const { findLocal } = await import("./engine/local.ts");
    const search = await findLocal(rest, reference, options);
    if (search.image) return search.image;
    if (/^sha256:[0-9a-f]{64}$/.test(rest)) {
      if (search.otherPlatform) throw search.otherPlatform;
      const message = `${rest}: registries know digests only behind a name${ofEngines(search)}`;
      throw new KnownError("IMAGE_NOT_FOUND", message, { reference });
    }
    try {
      return await openFromRegistry(rest, reference, options);
    } catch (error) {
      throw withEngines(error, search);
    }
  },
};

/** Who took the image to be on this machine hears why it was looked for elsewhere. */
function withEngines(error: unknown, search: LocalSearch): unknown {
  // What else may be wrong with an image that a registry has, or with the settings, is no matter of engines.
  if (!(error instanceof KnownError) || !/^((IMAGE|PLATFORM)_NOT_FOUND$|REGISTRY_)/.test(error.code)) return error;
  const { otherPlatform } = search;
  if (otherPlatform) {
    const message = `${otherPlatform.message}\n  ${error.message}`;
    return new KnownError("PLATFORM_NOT_FOUND", message, otherPlatform.details, error);
  }
  const engines = ofEngines(search);
  return engines === "" ? error : new KnownError(error.code, `${error.message}${engines}`, error.details, error);
}

function ofEngines({ asked, failures }: LocalSearch): string {
  const answered = asked.length > 0 ? `\n  no engine of this machine has it: ${asked.join(", ")}` : "";
  return `${answered}${failures.map((failure) => `\n  not asked: ${failure}`).join("")}`;
}

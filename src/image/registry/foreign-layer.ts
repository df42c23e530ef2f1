import { KnownError } from "../../model/errors.ts";
import type { Descriptor } from "../documents.ts";

/**
 * A layer that its manifest says is kept elsewhere: some registries have it all the same. Where one has not, the error
 * tells so; the other address is never asked, since a manifest could make us ask anything of anyone.
 *
 * @throws {KnownError} While reading: what `layer` throws.
 *
 * Source: OCI image-spec, descriptor.md (`urls`) and layer.md (non-distributable layers)
 */
export async function* explainForeign(
  layer: AsyncIterable<Uint8Array>,
  { urls }: Pick<Descriptor, "urls">,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* layer;
  } catch (error) {
    const isMissing = error instanceof KnownError && error.code === "IMAGE_INCOMPLETE" && error.details.status === 404;
    if (!isMissing) throw error;
    const message = `${error.message}, a foreign layer: it is kept ${placeOf(urls)} and is not part of the registry`;
    throw new KnownError(error.code, message, error.details, error);
  }
}

/** No more than the host: the rest of an address may be a signature. */
function placeOf(urls: Descriptor["urls"]): string {
  const known = urls?.filter((text) => URL.canParse(text)).map((text) => new URL(text));
  const host = known?.find(({ protocol }) => /^https?:$/.test(protocol))?.host;
  return host === undefined ? "elsewhere" : `at ${host}`;
}

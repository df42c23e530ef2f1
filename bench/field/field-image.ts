import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Image } from "../../src/image/image.ts";
import { openImage } from "../../src/image/open.ts";
import { findBase } from "./find-base.ts";

/** An image of a layout, and the one of the same layout that it stands on. */
export interface FieldImage {
  readonly name: string;
  readonly reference: string;
  readonly image: Image;
  readonly base?: FieldImage;
}

/**
 * The images of a layout that are to be measured.
 *
 * @param only  Their names; without it, all that stand on another image of the layout.
 * @throws When one of those is not in the layout.
 */
export async function listFieldImages(layout: string, only: readonly string[] | undefined): Promise<FieldImage[]> {
  const named = await openAll(layout);
  const images = named.map((one): FieldImage => {
    const base = findBase(diffIdsOf(one), named, diffIdsOf);
    return { ...one, ...(base && { base }) };
  });
  if (only === undefined) return images.filter(({ base }) => base !== undefined);
  return only.map((wanted) => {
    const image = images.find(({ name }) => name === wanted);
    if (image) return image;
    throw new Error(`${layout}: no image '${wanted}'; there are: ${images.map(({ name }) => name).join(", ")}`);
  });
}

async function openAll(layout: string): Promise<FieldImage[]> {
  const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as {
    manifests: readonly { annotations?: Readonly<Record<string, string>> }[];
  };
  const names = index.manifests.flatMap(({ annotations }) => annotations?.["org.opencontainers.image.ref.name"] ?? []);
  const images: FieldImage[] = [];
  for (const name of names) {
    const reference = `oci-dir://${layout}:${name}`;
    images.push({ name, reference, image: await openImage(reference) });
  }
  return images;
}

function diffIdsOf({ image }: FieldImage): readonly string[] {
  return image.layers.map(({ diffId }) => diffId);
}

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { FieldImage } from "./field-image.ts";
import { writeZstdLayout } from "./zstd-layout.ts";

/** An image in one form, ready to be scanned. */
export interface MadeForm {
  readonly reference: string;
  /** The image that it stands on, such that its layers are those of `reference`. */
  readonly base?: string | undefined;
}

/** A form that images are handed around in. */
export interface Form {
  readonly name: string;
  /** @param folder  For what is made; there, and empty. */
  readonly make: (image: FieldImage, folder: string) => Promise<MadeForm>;
}

export const FORMS: readonly Form[] = [
  {
    name: "OCI gzip",
    make: async ({ reference, base }) => ({ reference, base: base?.reference }),
  },
  {
    name: "OCI zstd",
    async make(image, folder) {
      await writeZstdLayout(folder, image.base ? [image.base, image] : [image]);
      const named = ({ name }: FieldImage) => `oci-dir://${folder}:${name}`;
      return { reference: named(image), base: image.base && named(image.base) };
    },
  },
  {
    name: "docker tar",
    async make({ name, reference, base }, folder) {
      const file = join(folder, `${name}.tar`);
      copyImage(reference.replace("oci-dir://", "oci:"), `docker-archive:${file}:bench/${name}:1`);
      // Layers are known by what is in them: the layout's base has the same.
      return { reference: `archive://${file}`, base: base?.reference };
    },
  },
];

/** @throws When skopeo is not there, or what it says is wrong. */
export function copyImage(from: string, to: string, ...flags: readonly string[]): void {
  execFileSync("skopeo", ["copy", "--quiet", ...flags, from, to], { stdio: ["ignore", "ignore", "inherit"] });
}

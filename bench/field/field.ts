import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Bench, benchImage } from "../bench-image.ts";
import type { FieldImage } from "./field-image.ts";
import { FORMS } from "./forms.ts";
import type { FieldRow } from "./summary.ts";

/** Measures each image in each form, one after the other. */
export async function benchField(images: readonly FieldImage[], folder: string, bench: Bench): Promise<FieldRow[]> {
  const rows: FieldRow[] = [];
  for (const image of images) {
    for (const form of FORMS) {
      process.stdout.write(`\n${image.name}, ${form.name}\n`);
      const made = join(folder, "form");
      mkdirSync(made);
      const { reference, base } = await form.make(image, made);
      const { layers, storedBytes, series } = await benchImage({ reference, base, folder: join(made, "work") }, bench);
      rows.push({ image: image.name, base: image.base?.name, form: form.name, layers, storedBytes, series });
      // Plain tars of several images take gigabytes.
      rmSync(made, { recursive: true });
    }
  }
  return rows;
}

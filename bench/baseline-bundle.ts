import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/**
 * Bundles the baseline: started from its sources it would spend a tenth of a second on types, which would make us look
 * good.
 *
 * @returns Its file.
 */
export async function bundleBaseline(folder: string): Promise<string> {
  const dir = join(folder, "baseline");
  const bundle = await rolldown({ input: fileURLToPath(new URL("./baseline.ts", import.meta.url)), platform: "node" });
  // A folder, not a file: what is loaded when it is needed, such as the client of registries, has files of its own.
  await bundle.write({ dir, format: "esm", entryFileNames: "baseline.js" });
  await bundle.close();
  return join(dir, "baseline.js");
}

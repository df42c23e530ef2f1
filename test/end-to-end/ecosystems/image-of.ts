import { join } from "node:path";
import { run } from "./run.ts";

/** Makes an OCI layout of one image with one layer, in which `root` lies, and gives the reference to it. */
export function imageOf(root: string, folder: string): string {
  const layout = join(folder, "oci");
  run("umoci", ["init", "--layout", layout]);
  run("umoci", ["new", "--image", `${layout}:image`]);
  run("umoci", ["insert", "--image", `${layout}:image`, root, "/"]);
  return `oci-dir://${layout}:image`;
}

import type { Package } from "../model/package.ts";
import { type Paint, printable } from "./paint.ts";
import { formatTable } from "./table.ts";

/** One line a package: Name, Version, Type. */
export function sbomList(packages: readonly Package[], paint: Paint): string {
  const header = ["Name", "Version", "Type"].map((title) => paint("bold", title));
  const rows = packages.map(({ type, namespace, name, version }) => [
    printable(type === "npm" && namespace ? `${namespace}/${name}` : name),
    printable(version),
    type,
  ]);
  return `${formatTable([header, ...rows])}\n`;
}

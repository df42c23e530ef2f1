import type { Package } from "../model/package.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { showOn } from "./show-on.ts";
import { formatTable } from "./table.ts";
import { packageName } from "./words.ts";

/** One line a package: Name, Version, Type. */
export function sbomList(packages: readonly Package[], paint: Paint): string {
  const header = ["Name", "Version", "Type"].map((title) => paint("bold", title));
  const rows = packages.map((pkg) => {
    const removed = pkg.removedIn ? paint("dim", ` (removed by layer ${pkg.removedIn.ordinal})`) : "";
    return [packageName(pkg), printable(pkg.version), `${pkg.type}${removed}`];
  });
  return showOn(paint, formatTable([header, ...rows], { columns: paint.columns, yields: 0 }));
}

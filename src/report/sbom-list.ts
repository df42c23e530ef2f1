import type { Package } from "../model/package.ts";
import { columnsOf, cut } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { showOn } from "./show-on.ts";
import { formatTable } from "./table.ts";
import { packageName } from "./words.ts";

const TITLES = ["Name", "Version", "Type"] as const;

/** Less of an expression says little; more nobody reads in a list. */
const LEAST_LICENCE_COLUMNS = 20;
const MOST_LICENCE_COLUMNS = 60;

/** One line a package: Name, Version, Type, and the licence where the terminal has room for it. */
export function sbomList(packages: readonly Package[], paint: Paint): string {
  const rows = packages.map((pkg) => {
    const removed = pkg.removedIn ? ` (removed by layer ${pkg.removedIn.ordinal})` : "";
    return [packageName(pkg), printable(pkg.version), `${pkg.type}${removed}`];
  });
  const room = Math.min(roomBeside([TITLES, ...rows], paint.columns), MOST_LICENCE_COLUMNS);
  const hasLicence = room >= LEAST_LICENCE_COLUMNS;
  const header = [...TITLES, ...(hasLicence ? ["Licence"] : [])].map((title) => paint("bold", title));
  const body = rows.map((row, i) => [...row, ...(hasLicence ? [cut(packages[i]?.license ?? "", room)] : [])]);
  return showOn(paint, formatTable([header, ...body], { columns: paint.columns, yields: 0 }));
}

/** Columns that are left when all cells stand whole, each two blanks behind the one before. */
function roomBeside(rows: readonly (readonly string[])[], columns = Number.POSITIVE_INFINITY): number {
  const widths = TITLES.map((_, i) => rows.reduce((most, row) => Math.max(most, columnsOf(row[i] ?? "")), 0));
  return widths.reduce((room, width) => room - width - 2, columns);
}

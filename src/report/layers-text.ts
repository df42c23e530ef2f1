import type { ImageMetadata } from "../model/image.ts";
import type { Package } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import type { LayerChange } from "../sbom/layer-history.ts";
import type { ChangedPackage } from "../sbom/layer-packages.ts";
import { columnsOf, wrap } from "./columns.ts";
import { maskInstruction } from "./masking.ts";
import { targetName } from "./overview.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { showOn } from "./show-on.ts";
import { countOf, formatBytes, formatProblems, packageName } from "./words.ts";

/** Names of a line of packages, where not all are asked for. */
const FEW = 5;

/** Columns of the largest layer's bar. */
const BAR_COLUMNS = 24;

/** A picture of the layers: how large each is, how much of it later ones hide, and what it did to the packages. */
export function layersText(
  image: ImageMetadata,
  changes: readonly LayerChange[],
  { problems, allPackages }: Pick<Sbom, "problems"> & { readonly allPackages: boolean },
  paint: Paint,
): string {
  const largest = Math.max(1, ...changes.map(({ layer }) => sizeOf(layer)));
  const hidden = changes.reduce((sum, { hiddenBytes }) => sum + hiddenBytes, 0);
  const unpacked = changes.reduce((sum, { layer }) => sum + sizeOf(layer), 0);
  const share = hidden === 0 ? "" : ` (${percent(hidden, unpacked)})`;
  const parts = [
    [
      paint("bold", targetName(image)),
      `${countOf(changes.length, "layer")}, ${formatBytes(image.compressedBytes)} stored, ${formatBytes(unpacked)} ` +
        `unpacked; ${formatBytes(hidden)}${share} hidden by later layers`,
    ].join("\n"),
    ...changes.map((change) => layerText(change, { largest, allPackages }, paint)),
  ];
  if (problems.length > 0) {
    parts.push([paint("bold", "Could not be read"), ...formatProblems(problems, paint)].join("\n"));
  }
  return showOn(paint, ...parts);
}

function layerText(
  { layer, hiddenBytes, added, changed, removed }: LayerChange,
  { largest, allPackages }: { readonly largest: number; readonly allPackages: boolean },
  paint: Paint,
): string {
  const size = sizeOf(layer);
  const bar = Math.ceil((size / largest) * BAR_COLUMNS);
  const dark = Math.min(bar, Math.round((Math.min(hiddenBytes, size) / largest) * BAR_COLUMNS));
  const drawn = `${"█".repeat(bar - dark)}${paint("dim", "░".repeat(dark))}`;
  const ordinal = `#${layer.ordinal}`.padEnd(4);
  const facts = [
    `${formatBytes(layer.sizeBytes)} stored`,
    ...(layer.uncompressedBytes === undefined ? [] : [`${formatBytes(size)} unpacked`]),
    ...(hiddenBytes > 0 ? [paint("yellow", `${formatBytes(hiddenBytes)} hidden`)] : []),
  ].join(", ");
  const instruction = printable(maskInstruction(layer.createdBy ?? "")).replaceAll(/\s+/g, " ");
  const { columns } = paint;
  const lines = [`${paint("bold", ordinal)}${pad(drawn, BAR_COLUMNS)}  ${facts}`];
  if (instruction !== "") lines.push(...wrap(paint("dim", instruction), { columns, start: "    ", indent: 4 }));
  const tell = (sign: string, style: "green" | "yellow" | "red", names: readonly string[]) => {
    if (names.length === 0) return;
    const shown = allPackages ? names : names.slice(0, FEW);
    const more = names.length > shown.length ? `, and ${names.length - shown.length} more` : "";
    const start = `    ${paint(style, `${sign}${names.length}`)} `;
    lines.push(...wrap(`${shown.join(", ")}${more}`, { columns, start, indent: 8 }));
  };
  tell("+", "green", added.map(nameOf));
  tell("~", "yellow", changed.map(changeOf));
  tell("−", "red", removed.map(nameOf));
  return lines.join("\n");
}

const sizeOf = (layer: LayerChange["layer"]) => layer.uncompressedBytes ?? layer.sizeBytes;

const nameOf = (pkg: Package) => `${packageName(pkg)} ${printable(pkg.version)}`;

const changeOf = ({ before, after }: ChangedPackage) =>
  `${packageName(after)} ${printable(before.version)} → ${printable(after.version)}`;

const pad = (text: string, columns: number) => text + " ".repeat(Math.max(0, columns - columnsOf(text)));

function percent(part: number, whole: number): string {
  const value = (100 * part) / Math.max(1, whole);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}

import { formatPlatform, type ImageMetadata } from "../model/image.ts";
import { type Package, unowned } from "../model/package.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import type { SnapshotFacts } from "./scan-report.ts";
import { countOf, formatBytes, shortDigest } from "./words.ts";

/** The name that a person knows an image by: its own, or how it was asked for. */
export function targetName({ source }: ImageMetadata): string {
  const full = source.names.find((name) => name.includes("/"));
  return printable(full ?? source.reference);
}

/** The digest that people compare: the manifest's; the config's where there is no manifest. A folder has none. */
export function digestRows({ digests }: ImageMetadata): string[][] {
  const digest = digests.manifest ?? digests.config;
  return digest === undefined ? [] : [["  digest", shortDigest(digest)]];
}

/** `93.6 MB in 5 layers`; of a folder, what its files take. */
export function sizeText({ source, compressedBytes, uncompressedBytes, layers }: ImageMetadata): string {
  if (source.kind === "fs") return formatBytes(uncompressedBytes ?? 0);
  // Another tool's list of packages may say nothing of the image.
  if (source.kind === "sbom" && compressedBytes === 0) return "unknown";
  return `${formatBytes(compressedBytes)} in ${countOf(layers.length, "layer")}`;
}

/** `linux/amd64, Debian GNU/Linux 13 (trixie)` */
export function platformText({ platform, distribution }: ImageMetadata): string {
  const system = platform.os || platform.architecture ? formatPlatform(platform) : "";
  return printable([system, distribution?.name].filter(Boolean).join(", ") || "unknown");
}

/** `2026-11-23: debian-lists, osv-npm`, with what is stale or missing told apart. */
export function snapshotText({ builtAt, checkedAt, sources }: SnapshotFacts, paint: Paint): string {
  const day = (time: string) => time.slice(0, 10);
  // An update that finds nothing new leaves the snapshot as it is: old, and up to date all the same.
  const checked = day(checkedAt) === day(builtAt) ? "" : `, checked ${day(checkedAt)}`;
  const usable = sources.filter(({ state }) => state === "fresh").map(({ name }) => name);
  const stale = sources
    .filter(({ state }) => state === "stale")
    .map(({ name, fetchedAt }) => paint("yellow", `${name} stale since ${day(fetchedAt ?? "?")}`));
  const failed = sources.filter(({ state }) => state === "failed").map(({ name }) => paint("red", `${name} missing`));
  return `${day(builtAt)}${checked}: ${[...usable, ...stale, ...failed].join(", ") || "no sources"}`;
}

/** `191 (85 deb, 106 npm)`, `85 deb packages and 3 within them` */
export function packagesText(all: readonly Pick<Package, "type" | "owner">[]): string {
  const packages = unowned(all);
  const parts = all.length - packages.length;
  return parts === 0 ? countedText(packages) : `${countedText(packages)} and ${parts} within them`;
}

function countedText(packages: readonly Pick<Package, "type">[]): string {
  const counts = new Map<string, number>();
  for (const { type } of packages) counts.set(type, (counts.get(type) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, count]) => `${count} ${type}`);
  return parts.length > 1
    ? `${packages.length} (${parts.join(", ")})`
    : countOf(packages.length, packages[0]?.type ? `${packages[0].type} package` : "package");
}

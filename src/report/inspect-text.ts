import type { Problem } from "../model/errors.ts";
import type { ImageMetadata } from "../model/image.ts";
import { wrap } from "./columns.ts";
import { maskMetadata } from "./inspect-json.ts";
import { platformText, targetName } from "./overview.ts";
import { isNarrow, type Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { showOn } from "./show-on.ts";
import { formatFacts, formatTable } from "./table.ts";
import { formatBytes, formatProblems, shortDigest } from "./words.ts";

/** What an image says of itself, for people. */
export function inspectText(
  metadata: ImageMetadata,
  problems: readonly Problem[],
  { showValues }: { showValues: boolean },
  paint: Paint,
): string {
  const image = showValues ? metadata : maskMetadata(metadata);
  const { digests, registry } = image;
  const { columns } = paint;
  const list = (values: readonly string[]) => values.map(printable).join(" ") || undefined;
  const isImage = image.source.kind !== "fs";
  const isWhole = isImage && image.source.kind !== "sbom";
  const facts: (readonly [string, string | undefined])[] = [
    [isImage ? "Image" : "Folder", paint("bold", targetName(image))],
    ["  names", list(image.source.names)],
    ["  registry", registry && `${registry.url} (${registry.type})`],
    ["  index", digests.index],
    ["  manifest", digests.manifest],
    ["  config", digests.config],
    ["Platform", platformText(image)],
    ["Created", image.created && printable(image.created)],
    ["Author", image.author && printable(image.author)],
    ["Size", sizeText(image)],
    ["User", image.user ? printable(image.user) : isWhole ? "root (none is set)" : undefined],
    ["Entrypoint", image.entrypoint.length > 0 ? printable(JSON.stringify(image.entrypoint)) : undefined],
    ["Command", image.command.length > 0 ? printable(JSON.stringify(image.command)) : undefined],
    ["Directory", image.workingDirectory && printable(image.workingDirectory)],
    ["Ports", list(image.exposedPorts)],
    ["Volumes", list(image.volumes)],
    ["Stop signal", image.stopSignal && printable(image.stopSignal)],
  ];
  const parts = [
    formatFacts(
      facts.flatMap(([name, value]) => (value ? [[name, value]] : [])),
      paint,
    ),
  ];

  const pairs = (title: string, rows: (readonly [string, string])[]) => {
    if (rows.length === 0) return;
    const lines = rows.flatMap(([name, value]) =>
      wrap(`${printable(name)}=${printable(value)}`, { columns, start: "  ", indent: 4 }),
    );
    parts.push([paint("bold", title), ...lines].join("\n"));
  };
  pairs(
    "Environment",
    image.environment.map(({ name, value }) => [name, value] as const),
  );
  pairs(
    "Labels",
    Object.entries(image.labels).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

  if (isWhole || image.layers.length > 0)
    parts.push(`${paint("bold", "Layers, oldest first")}\n${layersTable(image, paint)}`);
  if (problems.length > 0) {
    parts.push([paint("bold", "Could not be read"), ...formatProblems(problems, paint)].join("\n"));
  }
  return showOn(paint, ...parts);
}

function sizeText({ source, compressedBytes, uncompressedBytes }: ImageMetadata): string | undefined {
  const unpacked = uncompressedBytes === undefined ? "unknown" : formatBytes(uncompressedBytes);
  if (source.kind === "fs") return unpacked;
  // Another tool's list of packages may not say it.
  if (source.kind === "sbom" && compressedBytes === 0)
    return uncompressedBytes === undefined ? undefined : `${unpacked} unpacked`;
  const stored = formatBytes(compressedBytes);
  return uncompressedBytes === undefined ? stored : `${stored} stored, ${unpacked} unpacked`;
}

/** What built a layer gives way; on a narrow terminal, what the layer unpacks to is left out. */
function layersTable({ layers }: ImageMetadata, paint: Paint): string {
  const { columns } = paint;
  const header = ["  #", "Digest", "  Stored", "Unpacked", "Created by"].map((title) => paint("bold", title));
  const rows = layers.map(({ ordinal, digest, diffId, sizeBytes, uncompressedBytes, createdBy }) => [
    `  ${ordinal}`,
    shortDigest(digest ?? diffId),
    formatBytes(sizeBytes).padStart(8),
    (uncompressedBytes === undefined ? "?" : formatBytes(uncompressedBytes)).padStart(8),
    printable(createdBy ?? ""),
  ]);
  const shown = isNarrow(paint) ? [header, ...rows].map((row) => row.toSpliced(3, 1)) : [header, ...rows];
  return formatTable(shown, { columns, yields: header.length - 1 - (isNarrow(paint) ? 1 : 0) });
}

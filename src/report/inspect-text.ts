import type { Problem } from "../model/errors.ts";
import type { ImageMetadata } from "../model/image.ts";
import { maskMetadata } from "./inspect-json.ts";
import { platformText, targetName } from "./overview.ts";
import { type Paint, printable } from "./paint.ts";
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
  const list = (values: readonly string[]) => values.map(printable).join(" ") || undefined;
  const size =
    image.uncompressedBytes === undefined
      ? formatBytes(image.compressedBytes)
      : `${formatBytes(image.compressedBytes)} stored, ${formatBytes(image.uncompressedBytes)} unpacked`;
  const facts: (readonly [string, string | undefined])[] = [
    ["Image", paint("bold", targetName(image))],
    ["  names", list(image.source.names)],
    ["  registry", registry && `${registry.url} (${registry.type})`],
    ["  index", digests.index],
    ["  manifest", digests.manifest],
    ["  config", digests.config],
    ["Platform", platformText(image)],
    ["Created", image.created && printable(image.created)],
    ["Author", image.author && printable(image.author)],
    ["Size", size],
    ["User", image.user ? printable(image.user) : "root (none is set)"],
    ["Entrypoint", image.entrypoint.length > 0 ? printable(JSON.stringify(image.entrypoint)) : undefined],
    ["Command", image.command.length > 0 ? printable(JSON.stringify(image.command)) : undefined],
    ["Directory", image.workingDirectory && printable(image.workingDirectory)],
    ["Ports", list(image.exposedPorts)],
    ["Volumes", list(image.volumes)],
    ["Stop signal", image.stopSignal && printable(image.stopSignal)],
  ];
  const parts = [formatFacts(facts.flatMap(([name, value]) => (value ? [[name, value]] : [])))];

  const pairs = (title: string, rows: (readonly [string, string])[]) => {
    if (rows.length === 0) return;
    const lines = rows.map(([name, value]) => `  ${printable(name)}=${printable(value)}`);
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

  const layers = image.layers.map(({ ordinal, digest, diffId, sizeBytes, uncompressedBytes, createdBy }) => [
    `  ${ordinal}`,
    shortDigest(digest ?? diffId),
    formatBytes(sizeBytes).padStart(8),
    (uncompressedBytes === undefined ? "?" : formatBytes(uncompressedBytes)).padStart(8),
    printable(createdBy ?? "").slice(0, 100),
  ]);
  const header = ["  #", "Digest", "  Stored", "Unpacked", "Created by"].map((title) => paint("bold", title));
  parts.push(`${paint("bold", "Layers, oldest first")}\n${formatTable([header, ...layers])}`);
  if (problems.length > 0) {
    parts.push([paint("bold", "Could not be read"), ...formatProblems(problems, paint)].join("\n"));
  }
  return `${parts.join("\n\n")}\n`;
}

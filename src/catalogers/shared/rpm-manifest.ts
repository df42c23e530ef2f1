import type { RpmPackage } from "./rpm-package.ts";

/** The columns of `container-manifest-2`, as they are used here. */
const COLUMN = { name: 0, version: 1, vendor: 4, size: 6, architecture: 7, epoch: 8, sourceRpm: 9 } as const;

const textOf = (text: string | undefined) =>
  text === undefined || text === "" || text === "(none)" ? undefined : text;

/**
 * A line of the lists that distroless images of CBL-Mariner and Azure Linux have in the place of a database. The first
 * kind has what `rpm -qa` prints, the second more of it, with tabs in between.
 *
 * Source: https://github.com/microsoft/azurelinux/blob/3.0/toolkit/tools/internal/rpm/rpm.go
 *
 * @returns `undefined` where the line is none of them.
 */
export function parseManifestLine(line: string): RpmPackage | undefined {
  return line.includes("\t") ? parseColumns(line.split("\t")) : parseFullName(line);
}

function parseColumns(columns: readonly string[]): RpmPackage | undefined {
  const column = (name: keyof typeof COLUMN) => textOf(columns[COLUMN[name]]?.trim());
  const [name, version] = [column("name"), column("version")];
  if (!name || !version) return undefined;
  const [architecture, sourceRpm, vendor] = [column("architecture"), column("sourceRpm"), column("vendor")];
  const epoch = Number(column("epoch") ?? 0);
  const installedBytes = Number(column("size") ?? Number.NaN);
  return {
    name,
    version: epoch > 0 ? `${epoch}:${version}` : version,
    ...(architecture && { architecture }),
    ...(sourceRpm && { sourceRpm }),
    ...(vendor && { vendor }),
    ...(Number.isSafeInteger(installedBytes) && installedBytes >= 0 && { installedBytes }),
  };
}

/** `bash-5.1.8-1.cm2.x86_64`. A signing key has no architecture. */
function parseFullName(line: string): RpmPackage | undefined {
  const dot = line.lastIndexOf(".");
  const release = line.lastIndexOf("-", dot);
  const version = release < 0 ? -1 : line.lastIndexOf("-", release - 1);
  if (version <= 0) return undefined;
  return { name: line.slice(0, version), version: line.slice(version + 1, dot), architecture: line.slice(dot + 1) };
}

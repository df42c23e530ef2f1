import type { CatalogedPackage, Cataloger } from "../../src/catalogers/cataloger.ts";
import { wantedFile } from "../../src/catalogers/shared/wanted-file.ts";
import { sourceOf } from "../../src/formats/byte-source.ts";
import { FileTableBuilder } from "../../src/image/file-table.ts";
import { mergeLayers } from "../../src/image/file-tree.ts";
import type { Distribution } from "../../src/model/distribution.ts";
import type { Problem } from "../../src/model/errors.ts";
import { noteFacts } from "./filled-facts.ts";

export const debian12: Distribution = {
  id: "debian",
  name: "Debian GNU/Linux 12 (bookworm)",
  versionId: "12",
  codename: "bookworm",
  idLike: [],
  readFrom: "etc/os-release",
};

/** A symbolic link. */
interface Link {
  readonly link: string;
}

const isLink = (content: string | Uint8Array | Link | null): content is Link =>
  typeof content === "object" && content !== null && "link" in content;

/**
 * What one cataloger makes of files: one record of path → content for each layer, `null` for a whiteout. Bytes are those
 * of a file that may be run.
 */
export function catalogFiles(
  cataloger: Cataloger,
  layers: readonly Readonly<Record<string, string | Uint8Array | Link | null>>[],
  distribution: Distribution | undefined = debian12,
): { packages: CatalogedPackage[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const evidence = layers.map((files) =>
    Object.entries(files).flatMap(([path, content]) => {
      if (content === null || isLink(content)) return [];
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      const facts = { sizeBytes: bytes.length, isExecutable: typeof content !== "string" };
      if (!cataloger.wants(path, facts)) return [];
      const value = cataloger.read(wantedFile(path, sourceOf(bytes)), report);
      return value === undefined ? [] : [{ path, value: JSON.parse(JSON.stringify(value)) as unknown }];
    }),
  );
  const tables = layers.map((files) => {
    const table = new FileTableBuilder();
    for (const [path, content] of Object.entries(files)) {
      table.add({
        path,
        type: content === null ? "whiteout" : isLink(content) ? "symlink" : "file",
        sizeBytes: content === null || isLink(content) ? 0 : content.length,
        linkTarget: isLink(content) ? content.link : "",
      });
    }
    return table.build();
  });
  const tree = mergeLayers(
    tables,
    evidence.map((items) => new Set(items.map(({ path }) => path))),
  );
  const found = evidence.flatMap((items, layer) =>
    items.flatMap(({ path, value }) => {
      const lifetime = tree.lifetimes.get(layer)?.get(path);
      return lifetime ? [{ ...lifetime, value }] : [];
    }),
  );
  const assembly = { tree, ...(distribution && { distribution }), layerCount: layers.length, report };
  const packages = cataloger.assemble(found, assembly);
  noteFacts(cataloger, packages);
  return { packages, problems };
}

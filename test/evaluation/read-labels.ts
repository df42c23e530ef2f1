import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { readAnchoreLabels } from "./anchore-labels.ts";
import { filesAt } from "./files.ts";
import type { LabelSet } from "./label.ts";
import { readOwnLabels } from "./own-labels.ts";

/** A file's ending tells its form; files of other endings are no labels. */
const READERS: ReadonlyMap<string, (text: string, path: string) => LabelSet> = new Map([
  [".json", readAnchoreLabels],
  [".yaml", readOwnLabels],
  [".yml", readOwnLabels],
]);

/** Reads the labels of a file, or of a folder with all that is below it. */
export function readLabels(path: string): LabelSet {
  const sets = filesAt(path).flatMap((file) => READERS.get(extname(file))?.(readFileSync(file, "utf8"), file) ?? []);
  return { labels: sets.flatMap(({ labels }) => labels), troubles: sets.flatMap(({ troubles }) => troubles) };
}

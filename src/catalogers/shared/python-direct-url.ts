import { withoutCredentials } from "../../formats/address.ts";
import { parseHashes } from "../../formats/integrity.ts";
import type { Checksum } from "../../model/package.ts";
import { fieldsOf, textOf } from "./json-fields.ts";

/** Where a package came from that no index gave. */
export interface DirectUrl {
  readonly properties: Readonly<Record<string, string>>;
  readonly checksums?: readonly Checksum[];
  /** A folder of that machine. */
  readonly isProject?: true;
}

/**
 * What direct_url.json says.
 *
 * Source: https://packaging.python.org/en/latest/specifications/direct-url/
 */
export function directUrl(value: unknown): DirectUrl | undefined {
  const fields = fieldsOf(value);
  const url = textOf(fields.url);
  if (!url) return undefined;
  const { vcs, commit_id } = fieldsOf(fields.vcs_info);
  const archive = fieldsOf(fields.archive_info);
  const hashes = Object.entries(fieldsOf(archive.hashes)).map(([algorithm, hex]) => `${algorithm}:${hex}`);
  const checksums = parseHashes(hashes.length > 0 ? hashes : [archive.hash]);
  const cut = (text: string) => text.slice(0, 2048);
  return {
    properties: {
      "python:direct-url": cut(withoutCredentials(url)),
      ...(textOf(vcs) && { "python:vcs": cut(textOf(vcs) ?? "") }),
      ...(textOf(commit_id) && { "python:commit": cut(textOf(commit_id) ?? "") }),
      ...(fieldsOf(fields.dir_info).editable === true && { "python:editable": "true" }),
    },
    ...(checksums.length > 0 && { checksums }),
    ...(fields.dir_info !== undefined && { isProject: true }),
  };
}

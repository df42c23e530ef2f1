import { linesOf } from "../formats/text-lines.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, stands } from "./cataloger.ts";

/** Where snapd mounts a snap, by its revision, and where it is unpacked in images, which have no snapd. */
const METADATA = /^snap\/[^/]+\/(?:[^/]+\/)?meta\/snap\.yaml$/;

/** Facts of one text each; what a snap runs is of no interest here. */
const FACTS = ["name", "version", "summary", "license", "website", "type", "base"] as const;

type Facts = { readonly [Fact in (typeof FACTS)[number]]?: string };

interface Snap extends Facts {
  readonly name: string;
  readonly version: string;
  /** Only where it is for one. */
  readonly architecture?: string;
}

/** Snaps that are unpacked in an image. */
export const snap = defineCataloger<Snap>({
  name: "snap",
  version: 1,
  describes: "snaps, unpacked",
  specification: "https://snapcraft.io/docs/the-snap-format",
  purlType: "snap",
  evidences: "installed",
  gives: ["licenses", "description", "architecture"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => path.startsWith("snap/") && METADATA.test(path),

  read(file, report) {
    const { lists, ...facts } = readTopLevel(file.text());
    const { name, version } = facts;
    if (!name || !version) {
      const missing = name ? "version" : "name";
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: has no ${missing}` });
      return undefined;
    }
    const [architecture, ...others] = lists.get("architectures") ?? [];
    return { ...facts, name, version, ...(architecture && others.length === 0 && { architecture }) };
  },

  assemble: (evidence) =>
    evidence.filter(stands).map(({ path, layer, value }): CatalogedPackage => {
      const { name, version, architecture, summary, license, website, type, base } = value;
      const qualifiers = { ...(architecture && { arch: architecture }) };
      return {
        purl: formatPurl({ type: "snap", name, version, qualifiers }),
        type: "snap",
        name,
        version,
        ...(architecture && { architecture }),
        licenses: license ? [license] : [],
        ...(summary && { description: summary }),
        ...(website && { homepage: website }),
        properties: { ...(type && { "snap:type": type }), ...(base && { "snap:base": base }) },
        layer,
        locations: [{ path, layer }],
      };
    }),
});

/**
 * The texts and lists of texts at the top of a YAML file that a program wrote, which is all that is needed of it:
 * `name: core`, `version: '16'`, `architectures: [amd64]` or a line `- amd64` for each.
 */
function readTopLevel(text: string): Facts & { readonly lists: ReadonlyMap<string, readonly string[]> } {
  const facts = new Map<string, string>();
  const lists = new Map<string, string[]>();
  let list: string[] | undefined;
  for (const line of linesOf(text)) {
    const item = /^ *- +(\S+)$/.exec(line)?.[1];
    if (item !== undefined) list?.push(unquote(item));
    else if (/^[a-z][a-z-]{0,40}:/.test(line)) {
      const colon = line.indexOf(":");
      const [key, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
      list = [];
      if (value === "") lists.set(key, list);
      else if (value.startsWith("["))
        lists.set(
          key,
          value
            .slice(1, -1)
            .split(",")
            .map((one) => unquote(one.trim())),
        );
      // What is folded over several lines only describes.
      else if (!/^[|>&*!{]/.test(value)) facts.set(key, unquote(value).slice(0, 1000));
    } else list = undefined;
  }
  const known = FACTS.map((fact) => [fact, facts.get(fact)]).filter(([, value]) => value);
  return { ...(Object.fromEntries(known) as Facts), lists };
}

const unquote = (text: string) => /^(['"])(.*)\1$/.exec(text)?.[2] ?? text;

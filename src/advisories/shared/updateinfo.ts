import { childOf, childrenOf, textOf, type XmlNode } from "../../formats/xml-items.ts";
import { isCveId } from "../cve-id.ts";
import { readXmlItems } from "./xml-file.ts";

/** A package that an update brings. */
export interface UpdatedPackage {
  readonly name: string;
  readonly epoch: string;
  readonly version: string;
  readonly release: string;
  readonly architecture: string;
}

/** An update as repositories of rpms tell of it. */
export interface RepositoryUpdate {
  readonly id: string;
  /** `security`, `bugfix` … */
  readonly type: string;
  /** `final`, `retracted` … */
  readonly status: string;
  readonly title?: string;
  readonly description?: string;
  readonly severity?: string;
  readonly issued?: string;
  readonly updated?: string;
  readonly cves: readonly string[];
  readonly packages: readonly UpdatedPackage[];
}

/**
 * The updates of an `updateinfo.xml`, packed or not, one after the other.
 *
 * @throws {KnownError} `FEED_MALFORMED` when the file as a whole is none, `LIMIT_EXCEEDED` when it holds too much.
 *
 * Source: https://github.com/openSUSE/libsolv/blob/master/ext/repo_updateinfoxml.c
 */
export async function* readUpdateInfo(path: string, source: string): AsyncGenerator<RepositoryUpdate> {
  for await (const node of readXmlItems(path, { source, root: "updates", depth: 1 })) {
    if (node.name === "update") yield updateOf(node);
  }
}

/** Where a repository has its updates, below its own address; absent where it tells of none. */
export async function findUpdateInfo(repomd: string, source: string): Promise<string | undefined> {
  for await (const node of readXmlItems(repomd, { source, root: "repomd", depth: 1 })) {
    if (node.name === "data" && node.attributes.type === "updateinfo") {
      return childOf(node, "location")?.attributes.href;
    }
  }
  return undefined;
}

function updateOf(node: XmlNode): RepositoryUpdate {
  const text = (name: string) => {
    const found = textOf(node, name);
    return found === undefined ? {} : { [name]: found };
  };
  const date = (name: string) => {
    const found = childOf(node, name)?.attributes.date;
    return found === undefined ? {} : { [name]: found };
  };
  const references = childrenOf(childOf(node, "references"), "reference").map(({ attributes }) => attributes);
  const cves = references.filter(({ type }) => type === "cve").map(({ id = "" }) => id.trim().toUpperCase());
  const collections = childrenOf(childOf(node, "pkglist"), "collection");
  return {
    id: textOf(node, "id") ?? "",
    type: node.attributes.type ?? "",
    status: node.attributes.status ?? "",
    ...text("title"),
    ...text("description"),
    ...text("severity"),
    ...date("issued"),
    ...date("updated"),
    cves: [...new Set(cves.filter(isCveId))].sort(),
    packages: collections.flatMap((collection) => childrenOf(collection, "package").map(packageOf)),
  };
}

function packageOf({ attributes }: XmlNode): UpdatedPackage {
  const { name = "", epoch = "", version = "", release = "", arch: architecture = "" } = attributes;
  return { name, epoch, version, release, architecture };
}

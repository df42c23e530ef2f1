import { KnownError } from "../../model/errors.ts";
import { parsePurl } from "../../model/purl.ts";

/** An rpm package as Red Hat's documents name it. */
export interface Product {
  readonly name: string;
  /** With its epoch; absent where all versions are meant. */
  readonly version?: string;
  readonly architecture?: string;
  /** `nodejs:18` */
  readonly module?: string;
  /** `source`, `binary`; `either` where nothing tells. */
  readonly kind: "source" | "binary" | "either";
}

const SOURCE_ARCHITECTURES: ReadonlySet<string> = new Set(["src", "nosrc", "source"]);

/**
 * The package of a product, by its package URL; of older documents, which have none, by its id: `samba`,
 * `nodejs:16/nodejs`.
 *
 * @returns `undefined` when it is no rpm package.
 */
export function productOf(id: string, purl: string | undefined): Product | undefined {
  if (purl === undefined) {
    const [, module, name] = /^(?:([\w.+-]+:[\w.+-]+)\/)?(\w[\w.+-]*)$/.exec(id) ?? [];
    if (name === undefined) return undefined;
    return { name, ...(module !== undefined && { module }), kind: "either" };
  }
  if (!purl.startsWith("pkg:rpm/")) return undefined;
  const { name, version, qualifiers } = parsePurl(purl);
  const { arch, epoch, rpmmod } = qualifiers;
  const isSource = arch !== undefined && SOURCE_ARCHITECTURES.has(arch);
  if (version !== undefined && version.length > 1024) throw new KnownError("PACKAGE_URL_INVALID", "too long a version");
  return {
    name,
    // An epoch that is not told is 0, as in all of rpm.
    ...(version !== undefined && { version: epoch === undefined ? version : `${epoch}:${version}` }),
    ...(arch !== undefined && !isSource && { architecture: arch }),
    ...(rpmmod !== undefined && rpmmod !== "" && { module: rpmmod.split(":", 2).join(":") }),
    kind: isSource ? "source" : arch !== undefined || version !== undefined ? "binary" : "either",
  };
}

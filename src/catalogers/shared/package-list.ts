import type { Report } from "../../model/errors.ts";
import type { Checksum, Scope } from "../../model/package.ts";
import { formatPurl } from "../../model/purl.ts";
import { type CatalogedPackage, type Found, stands, type WantedFile } from "../cataloger.ts";
import { textOf } from "./json-fields.ts";

/** A package as a file lists it; what is absent is not told. */
export interface ListedPackage {
  /** Package URL type, where it is another than the cataloger's. */
  readonly type?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  /** Of the package URL. */
  readonly subpath?: string;
  readonly architecture?: string;
  readonly licenses?: readonly string[];
  readonly author?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly sizeBytes?: number;
  readonly checksums?: readonly Checksum[];
  readonly direct?: boolean;
  readonly scope?: Scope;
  readonly properties?: Readonly<Record<string, string>>;
  /** By which others name it; `namespace/name` where nothing is said. */
  readonly keys?: readonly string[];
  /** By which others name it too, where no package has that key as its own. */
  readonly provides?: readonly string[];
  /** Keys of the packages that it needs. */
  readonly needs?: readonly string[];
  /** Keys of the packages that it takes where they can be had. */
  readonly takes?: readonly string[];
}

/** What a file says: packages, and which of those of its project somebody asks for. Plain JSON. */
export interface PackageList {
  readonly packages: readonly ListedPackage[];
  /** Keys. Where a project has such a list, what is not on it is there for the sake of others. */
  readonly asked?: readonly string[];
}

type Loose<Fields> = { readonly [Key in keyof Fields]?: unknown };

/** The fields that are texts, as they come out of a stranger's file. */
type Texts = Loose<
  Pick<
    ListedPackage,
    "namespace" | "name" | "version" | "subpath" | "architecture" | "author" | "description" | "homepage"
  >
>;

/** What may be `undefined` or empty. */
type Others = {
  readonly [Key in Exclude<keyof ListedPackage, keyof Texts | "properties" | "qualifiers">]?:
    | ListedPackage[Key]
    | undefined;
};

/** A package's fields as they were read; texts that are none are left out. */
export type ListedFields = Texts & Others & { readonly properties?: unknown; readonly qualifiers?: unknown };

/** In one file: more than any project or language has. */
const MOST_PACKAGES = 50_000;
/** Of one package: licences, needs, properties, checksums. */
const MOST_ITEMS = 2000;
/** More than a report shows of a text. */
const MOST_CHARACTERS = 4096;

/** Of a text that is cut a copy: a part of it alone would keep all of it in memory. */
const cut = (text: string) => (text.length > MOST_CHARACTERS ? structuredClone(text.slice(0, MOST_CHARACTERS)) : text);

const cutAll = (texts: readonly string[]) => [...new Set(texts)].slice(0, MOST_ITEMS).map(cut);

const TEXTS = ["namespace", "subpath", "architecture", "author", "description", "homepage"] as const;
const LISTS = ["licenses", "keys", "provides", "needs", "takes"] as const;

/** Takes packages that a file lists, one by one, and tells of those that have no name or no version. */
export interface PackageCollector {
  readonly add: (fields: ListedFields) => void;
  readonly packages: readonly ListedPackage[];
}

/** Collects what a file lists, within bounds. */
export function collectPackages(file: Pick<WantedFile, "path">, report: Report): PackageCollector {
  const packages: ListedPackage[] = [];
  const { path } = file;
  let isFull = false;
  return {
    packages,
    add(fields) {
      if (isFull) return;
      if (packages.length === MOST_PACKAGES) {
        isFull = true;
        const message = `${path}: more than ${MOST_PACKAGES} packages; the others were left out`;
        report({ code: "LIMIT_EXCEEDED", path, message });
        return;
      }
      const name = textOf(fields.name);
      const version = textOf(fields.version);
      if (name === undefined || version === undefined) {
        const what = name === undefined ? "a package has no name" : `the package '${cut(name)}' has no version`;
        report({ code: "FILE_MALFORMED", path, message: `${path}: ${what}` });
        return;
      }
      packages.push(listedPackage(cut(name), cut(version), fields));
    },
  };
}

function listedPackage(name: string, version: string, fields: ListedFields): ListedPackage {
  const { type, sizeBytes, checksums, direct, scope } = fields;
  const texts = TEXTS.flatMap((key) => {
    const text = textOf(fields[key]);
    return text === undefined ? [] : [[key, cut(text)] as const];
  });
  const lists = LISTS.flatMap((key) => (fields[key]?.length ? [[key, cutAll(fields[key])] as const] : []));
  const records = (["qualifiers", "properties"] as const).flatMap((key) => {
    const texts = textsByKey(fields[key]);
    return texts.length > 0 ? [[key, Object.fromEntries(texts)] as const] : [];
  });
  return {
    ...(type && { type }),
    name,
    version,
    ...Object.fromEntries<unknown>([...texts, ...lists, ...records]),
    ...(sizeBytes !== undefined && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 && { sizeBytes }),
    ...(checksums?.length && { checksums: checksums.slice(0, MOST_ITEMS) }),
    ...(direct !== undefined && { direct }),
    ...(scope && { scope }),
  };
}

function textsByKey(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .slice(0, MOST_ITEMS)
    .flatMap(([key, one]) => {
      const text = textOf(one);
      return text === undefined ? [] : [[key, cut(text)] as [string, string]];
    });
}

/** How lists become packages. */
export interface ListAssembly {
  /** Package URL type of those that have no other. */
  readonly purlType: string;
  /** Names the project whose files need each other's packages, by a file's path; each file is one by itself when absent. */
  readonly projectOf?: (path: string) => string;
  /** How a key is compared. */
  readonly normalizeKey?: (key: string) => string;
}

/** Packages of the lists that stand: what one needs is looked for among those of its project. */
export function assembleLists(
  evidence: readonly Found<PackageList>[],
  { purlType, projectOf = (path) => path, normalizeKey = (key) => key }: ListAssembly,
): CatalogedPackage[] {
  const projects = Map.groupBy(evidence.filter(stands), ({ path }) => projectOf(path));
  return [...projects.values()].flatMap((files) => {
    const byKey = new Map<string, Set<string>>();
    const register = (key: string, purl: string) => {
      const normal = normalizeKey(key);
      const purls = byKey.get(normal);
      if (purls) purls.add(purl);
      else byKey.set(normal, new Set([purl]));
    };
    const listed = files.flatMap(({ path, layer, value }) =>
      value.packages.map((pkg) => ({ pkg, path, layer, purl: purlOf(pkg, purlType), keys: keysOf(pkg) })),
    );
    for (const { keys, purl } of listed) for (const key of keys) register(key, purl);
    const owned = new Set(byKey.keys());
    for (const { pkg, purl } of listed) {
      for (const key of pkg.provides ?? []) if (!owned.has(normalizeKey(key))) register(key, purl);
    }
    const lists = files.flatMap(({ value }) => (value.asked ? [value.asked] : []));
    const asked = lists.length > 0 && new Set(lists.flat().map(normalizeKey));

    return listed.map(({ pkg, path, layer, purl, keys }): CatalogedPackage => {
      const { needs, takes, type = purlType } = pkg;
      const { qualifiers: _q, subpath: _s, keys: _k, provides: _p, needs: _n, takes: _t, ...facts } = pkg;
      const others = needs || takes ? [...(needs ?? []), ...(takes ?? [])] : undefined;
      const dependsOn = others && new Set(others.flatMap((key) => [...(byKey.get(normalizeKey(key)) ?? [])]));
      dependsOn?.delete(purl);
      return {
        ...facts,
        purl,
        type,
        licenses: pkg.licenses ?? [],
        ...(dependsOn && dependsOn.size > 0 && { dependsOn: [...dependsOn].sort(compareText) }),
        ...(asked && { direct: keys.some((key) => asked.has(normalizeKey(key))) }),
        properties: pkg.properties ?? {},
        layer,
        locations: [{ path, layer }],
      };
    });
  });
}

const keysOf = ({ keys, namespace, name }: ListedPackage) => keys ?? [namespace ? `${namespace}/${name}` : name];

function purlOf(pkg: ListedPackage, purlType: string): string {
  const { type = purlType, namespace, name, version, qualifiers = {}, subpath } = pkg;
  return formatPurl({ type, ...(namespace && { namespace }), name, version, qualifiers, ...(subpath && { subpath }) });
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { findDependencies } from "./shared/depends-on.ts";
import { ownFolderOf, withFolderSizes } from "./shared/folder-sizes.ts";

/** A folder for each version of a formula that is installed; in it the receipt, and the formula as it was. */
const KEG =
  /(?:^|\/)(?:\.linuxbrew|homebrew|usr\/local)\/Cellar\/([^/]+)\/([^/]+)\/(INSTALL_RECEIPT\.json|\.brew\/[^/]+\.rb)$/;

/** Formulae of which nobody has to say where they come from. */
const DEFAULT_TAP = "homebrew/core";

type Evidence =
  | {
      readonly kind: "receipt";
      readonly tap?: string;
      readonly architecture?: string;
      readonly isAsked?: boolean;
      readonly needs?: readonly string[];
    }
  | {
      readonly kind: "formula";
      readonly description?: string;
      readonly homepage?: string;
      readonly license?: string;
    };

type OfKind<Kind extends Evidence["kind"]> = Found<Extract<Evidence, { kind: Kind }>>;

/** Packages installed by Homebrew, on Linux too. */
export const homebrew = defineCataloger<Evidence>({
  name: "homebrew",
  version: 1,
  describes: "packages that Homebrew installed, on Linux too",
  specification: "https://docs.brew.sh/Formula-Cookbook",
  purlType: "brew",
  evidences: "installed",
  gives: ["licenses", "description", "homepage", "architecture", "installedSizeBytes", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: 4 * 1024 * 1024,

  wants: (path) => path.includes("/Cellar/") && KEG.test(path),

  read(file, report) {
    if (file.path.endsWith(".rb")) return readFormula(file.text());
    try {
      return readReceipt(JSON.parse(file.text()));
    } catch {
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: is not JSON` });
      // That it is there says what is installed.
      return { kind: "receipt" };
    }
  },

  assemble(evidence, { tree, report }) {
    const standing = evidence.filter(stands);
    const formulae = new Map(
      standing
        .filter((found): found is OfKind<"formula"> => found.value.kind === "formula")
        .map(({ path, value }) => [path.slice(0, path.lastIndexOf("/.brew/")), value]),
    );
    const packages = standing
      .filter((found): found is OfKind<"receipt"> => found.value.kind === "receipt")
      .flatMap(({ path, layer, value }) => {
        const [, name, version] = KEG.exec(path) ?? [];
        if (!name || !version) return [];
        const namespace = value.tap === DEFAULT_TAP ? undefined : value.tap;
        const purl = formatPurl({ type: "brew", ...(namespace && { namespace }), name, version, qualifiers: {} });
        return [
          {
            value,
            formula: formulae.get(path.slice(0, path.lastIndexOf("/"))),
            name,
            version,
            namespace,
            purl,
            path,
            layer,
          },
        ];
      });
    const dependencies = findDependencies(
      packages.map(({ name, value: { architecture = "", needs = [] }, purl }) => ({
        purl,
        name,
        architecture,
        provides: () => [],
        needs: () => needs.map((need) => [{ name: need }]),
      })),
      report,
    );
    const made = packages.map(
      ({ value, formula, name, version, namespace, purl, path, layer }, at): CatalogedPackage => {
        const { architecture, isAsked, needs } = value;
        return {
          purl,
          type: "brew",
          ...(namespace && { namespace }),
          name,
          version,
          ...(architecture && { architecture }),
          licenses: formula?.license ? [formula.license] : [],
          ...(formula?.description && { description: formula.description }),
          ...(formula?.homepage && { homepage: formula.homepage }),
          ...(needs && { dependsOn: dependencies[at] ?? [] }),
          ...(isAsked !== undefined && { direct: isAsked }),
          properties: {},
          layer,
          locations: [{ path, layer }],
        };
      },
    );
    return withFolderSizes(made, tree, ownFolderOf);
  },
});

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function readReceipt(json: unknown): Evidence {
  const { source, arch, installed_on_request: isAsked, runtime_dependencies: needs } = fieldsOf(json);
  const { tap } = fieldsOf(source);
  // What only the dependencies need is listed as well.
  const direct = Array.isArray(needs)
    ? needs.map(fieldsOf).filter((need) => need.declared_directly !== false)
    : undefined;
  // Of another tap by its full name: `some-org/some-tap/some-app`.
  const names = direct
    ?.map((need) => need.full_name)
    .filter(isText)
    .map((name) => name.slice(name.lastIndexOf("/") + 1));
  return {
    kind: "receipt",
    ...(isText(tap) && { tap }),
    ...(isText(arch) && { architecture: arch }),
    ...(typeof isAsked === "boolean" && { isAsked }),
    ...(names && { needs: [...new Set(names)] }),
  };
}

/** Facts that a formula states with one text; a licence of several parts is an expression of Ruby, and not read. */
const FACTS = [
  ["description", /^ {2}desc "([^"\n]{1,1000})"$/m],
  ["homepage", /^ {2}homepage "([^"\n]{1,1000})"$/m],
  ["license", /^ {2}license "([^"\n]{1,1000})"$/m],
] as const;

function readFormula(ruby: string): Evidence {
  const facts = FACTS.map(([fact, pattern]) => [fact, pattern.exec(ruby)?.[1]]);
  return { kind: "formula", ...Object.fromEntries(facts.filter(([, text]) => text)) };
}

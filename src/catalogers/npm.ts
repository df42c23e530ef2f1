import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, stands } from "./cataloger.ts";
import { type DeclaredPackage, declaredPackage } from "./shared/declared-package.ts";
import { choiceOf } from "./shared/licence-choice.ts";

/**
 * A package's own folder: below `node_modules`, or where Debian puts them. What lies deeper (a package's test data)
 * is not installed.
 */
const INSTALLED = /(?:(?:^|\/)node_modules|^usr\/(?:share|lib)\/nodejs)\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;

/** npm packages as npm, yarn, pnpm and Debian install them: the package.json of each. */
export const npm = defineCataloger<DeclaredPackage>({
  name: "npm",
  version: 2,
  describes: "npm packages installed in `node_modules`, or by Debian in `usr/share/nodejs`",
  specification: "https://docs.npmjs.com/cli/configuring-npm/package-json",
  purlType: "npm",
  evidences: "installed",
  roots: [],
  maxFileBytes: 4 * 1024 * 1024,

  wants: (path) => path.endsWith("/package.json") && INSTALLED.test(path),

  read(file, report) {
    let manifest: unknown;
    try {
      manifest = JSON.parse(file.text().replace(/^\uFEFF/, ""));
    } catch {
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: is not JSON` });
      return undefined;
    }
    const { name, version, license, licenses, author, description, homepage } = fieldsOf(manifest);
    // Folders with a package.json of only `"type": "module"` are parts of a package, not packages.
    if (typeof name !== "string" || name === "" || typeof version !== "string" || version === "") return undefined;
    return declaredPackage(name, version, {
      licenses: licensesOf(license ?? licenses),
      author: personOf(author),
      description: textOf(description),
      homepage: textOf(homepage),
    });
  },

  assemble: (evidence) =>
    evidence.filter(stands).map(({ path, layer, value }): CatalogedPackage => {
      const { name, version, ...facts } = value;
      const slash = name.startsWith("@") ? name.indexOf("/") : -1;
      const namespace = slash > 0 ? name.slice(0, slash) : undefined;
      const bare = name.slice(slash + 1);
      return {
        purl: formatPurl({ type: "npm", ...(namespace && { namespace }), name: bare, version, qualifiers: {} }),
        type: "npm",
        ...(namespace && { namespace }),
        name: bare,
        version,
        ...facts,
        properties: {},
        layer,
        locations: [{ path, layer }],
      };
    }),
});

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/**
 * `"MIT"`, `{type: "MIT"}` of old packages, or a list of either: a choice between them.
 *
 * Source: https://docs.npmjs.com/cli/configuring-npm/package-json#license
 */
function licensesOf(value: unknown): string[] {
  const all = (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    const { type, name, url } = fieldsOf(one);
    return textOf(one) ?? textOf(type) ?? textOf(name) ?? textOf(url);
  });
  return choiceOf(all.filter((text) => text !== undefined));
}

/** `"A B <a@b.c>"` or `{name, email}`. */
function personOf(value: unknown): string | undefined {
  const { name, email } = fieldsOf(value);
  const [who, where] = [textOf(name), textOf(email)];
  return textOf(value) ?? (who && where ? `${who} <${where}>` : (who ?? where));
}

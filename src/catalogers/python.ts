import { parseMailHeaders } from "../formats/mail-headers.ts";
import { licenceOfText } from "../licences/long-text.ts";
import { ecosystemOfPurl } from "../model/ecosystems.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, stands } from "./cataloger.ts";
import { type DeclaredPackage, declaredPackage } from "./shared/declared-package.ts";

/** `*.dist-info/METADATA` of wheels; `*.egg-info/PKG-INFO`, `EGG-INFO/PKG-INFO` or a lone `*.egg-info` file before them. */
const METADATA = /(?:\.dist-info\/METADATA|(?:\.egg-info|\/EGG-INFO)\/PKG-INFO|\/[^/]+\.egg-info)$/;

/** Longer texts in the License field are the licence itself, not its name. */
const MAX_LICENSE_NAME = 100;

/** As much of such a text as tells which licence it is. */
const MAX_LICENSE_TEXT = 1000;

/** What says less than a classifier: where to look, or which family it is. */
const VAGUE_LICENSE = /^(?:see\b.*|licen[cs]e(?:\.\w+)?|copying(?:\.\w+)?|dual\b.*|(?:gnu )?[al]?gpl)$/i;

/** Classifiers that name no licence. */
const NO_LICENSE: readonly string[] = ["", "OSI Approved", "DFSG approved"];

/** Python packages as pip, distutils and distributions install them. */
export const python = defineCataloger<DeclaredPackage>({
  name: "python",
  version: 2,
  describes: "Python packages with a dist-info or egg-info record",
  specification: "https://packaging.python.org/en/latest/specifications/recording-installed-packages/",
  purlType: "pypi",
  evidences: "installed",
  roots: [],
  maxFileBytes: 4 * 1024 * 1024,

  wants: (path) => /(?:METADATA|PKG-INFO|\.egg-info)$/.test(path) && METADATA.test(`/${path}`),

  read(file, report) {
    const headers = parseMailHeaders(file.text());
    const all = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
    const first = (name: string) => all(name).find((value) => value !== "" && value !== "UNKNOWN");
    const name = first("name");
    const version = first("version");
    if (!name || !version) {
      const missing = name ? "Version" : "Name";
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: has no ${missing}` });
      return undefined;
    }
    return declaredPackage(name, version, {
      licenses: licensesOf(first("license-expression"), first("license"), all("classifier")),
      author: first("author") ?? first("author-email") ?? first("maintainer") ?? first("maintainer-email"),
      description: first("summary"),
      homepage: first("home-page"),
    });
  },

  assemble: (evidence) =>
    evidence.filter(stands).map(({ path, layer, value }): CatalogedPackage => {
      const { name, version, ...facts } = value;
      const normalized = ecosystemOfPurl({ type: "pypi" })?.normalizeName?.(name) ?? name;
      return {
        purl: formatPurl({ type: "pypi", name: normalized, version, qualifiers: {} }),
        type: "pypi",
        name,
        version,
        ...facts,
        properties: {},
        layer,
        locations: [{ path, layer }],
      };
    }),
});

/**
 * The licence by the best of three ways to declare it: an SPDX expression, a name, or classifiers. A name that says less
 * than the classifiers gives way to them, as the text of a licence does.
 */
function licensesOf(expression: string | undefined, license: string | undefined, classifiers: string[]): string[] {
  if (expression) return [expression];
  const isName = license !== undefined && license.length <= MAX_LICENSE_NAME && !license.includes("\n");
  if (isName && !VAGUE_LICENSE.test(license)) return [license];
  // `BSD 3-Clause License` at the head of a text says more than the classifier `BSD License`.
  const title = license !== undefined && !isName ? licenceOfText(license) : undefined;
  if (title !== undefined) return [title];
  const names = classifiers
    .filter((text) => text.startsWith("License ::"))
    .map((text) => text.split(" :: ").at(-1) ?? "")
    .filter((name) => !NO_LICENSE.includes(name));
  return names.length > 0 || license === undefined ? names : [structuredClone(license.slice(0, MAX_LICENSE_TEXT))];
}

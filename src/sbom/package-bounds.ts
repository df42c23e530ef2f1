import type { CatalogedPackage } from "../catalogers/cataloger.ts";
import { sha256Of } from "../host/sha256.ts";
import type { Report } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Package } from "../model/package.ts";

/**
 * A package whose texts have a bounded length, so that one hostile record cannot fill a report. What only describes it
 * is cut; a name or version that is cut would be another one, so the package is then told of as a problem, too.
 */
export function boundPackage(
  pkg: CatalogedPackage,
  { packageTextCharacters: most }: Pick<Limits, "packageTextCharacters">,
  report: Report,
): CatalogedPackage {
  // Nobody would read such a text to its end.
  const cut = (text: string) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const { author, description, homepage, namespace, architecture, source } = pkg;
  const identity = [pkg.name, pkg.version, pkg.purl, namespace, architecture, source?.name, source?.version];
  const longest = Math.max(...identity.map((text = "") => text.length));
  if (longest > most) {
    const [path] = pkg.locations.map((location) => location.path);
    const message = `${path}: a package with a name or version of ${longest} characters, which was cut and not checked`;
    report({ code: "LIMIT_EXCEEDED", message, ...(path && { path }) });
  }
  return {
    ...pkg,
    name: cut(pkg.name),
    version: cut(pkg.version),
    // Cut, two packages of one long beginning would become one; their digests stay two.
    purl: pkg.purl.length > most ? `${pkg.purl.slice(0, most - 14)}…${sha256Of(pkg.purl).slice(7, 20)}` : pkg.purl,
    ...(namespace && { namespace: cut(namespace) }),
    ...(architecture && { architecture: cut(architecture) }),
    ...(source && { source: { name: cut(source.name), version: cut(source.version) } }),
    licenses: pkg.licenses.slice(0, 100).map(cut),
    ...(author && { author: cut(author) }),
    ...(description && { description: cut(description) }),
    ...(homepage && { homepage: cut(homepage) }),
  };
}

/** A hundred licences may be declared, each of which has some dozen characters. */
const LONGEST_EXPRESSION = 10;

/**
 * A package with its licences as one expression, where that has a bounded length. A part of an expression would promise
 * what the whole does not: what is longer is left out, and told of.
 */
export function boundLicense(
  pkg: Package,
  license: string | undefined,
  { packageTextCharacters }: Pick<Limits, "packageTextCharacters">,
  report: Report,
): Package {
  if (license === undefined) return pkg;
  const most = LONGEST_EXPRESSION * packageTextCharacters;
  if (license.length <= most) return { ...pkg, license };
  const [path] = pkg.locations.map((location) => location.path);
  const message = `${path}: licences that make an expression of ${license.length} characters, more than ${most}`;
  report({ code: "LIMIT_EXCEEDED", message, ...(path && { path }) });
  return pkg;
}

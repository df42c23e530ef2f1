import type { Problem } from "../../model/errors.ts";
import type { Finding } from "../../model/finding.ts";
import type { Package } from "../../model/package.ts";
import type { Overlay } from "../vex/apply.ts";
import { packageIs } from "../vex/covers.ts";
import { productName } from "../vex/product-name.ts";
import type { Subject } from "../vex/subject.ts";
import type { IgnoreEntry } from "./ignore-file.ts";
import { fits } from "./wildcard.ts";

/**
 * Findings with what a file says of them, and what of the file does not apply any more.
 *
 * @param source  The file.
 * @param today  `YYYY-MM-DD`, in UTC.
 */
export function ignoreOverlay(
  entries: readonly IgnoreEntry[],
  source: string,
  today: string,
  subject: Subject,
): { readonly overlay: Overlay; readonly problems: readonly Problem[] } {
  const isExpired = ({ expires }: IgnoreEntry) => expires !== undefined && expires < today;
  const problems = entries.filter(isExpired).map(({ line, ids, packages, expires }): Problem => {
    const what = [...ids, ...packages].slice(0, 3).join(", ");
    const message = `${source}:${line}: expired on ${expires}, and is not applied${what === "" ? "" : ` (${what})`}`;
    return { code: "IGNORE_EXPIRED", message };
  });
  const standing = entries.filter((entry) => !isExpired(entry));
  const overlay: Overlay = (pkg, findings) => {
    const about = standing.filter((entry) => isAbout(entry, pkg, subject));
    if (about.length === 0) return findings;
    return findings.map((finding) => {
      const entry = about.find(({ ids }) => ids.length === 0 || ids.some((id) => answersTo(finding, id)));
      if (!entry) return finding;
      const { reason, expires, line } = entry;
      const where = `${source}:${line}`;
      return {
        ...finding,
        suppressed: { by: "ignore-file", status: "ignored", reason, source: where, ...(expires && { expires }) },
      };
    });
  };
  return { overlay, problems };
}

function isAbout({ packages, paths, layer }: IgnoreEntry, pkg: Package, subject: Subject): boolean {
  if (packages.length > 0 && !packages.some((pattern) => isPackage(pattern, pkg, subject))) return false;
  // It is there as long as one place is left.
  const isUnder = ({ path }: Package["locations"][number]) =>
    paths.some((pattern) => fits(path, pattern.replace(/^\/+/, ""), true));
  if (paths.length > 0 && !pkg.locations.every(isUnder)) return false;
  if (layer === undefined) return true;
  if (typeof layer === "number") return pkg.layer.ordinal === layer;
  const digits = layer.replace(/^sha256:/, "");
  return [pkg.layer.diffId, pkg.layer.digest].some((digest) => digest?.replace(/^sha256:/, "").startsWith(digits));
}

function isPackage(pattern: string, pkg: Package, subject: Subject): boolean {
  const { namespace, name, purl, source } = pkg;
  if (/^pkg:/i.test(pattern)) {
    if (pattern.includes("*")) {
      // Qualifiers that the pattern does not speak of are any.
      const text = pattern.includes("?") ? purl : purl.replace(/\?.*/, "");
      return fits(text, pattern) || fits(text.replace(/@[^@/]*$/, ""), pattern);
    }
    const asked = productName(pattern);
    const known = subject.packages.get(pkg);
    return asked?.kind === "package" && known !== undefined && packageIs(asked, known, subject);
  }
  const names = [
    name,
    ...(namespace ? [`${namespace}/${name}`, `${namespace}:${name}`] : []),
    ...(source ? [source.name] : []),
  ];
  return names.some((one) => fits(one.toLowerCase(), pattern.toLowerCase()));
}

function answersTo({ id, aliases, sources }: Finding, wanted: string): boolean {
  const name = wanted.toLowerCase();
  return [id, ...aliases, ...sources.map((source) => source.id)].some((text) => text.toLowerCase() === name);
}

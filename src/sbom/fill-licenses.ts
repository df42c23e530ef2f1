import { spdxExpressionOf } from "../licences/spdx-expression.ts";
import type { Report } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Package } from "../model/package.ts";
import { boundLicense } from "./package-bounds.ts";

/**
 * Of all that an image's packages declare, where several declare the same once: a full desktop has a tenth of it. Each
 * thousand characters may cost a millisecond.
 */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** The packages with what each declares as one SPDX expression. */
export function fillLicenses(
  packages: readonly Package[],
  limits: Pick<Limits, "packageTextCharacters">,
  report: Report,
): Package[] {
  // A thousand packages declare the same.
  const expressions = new Map<string, string | undefined>();
  let charactersLeft = MOST_CHARACTERS;
  let unread = 0;
  const filled = packages.map((pkg) => {
    const key = JSON.stringify(pkg.licenses);
    if (!expressions.has(key)) {
      if (key.length > charactersLeft) {
        unread++;
        return pkg;
      }
      charactersLeft -= key.length;
      expressions.set(key, spdxExpressionOf(pkg.licenses));
    }
    return boundLicense(pkg, expressions.get(key), limits, report);
  });
  if (unread > 0) {
    const message = `packages declare more than ${MOST_CHARACTERS} characters of licences; those of ${unread} packages were not read`;
    report({ code: "LIMIT_EXCEEDED", message });
  }
  return filled;
}

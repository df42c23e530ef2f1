import { spdxExpressionOf } from "../licences/spdx-expression.ts";
import type { Report } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Package } from "../model/package.ts";
import { boundLicense } from "./package-bounds.ts";

/** The packages with what each declares as one SPDX expression. */
export function fillLicenses(
  packages: readonly Package[],
  limits: Pick<Limits, "packageTextCharacters">,
  report: Report,
): Package[] {
  // A thousand packages declare the same.
  const expressions = new Map<string, string | undefined>();
  return packages.map((pkg) => {
    const key = JSON.stringify(pkg.licenses);
    if (!expressions.has(key)) expressions.set(key, spdxExpressionOf(pkg.licenses));
    return boundLicense(pkg, expressions.get(key), limits, report);
  });
}

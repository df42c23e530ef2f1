import { spdx2Document } from "../../exchange/spdx2/map.ts";
import { uuidOf } from "../../exchange/uuid.ts";
import type { Finding } from "../../model/finding.ts";
import { matchIdentity } from "../../model/package.ts";
import { badgesOf, fixText } from "../finding-words.ts";
import { maskMetadata } from "../inspect-json.ts";
import { pageOf } from "../links.ts";
import { printable } from "../printable.ts";
import type { ReportWriter } from "../report-format.ts";
import { toJson } from "../to-json.ts";

/**
 * The inventory, each package with references to what is known against it.
 *
 * Source: https://spdx.github.io/spdx-spec/v2.3/external-repository-identifiers/#f24-advisory
 */
export const spdx: ReportWriter = (report, options) => {
  const { sbom } = report;
  const document = spdx2Document({ ...sbom, image: maskMetadata(sbom.image) }, options);
  const findings = Map.groupBy(report.packages, matchIdentity);
  // The packages stand last, in the order of the inventory; before them the image and its system.
  const first = document.packages.length - sbom.packages.length;
  const packages = document.packages.map((written, i) => {
    const pkg = sbom.packages[i - first];
    // The same package may be there twice, once in a layer that a later one covers.
    const own = pkg && findings.get(matchIdentity(pkg))?.find(({ layer }) => layer.ordinal === pkg.layer.ordinal);
    if (!own || own.findings.length === 0) return written;
    return { ...written, externalRefs: [...(written.externalRefs ?? []), ...own.findings.map(referenceTo)] };
  });
  const name = uuidOf(document.documentNamespace + JSON.stringify(packages));
  const documentNamespace = document.documentNamespace.replace(/[0-9a-f-]{36}$/, name);
  return toJson({ ...document, packages, documentNamespace });
};

function referenceTo(finding: Finding) {
  const { id, severity, affectedRange, suppressed } = finding;
  const facts = [
    `${id}: ${severity}`,
    `affected ${affectedRange}`,
    finding.fixedVersion === undefined ? fixText(finding) : `fixed in ${finding.fixedVersion}`,
    ...badgesOf(finding),
    ...(suppressed ? [suppressed.status] : []),
  ];
  return {
    referenceCategory: "SECURITY",
    referenceType: "advisory",
    referenceLocator: pageOf(finding),
    comment: printable(facts.join("; ")),
  };
}

import type { z } from "zod";
import type { CvesDocument } from "./contracts.ts";
import { distributionJson, imagePath, problemsJson } from "./image-path.ts";
import { pageOf } from "./links.ts";
import type { ScanReport } from "./scan-report.ts";

/** The report as `CvesDocument`. */
export function cvesJson({
  image,
  snapshot,
  packages,
  packageCount,
  summary,
  suppressed,
  problems,
}: ScanReport): z.infer<typeof CvesDocument> {
  return {
    target: {
      reference: image.source.reference,
      names: [...image.source.names],
      digests: image.digests,
      platform: image.platform,
      ...distributionJson(image),
      compressedBytes: image.compressedBytes,
      packages: packageCount,
    },
    snapshot: { ...snapshot, sources: [...snapshot.sources] },
    summary,
    suppressed,
    packages: packages
      .filter(({ findings }) => findings.length > 0)
      .map(({ purl, type, namespace, name, version, layer, removedIn, locations, findings }) => ({
        purl,
        type,
        ...(namespace && { namespace }),
        name,
        version,
        layer,
        ...(removedIn && { removedIn }),
        locations: locations.map((location) => ({ ...location, path: imagePath(location.path) })),
        vulnerabilities: findings.map((finding) => ({
          id: finding.id,
          aliases: [...finding.aliases],
          severity: finding.severity,
          ...(finding.severitySource && { severitySource: finding.severitySource }),
          ...(finding.severityLabel && { severityLabel: finding.severityLabel }),
          cvss: finding.cvss ?? null,
          cwes: [...finding.cwes],
          ...(finding.summary && { summary: finding.summary }),
          ...(finding.published && { published: finding.published }),
          url: pageOf(finding),
          references: [...finding.references],
          affectedRange: finding.affectedRange,
          fixedVersion: finding.fixedVersion ?? null,
          state: finding.state,
          vendorAdvisories: [...finding.vendorAdvisories],
          ...(finding.epss && { epss: finding.epss }),
          ...(finding.exploited && { exploited: finding.exploited }),
          ...(finding.ssvc && { ssvc: finding.ssvc }),
          ...(finding.disputed && { disputed: finding.disputed }),
          ...(finding.reachability && { reachability: finding.reachability }),
          ...(finding.vex && { vex: finding.vex }),
          ...(finding.suppressed && { suppressed: finding.suppressed }),
          sources: [...finding.sources],
          proof: [...finding.proof],
        })),
      })),
    problems: problemsJson(problems),
  };
}

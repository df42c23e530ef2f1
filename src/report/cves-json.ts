import type { z } from "zod";
import type { CvesDocument } from "./contracts.ts";
import { findingJson } from "./finding-json.ts";
import { distributionJson, imagePath, problemsJson } from "./image-path.ts";
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
        vulnerabilities: findings.map(findingJson),
      })),
    problems: problemsJson(problems),
  };
}

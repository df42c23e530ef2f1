import type { z } from "zod";
import type { Finding } from "../model/finding.ts";
import type { CvesDocument } from "./contracts.ts";
import { pageOf } from "./links.ts";

/** A finding as documents write it. */
export function findingJson(
  finding: Finding,
): z.infer<typeof CvesDocument>["packages"][number]["vulnerabilities"][number] {
  return {
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
    references: [...(finding.references ?? [])],
    affectedRange: finding.affectedRange,
    fixedVersion: finding.fixedVersion ?? null,
    state: finding.state,
    ...(finding.subscriptionFix && { subscriptionFix: finding.subscriptionFix }),
    vendorAdvisories: [...finding.vendorAdvisories],
    ...(finding.epss && { epss: finding.epss }),
    ...(finding.exploited && { exploited: finding.exploited }),
    ...(finding.ssvc && { ssvc: finding.ssvc }),
    ...(finding.disputed && { disputed: finding.disputed }),
    ...(finding.symbols && {
      symbols: finding.symbols.map(({ path, names, systems, architectures }) => ({
        path,
        names: [...names],
        ...(systems && { systems: [...systems] }),
        ...(architectures && { architectures: [...architectures] }),
      })),
    }),
    ...(finding.reachability && { reachability: finding.reachability }),
    ...(finding.vex && { vex: finding.vex }),
    ...(finding.suppressed && { suppressed: finding.suppressed }),
    sources: [...finding.sources],
    proof: [...finding.proof],
  };
}

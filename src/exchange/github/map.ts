import { distributionQualifier } from "../../model/distribution.ts";
import type { Package } from "../../model/package.ts";
import type { Sbom } from "../../model/sbom.ts";
import { targetOf } from "../target.ts";
import { timestampOf, type WriteOptions } from "../writing.ts";

/**
 * The inventory as GitHub's dependency graph takes it. Which commit it belongs to is known in a workflow alone.
 * Source: https://docs.github.com/en/rest/dependency-graph/dependency-submission
 */
export function githubSnapshot(sbom: Sbom, options: WriteOptions) {
  const { environment = {}, toolVersion } = options;
  const { GITHUB_SHA: sha, GITHUB_REF: ref } = environment;
  const { distribution } = sbom.image;
  const target = targetOf(sbom.image).name;
  const groups = Map.groupBy(sbom.packages, ({ locations: [first] }) => (first ? `${target}:/${first.path}` : target));
  const manifests = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    version: 0,
    job: jobOf(environment),
    ...(sha && { sha }),
    ...(ref && { ref }),
    detector: { name: "plimsoll", version: toolVersion, url: `pkg:generic/plimsoll@${toolVersion}` },
    ...(distribution && { metadata: { "plimsoll:distribution": distributionQualifier(distribution) } }),
    manifests: Object.fromEntries(
      manifests.map(([name, packages]) => [
        name,
        {
          name,
          file: { source_location: name },
          metadata: { "plimsoll:layer": packages[0]?.locations[0]?.layer.diffId ?? "" },
          resolved: Object.fromEntries(packages.map((pkg) => [pkg.purl, resolved(pkg)])),
        },
      ]),
    ),
    scanned: timestampOf(sbom, options),
  };
}

function jobOf(environment: Readonly<Record<string, string | undefined>>) {
  const { GITHUB_RUN_ID: id, GITHUB_WORKFLOW: workflow, GITHUB_JOB: job } = environment;
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = environment;
  if (!id || !workflow || !job) return {};
  return {
    id,
    correlator: `${workflow}_${job}`,
    ...(server && repository && { html_url: `${server}/${repository}/actions/runs/${id}` }),
  };
}

const resolved = ({ purl, direct, scope, dependsOn }: Package) => ({
  package_url: purl,
  relationship: direct === false ? "indirect" : "direct",
  scope: scope === "development" ? "development" : "runtime",
  ...(dependsOn && { dependencies: dependsOn }),
});

/** What the names of ECR's registries end with: all regions, China, the sovereign and the isolated ones. */
const SUFFIXES = [
  "amazonaws.com",
  "amazonaws.com.cn",
  "amazonaws.eu",
  "on.aws",
  "on.amazonwebservices.com.cn",
  "sc2s.sgov.gov",
  "c2s.ic.gov",
  "cloud.adc-e.uk",
  "csp.hci.ic.gov",
];

/**
 * The host of a private registry of Amazon ECR: `ACCOUNT.dkr.ecr.REGION.amazonaws.com`; `dkr-ecr` is for names that
 * have IPv6 addresses too.
 *
 * Source: ecr-login/api/client.go of https://github.com/awslabs/amazon-ecr-credential-helper
 */
export const ECR_HOST = new RegExp(
  `^\\d{12}\\.dkr[.-]ecr(-fips)?\\.([a-z0-9][a-z0-9-]*)\\.(${SUFFIXES.join("|").replaceAll(".", "\\.")})$`,
);

/** A private registry, as its host tells of it. */
export interface EcrRegistry {
  /** `eu-west-1` */
  readonly region: string;
  /** Where tokens are asked for: `api.ecr.eu-west-1.amazonaws.com` */
  readonly apiHost: string;
}

/**
 * @returns `undefined` when the host is no private registry of ECR.
 *
 * Source: https://docs.aws.amazon.com/general/latest/gr/ecr.html
 */
export function ecrRegistryOf(host: string): EcrRegistry | undefined {
  const [, fips = "", region, suffix] = ECR_HOST.exec(host) ?? [];
  if (region === undefined || suffix === undefined) return undefined;
  if (suffix.startsWith("on.")) return { region, apiHost: `ecr${fips}.${region}.api.${suffix.slice("on.".length)}` };
  return { region, apiHost: fips ? `ecr-fips.${region}.${suffix}` : `api.ecr.${region}.${suffix}` };
}

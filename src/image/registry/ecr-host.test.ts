import { expect, test } from "vitest";
import { ecrRegistryOf } from "./ecr-host.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

test.each([
  [host, "api.ecr.eu-west-1.amazonaws.com"],
  ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "api.ecr.cn-north-1.amazonaws.com.cn"],
  ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "ecr-fips.us-gov-west-1.amazonaws.com"],
  ["123456789012.dkr-ecr.us-east-2.on.aws", "ecr.us-east-2.api.aws"],
  ["123456789012.dkr-ecr-fips.us-east-2.on.aws", "ecr-fips.us-east-2.api.aws"],
  ["123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "api.ecr.eusc-de-east-1.amazonaws.eu"],
])("%s is asked at %s", (registry, apiHost) => {
  expect(ecrRegistryOf(registry)?.apiHost).toBe(apiHost);
});

test.each([
  "public.ecr.aws",
  "ghcr.io",
  "12345.dkr.ecr.eu-west-1.amazonaws.com",
  `${host}.example.com`,
  `evil.${host}`,
  `${host}:5000`,
  "123456789012.dkr.ecr.eu-west-1.evil.com",
  "123456789012.dkr.ecr.a/b.amazonaws.com",
])("%s is no private registry of ECR", (registry) => {
  expect(ecrRegistryOf(registry)).toBeUndefined();
});

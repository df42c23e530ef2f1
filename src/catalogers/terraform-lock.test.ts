import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { terraformLock } from "./terraform-lock.ts";

test("providers with their digests", () => {
  const text = `# This file is maintained automatically by "terraform init".
provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.72.1"
  constraints = "~> 5.0"
  hashes = [
    "h1:jhd5O5o0CfZCNEwwN0EiDAzb7ApuFrtxJqa6HXW4EKE=",
    "zh:${"ab".repeat(32)}",
  ]
}
`;
  const { packages, rows, messages } = catalogRows(terraformLock, "infra/.terraform.lock.hcl", text);
  expect(messages).toEqual([]);
  expect(rows).toEqual([["pkg:terraform/registry.terraform.io/hashicorp/aws@5.72.1", "direct"]]);
  expect(packages[0]).toMatchObject({
    checksums: [{ algorithm: "sha256", value: "ab".repeat(32) }],
    properties: { "terraform:constraints": "~> 5.0" },
  });
});

test.each([
  ['provider "a/b" {\n  version = "1"\n', ".terraform.lock.hcl: ends within a provider"],
  ['provider "a/b" {\n}', ".terraform.lock.hcl: the package 'b' has no version"],
])("%s is a problem", (text, message) => {
  expect(catalogRows(terraformLock, ".terraform.lock.hcl", text)).toMatchObject({ rows: [], messages: [message] });
});

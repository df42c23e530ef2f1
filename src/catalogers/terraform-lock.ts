import { checksumOf } from "../formats/integrity.ts";
import type { Checksum } from "../model/package.ts";
import { defineCataloger } from "./cataloger.ts";
import { assembleLists, collectPackages, type ListedFields, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** Providers that a Terraform or OpenTofu project's lock file holds. */
export const terraformLock = defineCataloger<PackageList>({
  name: "terraform-lock",
  version: 1,
  describes: "Providers of `.terraform.lock.hcl`",
  specification: "https://developer.hashicorp.com/terraform/language/files/dependency-lock",
  purlType: "terraform",
  evidences: "declared",
  gives: ["checksums", "direct"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => isProjectFile(path, [".terraform.lock.hcl"]),

  read(file, report) {
    const collector = collectPackages(file, report);
    let provider: { fields: ListedFields; version?: string; constraints?: string; checksums: Checksum[] } | undefined;
    // Terraform writes it: one block for each provider, one field or digest a line.
    for (const raw of file.text().split("\n")) {
      const line = raw.trim();
      const opened = /^provider\s+"([^"]*)"\s*\{$/.exec(line)?.[1];
      if (opened !== undefined) provider = { fields: addressOf(opened), checksums: [] };
      else if (provider && line === "}") {
        const { fields, version, constraints, checksums } = provider;
        collector.add({ ...fields, version, checksums, properties: { "terraform:constraints": constraints } });
        provider = undefined;
      } else if (provider) {
        const [, key, value] = /^(version|constraints)\s*=\s*"([^"]*)"$/.exec(line) ?? [];
        if (value !== undefined) provider[key as "version" | "constraints"] = value;
        // The archive of one platform; `h1:` is of what is in it.
        const checksum = checksumOf("sha256", /^"zh:([0-9a-f]+)",?$/.exec(line)?.[1] ?? "");
        if (checksum) provider.checksums.push(checksum);
      }
    }
    if (provider) {
      const message = `${file.path}: ends within a provider`;
      report({ code: "FILE_MALFORMED", path: file.path, message });
    }
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "terraform" }),
});

/** `registry.terraform.io/hashicorp/aws` */
function addressOf(address: string): ListedFields {
  const slash = address.lastIndexOf("/");
  return slash > 0
    ? { namespace: address.slice(0, slash), name: address.slice(slash + 1), direct: true }
    : { name: address, direct: true };
}

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Authority, newAuthority } from "./authority.ts";
import { CRANE, startCraneRegistry } from "./crane.ts";
import { startDockerRegistry } from "./docker-registry.ts";
import { type NamedRegistry, startNamed } from "./in-process.ts";
import { purlsIn } from "./inventories.ts";
import { newMachine, withoutEngines } from "./machine.ts";
import { putOddImages } from "./odd-images.ts";
import { SMALL_IMAGE_PACKAGES, smallImage } from "./small-images.ts";

let authority: Authority;
/** Over TLS, and over plain http. */
let secure: NamedRegistry;
let plain: NamedRegistry;

beforeAll(async () => {
  authority = newAuthority();
  const images = {
    "team/app:1": smallImage(),
    "team/list:1": [smallImage(), smallImage({ architecture: "arm64", variant: "v8" })],
  };
  secure = await startNamed({ tls: authority.forServer(["registry.test"]), images });
  plain = await startNamed({ images });
  putOddImages(secure);
});

afterAll(async () => {
  await Promise.all([secure, plain].map((server) => server?.[Symbol.asyncDispose]()));
  authority?.[Symbol.dispose]();
});

interface Row {
  readonly title: string;
  /** SECURE and PLAIN stand for the two registries. */
  readonly args: readonly string[];
  readonly code: string;
  /** Words that whoever reads it needs. */
  readonly says: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    title: "an unknown host",
    args: ["nowhere.test/team/app:1"],
    code: "REGISTRY_UNREACHABLE",
    says: ["nowhere.test", "no host of that name"],
  },
  {
    title: "a port where nobody listens",
    args: ["registry.test:1/team/app:1"],
    code: "REGISTRY_UNREACHABLE",
    says: ["registry.test:1", "refuses connections", "port"],
  },
  {
    title: "a registry of plain http that nobody allowed",
    args: ["PLAIN/team/app:1"],
    code: "REGISTRY_UNREACHABLE",
    says: ["plain http", "--insecure-registry PLAIN"],
  },
  {
    title: "a tag that there is not",
    args: ["SECURE/team/app:2"],
    code: "IMAGE_NOT_FOUND",
    says: ["SECURE/team/app:2", "the tag '2'"],
  },
  {
    title: "a repository that there is not",
    args: ["SECURE/team/none:1"],
    code: "IMAGE_NOT_FOUND",
    says: ["SECURE/team/none:1", "no such repository"],
  },
  {
    title: "a digest that there is not",
    args: [`SECURE/team/app@sha256:${"0".repeat(64)}`],
    code: "IMAGE_NOT_FOUND",
    says: ["SECURE/team/app@sha256:0000", "the digest"],
  },
  {
    title: "no image of an index for the platform",
    args: ["--platform", "linux/s390x", "SECURE/team/list:1"],
    code: "PLATFORM_NOT_FOUND",
    says: ["SECURE/team/list", "linux/s390x", "linux/amd64, linux/arm64/v8"],
  },
  {
    title: "the only image is for another platform",
    args: ["--platform", "linux/arm64", "SECURE/team/app:1"],
    code: "PLATFORM_NOT_FOUND",
    says: ["SECURE/team/app", "linux/amd64, not linux/arm64"],
  },
  {
    title: "a manifest of schema 1",
    args: ["SECURE/team/odd:schema-1"],
    code: "MEDIA_TYPE_UNSUPPORTED",
    says: ["schema 1", "pull and push the image"],
  },
  { title: "a Helm chart", args: ["SECURE/team/odd:helm-chart"], code: "MEDIA_TYPE_UNSUPPORTED", says: ["helm"] },
  { title: "a WebAssembly module", args: ["SECURE/team/odd:wasm"], code: "MEDIA_TYPE_UNSUPPORTED", says: ["wasm"] },
  {
    title: "a document that cosign has attached",
    args: ["SECURE/team/odd:sbom-of-cosign"],
    code: "MEDIA_TYPE_UNSUPPORTED",
    says: ["text/spdx+json"],
  },
  {
    title: "an artifact of ORAS",
    args: ["SECURE/team/odd:artifact-of-oras"],
    code: "MEDIA_TYPE_UNSUPPORTED",
    says: ["artifact", "no container image"],
  },
  {
    title: "an encrypted layer",
    args: ["SECURE/team/odd:encrypted"],
    code: "MEDIA_TYPE_UNSUPPORTED",
    says: ["encrypted", "decrypt"],
  },
  { title: "Windows", args: ["SECURE/team/odd:windows"], code: "PLATFORM_UNSUPPORTED", says: ["Windows"] },
  {
    title: "a page for people in place of a manifest",
    args: ["SECURE/team/odd:no-json"],
    code: "IMAGE_MALFORMED",
    says: ["not JSON"],
  },
  {
    title: "an index of nothing but attestations",
    args: ["SECURE/team/odd:only-attestations"],
    code: "PLATFORM_NOT_FOUND",
    says: ["holds no image"],
  },
  {
    title: "capital letters",
    args: ["registry://SECURE/Team/App:1"],
    code: "REFERENCE_INVALID",
    says: ["small letters"],
  },
  {
    title: "a digest of another kind",
    args: ["registry://SECURE/team/app@md5:1234"],
    code: "REFERENCE_INVALID",
    says: ["is not the name of an image"],
  },
  {
    title: "more than --max-image-size",
    args: ["--max-image-size", "100B", "SECURE/team/app:1"],
    code: "IMAGE_TOO_LARGE",
    says: ["SECURE/team/app", "100"],
  },
  {
    title: "a digest without a name",
    args: [`sha256:${"0".repeat(64)}`],
    code: "IMAGE_NOT_FOUND",
    says: ["registries know digests only behind a name"],
  },
];

/** A message as people see it, with the names of the registries for their ports. */
async function messageOf(args: readonly string[]): Promise<string> {
  using machine = newMachine();
  const names = { SECURE: secure.name, PLAIN: plain.name };
  const filled = args.map((arg) =>
    arg.replace(
      /^((?:registry|local):\/\/)?(SECURE|PLAIN)/,
      (_, prefix = "", which) => prefix + names[which as "PLAIN"],
    ),
  );
  const env = { SSL_CERT_FILE: authority.certificateFile, ...withoutEngines(machine) };
  const { code, stdout, stderr } = await machine.run(["sbom", ...filled], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  const told = stderr.replaceAll(secure.name, "SECURE").replaceAll(plain.name, "PLAIN");

  return told;
}

test.concurrent.each(ROWS)("$title", async ({ args, code, says }) => {
  const message = await messageOf(args);
  expect(message.split("\n")[0]).toMatch(new RegExp(`^ERROR ${code}: `));
  for (const words of says) expect(message).toContain(words);
  // One line says it, and one what to do.
  expect(message.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
});

describe("a bare name, with no engine on the machine", () => {
  test.concurrent.each(["", "image://"])("is asked of the registry: '%s'", async (prefix) => {
    using machine = newMachine();
    const env = { SSL_CERT_FILE: authority.certificateFile, ...withoutEngines(machine) };
    const outcome = await machine.run(["sbom", `${prefix}${secure.name}/team/app:1`], env);
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
  });

  test.concurrent("with local:// it is not", async () => {
    await using registry = await startNamed();
    using machine = newMachine();
    const { code, stderr } = await machine.run(
      ["sbom", `local://${registry.name}/team/app:1`],
      withoutEngines(machine),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR ENGINE_UNREACHABLE");
    expect(registry.requests).toEqual([]);
  });
});

describe("a registry of plain http", () => {
  test.concurrent("is asked with --insecure-registry", async () => {
    using machine = newMachine();
    const args = ["sbom", "--insecure-registry", plain.name, `${plain.name}/team/app:1`];
    const outcome = await machine.run(args, withoutEngines(machine));
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
  });

  test.concurrent("is not asked when another one is allowed", async () => {
    const message = await messageOf(["--insecure-registry", "other.test", "PLAIN/team/app:1"]);
    expect(message).toContain("ERROR REGISTRY_UNREACHABLE");
  });
});

describe.each([
  { server: "docker-registry", startServer: startDockerRegistry, isThere: true },
  { server: "crane registry serve", startServer: startCraneRegistry, isThere: CRANE !== undefined },
])("what is not in $server is told in our words", ({ startServer, isThere }) => {
  test.skipIf(!isThere).concurrent("tag and repository", async () => {
    await using registry = await startServer();
    using machine = newMachine();
    const name = `127.0.0.1:${registry.port}/team/app:1`;
    const { code, stderr } = await machine.run(["sbom", `registry://${name}`]);

    expect(code).toBe(1);
    expect(stderr).toContain(`ERROR IMAGE_NOT_FOUND: ${name}`);
    expect(stderr).not.toMatch(/[{}]/);
  });
});

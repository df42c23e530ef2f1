import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { writeTar } from "../../../src/formats/tar-writer.ts";
import { sha256Of } from "../../../src/host/sha256.ts";
import { inLayout } from "../world.ts";
import { attest } from "./attested-layout.ts";
import { CRANE, startCraneRegistry } from "./crane.ts";
import { startDockerRegistry } from "./docker-registry.ts";
import { type Inventory, inspectionOf, inventoryOf, packagesIn } from "./inventories.ts";
import { newMachine, temporaryFilesOf } from "./machine.ts";
import { ociLayout, PUSHES, skopeoCopy } from "./pushes.ts";

/** By image: what the layout holds, from which all registries got theirs. */
const expected = new Map<string, Inventory>();

beforeAll(async () => {
  using machine = newMachine();
  for (const image of ["node-app", "static-amd64", "static-arm64"]) {
    expected.set(image, await inventoryOf(machine, inLayout(image)));
  }
});

function packagesOf(image: string): string[] {
  const inventory = expected.get(image);
  expect(inventory?.artifacts.length).toBeGreaterThan(5);
  return inventory ? packagesIn(inventory) : [];
}

const SERVERS = [
  { server: "docker-registry", startServer: startDockerRegistry, isThere: true },
  { server: "crane registry serve", startServer: startCraneRegistry, isThere: CRANE !== undefined },
] as const;

for (const { server, startServer, isThere } of SERVERS) {
  describe.skipIf(!isThere)(server, () => {
    let registry: Awaited<ReturnType<typeof startServer>>;
    let host = "";
    beforeAll(async () => {
      registry = await startServer();
      host = `127.0.0.1:${registry.port}`;
      using machine = newMachine();
      await skopeoCopy(machine, ociLayout("static"), `${host}/team/static:1`, "--all");
    });
    afterAll(() => registry?.[Symbol.asyncDispose]());

    for (const [i, { title, image, layerType, push, needsCrane = false }] of PUSHES.entries()) {
      test
        .skipIf(needsCrane && !CRANE)
        .concurrent(`what ${title} brought holds the packages of the layout`, async () => {
          using machine = newMachine();
          const name = `${host}/by/tool-${i}:1`;
          await push(machine, name);
          const found = await inventoryOf(machine, `registry://${name}`);
          expect(packagesIn(found)).toEqual(packagesOf(image));
          expect(found.problems).toEqual([]);
          expect(found.source.image.layers.every(({ verified }) => verified)).toBe(true);
          const { layers } = await inspectionOf(machine, `registry://${name}`);
          expect(new Set(layers.map(({ mediaType }) => mediaType))).toEqual(new Set([layerType]));
          expect(temporaryFilesOf(machine)).toEqual([]);
        });
    }

    test.skipIf(!CRANE).concurrent("what crane append adds is there, and stands in its own layer", async () => {
      using machine = newMachine();
      const leftPad = JSON.stringify({ name: "left-pad", version: "1.3.0" });
      const tar = writeTar([{ path: "srv/node_modules/left-pad/package.json", content: leftPad }]);
      const name = `${host}/by/append:1`;
      await machine.program(CRANE ?? "", [
        ...["append", "--platform", "linux/amd64", "--base", `${host}/team/static:1`],
        ...["--new_layer", machine.write("~/layer.tar", tar), "--new_tag", name],
      ]);
      const added = `pkg:npm/left-pad@1.3.0 ${sha256Of(tar)}`;
      expect(packagesIn(await inventoryOf(machine, name))).toEqual([...packagesOf("static-amd64"), added].sort());
    });

    describe("an index of two platforms", () => {
      test.concurrent.each([
        ["linux/amd64", "static-amd64"],
        ["linux/arm64", "static-arm64"],
      ])("gives the image for %s", async (platform, image) => {
        using machine = newMachine();
        const args = ["--platform", platform];
        const found = await inventoryOf(machine, `registry://${host}/team/static:1`, { args });
        expect(packagesIn(found)).toEqual(packagesOf(image));
        expect(found.source.image.digest).toBe(expected.get(image)?.source.image.digest);
      });

      test.concurrent("by its tag, by its digest, by both, and by the digest of one of its images", async () => {
        using machine = newMachine();
        const name = `${host}/team/static`;
        const inspect = (reference: string) =>
          inspectionOf(machine, reference, { args: ["--platform", "linux/amd64"] });
        const byTag = await inspect(`registry://${name}:1`);
        const { index = "", manifest = "", config } = byTag.digests;
        expect(byTag.source.names).toEqual([`${name}:1`]);
        expect(index).toBe(digestInLayout("static"));
        expect(manifest).toBe(digestInLayout("static-amd64"));

        const byDigest = await inspect(`registry://${name}@${index}`);
        expect(byDigest.digests).toEqual(byTag.digests);
        expect(byDigest.source.names).toEqual([`${name}@${index}`]);

        // The digest says which; the tag is for people, and may have moved on.
        const byBoth = await inspect(`registry://${name}:long-gone@${index}`);
        expect(byBoth.digests).toEqual(byTag.digests);
        expect(byBoth.source.names).toEqual([`${name}:long-gone@${index}`]);

        expect((await inspect(`registry://${name}@${manifest}`)).digests).toEqual({ manifest, config });
      });

      test.concurrent("as a manifest list with Docker's media types", async () => {
        using machine = newMachine();
        const name = `${host}/team/list:1`;
        await skopeoCopy(machine, ociLayout("static"), name, "--all", "--format", "v2s2");
        const raw = await machine.program("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${name}`]);
        expect(JSON.parse(raw).mediaType).toBe("application/vnd.docker.distribution.manifest.list.v2+json");
        const found = await inventoryOf(machine, `registry://${name}`, { args: ["--platform", "linux/arm64"] });
        expect(packagesIn(found)).toEqual(packagesOf("static-arm64"));
      });

      test.concurrent("with attestations among its manifests, as BuildKit writes them", async () => {
        using machine = newMachine();
        const name = `${host}/team/attested:1`;
        const attested = join(machine.folder, "attested");
        await machine.program("skopeo", ["copy", "--quiet", "--all", ociLayout("static"), `oci:${attested}:1`]);
        attest(attested);
        await skopeoCopy(machine, `oci:${attested}:1`, name, "--all");
        const found = await inventoryOf(machine, `registry://${name}`, { args: ["--platform", "linux/arm64"] });
        expect(packagesIn(found)).toEqual(packagesOf("static-arm64"));
        const { code, stderr } = await machine.run(["sbom", "--platform", "linux/s390x", `registry://${name}`]);
        expect(code).toBe(1);
        expect(stderr).toContain("PLATFORM_NOT_FOUND");
        expect(stderr).toMatch(/linux\/amd64, linux\/arm64(\/v8)?\n/);
      });
    });
  });
}

function digestInLayout(tag: string): string | undefined {
  const { manifests } = JSON.parse(readFileSync(join(inject("world").layout, "index.json"), "utf8")) as {
    manifests: { digest: string; annotations: Record<string, string> }[];
  };
  return manifests.find(({ annotations }) => annotations["org.opencontainers.image.ref.name"] === tag)?.digest;
}

import { describe, expect, test } from "vitest";
import { buildImage } from "../../../src/image/build/build-image.ts";
import { writeOciLayout } from "../../../src/image/build/write-image.ts";
import { until } from "../moments.ts";
import { filesIn } from "../plimsoll.ts";
import { askedFor, startNamed } from "./in-process.ts";
import { inventoryIn, inventoryOf } from "./inventories.ts";
import { newMachine, temporaryFilesOf } from "./machine.ts";
import { bulkyImage, SMALL_IMAGE_LAYERS, SMALL_IMAGE_PACKAGES, smallImage } from "./small-images.ts";

const AMD64 = smallImage();
const ARM64 = smallImage({ architecture: "arm64", variant: "v8" });
const LAYERS = AMD64.layers.map(({ digest }) => `blobs/${digest}`);

describe("an image whose layers are all known", () => {
  test.concurrent("costs one manifest and one config", async () => {
    await using registry = await startNamed();
    using machine = newMachine();
    const reference = `registry://${registry.host}/team/app:1`;
    const first = await inventoryOf(machine, reference);
    const asked = askedFor(registry.requests);
    expect(asked.toSorted()).toEqual(["manifests/1", `blobs/${AMD64.config.digest}`, ...LAYERS].sort());

    const { stderr, ...second } = await machine.run(["sbom", "--format", "json", reference]);
    expect(askedFor(registry.requests).slice(asked.length)).toEqual(["manifests/1", `blobs/${AMD64.config.digest}`]);
    expect(inventoryIn({ stderr, ...second })).toEqual(first);
    expect(stderr).toContain("all known from the cache");
  });

  test.concurrent("out of an index costs one index, one manifest and one config", async () => {
    await using registry = await startNamed({ images: { "team/app:1": [AMD64, ARM64] } });
    using machine = newMachine();
    const scan = () =>
      inventoryOf(machine, `registry://${registry.host}/team/app:1`, { args: ["--platform", "arm64"] });
    const first = await scan();
    const before = registry.requests.length;
    expect(await scan()).toEqual(first);
    expect(askedFor(registry.requests).slice(before)).toEqual([
      "manifests/1",
      `manifests/${ARM64.manifest.digest}`,
      `blobs/${ARM64.config.digest}`,
    ]);
  });

  test.concurrent("from another place, before the registry was ever asked, costs no more", async () => {
    await using registry = await startNamed();
    using machine = newMachine();
    writeOciLayout(`${machine.folder}/layout`, [{ name: "1", image: AMD64 }]);
    await inventoryOf(machine, `oci-dir://${machine.folder}/layout:1`);
    const { artifacts } = await inventoryOf(machine, `registry://${registry.host}/team/app:1`);
    expect(artifacts.map(({ purl }) => purl)).toEqual(SMALL_IMAGE_PACKAGES);
    expect(askedFor(registry.requests)).toEqual(["manifests/1", `blobs/${AMD64.config.digest}`]);
  });

  test.concurrent("in part costs the unknown layers besides", async () => {
    const added = { entries: [{ path: "srv/added", content: "more" }] };
    const derived = buildImage({ layers: [...SMALL_IMAGE_LAYERS, added] });
    await using registry = await startNamed({ images: { "team/app:1": AMD64, "team/derived:1": derived } });
    using machine = newMachine();
    await inventoryOf(machine, `registry://${registry.host}/team/app:1`);
    const before = registry.requests.length;
    await inventoryOf(machine, `registry://${registry.host}/team/derived:1`);
    expect(askedFor(registry.requests).slice(before)).toEqual([
      "manifests/1",
      `blobs/${derived.config.digest}`,
      `blobs/${derived.layers.at(-1)?.digest}`,
    ]);
  });

  test.concurrent("without a cache is fetched again", async () => {
    await using registry = await startNamed();
    using machine = newMachine();
    const reference = `registry://${registry.host}/team/app:1`;
    for (const _ of [1, 2]) await inventoryOf(machine, reference, { env: { PLIMSOLL_NO_CACHE: "true" } });
    expect(askedFor(registry.requests).filter((path) => LAYERS.includes(path))).toHaveLength(2 * LAYERS.length);
  });
});

test.concurrent("a layer that stands in an image twice is fetched once", async () => {
  await using registry = await startNamed({ images: { "team/app:1": bulkyImage(1000, 2) } });
  using machine = newMachine();
  await inventoryOf(machine, `registry://${registry.host}/team/app:1`);
  expect(registry.requests).toHaveLength(3);
});

describe("nothing is written for temporary files", () => {
  test.concurrent("while an image is read, nor after", async () => {
    using machine = newMachine();
    const seen: string[][] = [];
    await using registry = await startNamed({
      images: { "team/app:1": bulkyImage(8_000_000) },
      // The config breaks off too, behind its last byte.
      drops: { afterBytes: 4_000_000, times: 2 },
      answer() {
        seen.push(temporaryFilesOf(machine));
        return false;
      },
    });
    const { artifacts } = await inventoryOf(machine, `registry://${registry.host}/team/app:1`);
    expect(artifacts.map(({ purl }) => purl)).toEqual(SMALL_IMAGE_PACKAGES);
    // Manifest, config, layer, and the rest of it after the drop.
    expect(seen).toEqual([[], [], [], []]);
    expect(temporaryFilesOf(machine)).toEqual([]);
  });

  test.concurrent.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)(
    "when %s ends a run in the middle of a blob",
    async (signal) => {
      await using registry = await startNamed({
        images: { "team/app:1": bulkyImage(8_000_000) },
        // The config breaks off too, behind its last byte.
        drops: { afterBytes: 4_000_000, times: 2 },
        isSilent: true,
      });
      using machine = newMachine();
      const reference = `registry://${registry.host}/team/app:1`;
      const running = machine.start(["sbom", reference]);
      await until(running, () => registry.requests.length === 3, "the layer was asked for");
      expect(temporaryFilesOf(machine)).toEqual([]);
      running.child.kill(signal);
      const { code, stdout } = await running.outcome;
      expect({ code, stdout }).toEqual({ code: { SIGKILL: 137, SIGINT: 130, SIGTERM: 143 }[signal], stdout: "" });
      expect(temporaryFilesOf(machine)).toEqual([]);
      expect(filesIn(`${machine.cacheDir}/layers`)).toEqual([]);

      // What was begun does no harm to the next run.
      const { artifacts } = await inventoryOf(machine, reference);
      expect(artifacts.map(({ purl }) => purl)).toEqual(SMALL_IMAGE_PACKAGES);
    },
  );
});

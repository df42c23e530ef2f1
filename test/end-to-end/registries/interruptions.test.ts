import { describe, expect, test } from "vitest";
import type { RegistryServerOptions } from "../../support/registry-server.ts";
import { askedFor, startNamed } from "./in-process.ts";
import { inventoryIn, purlsIn } from "./inventories.ts";
import { newMachine, temporaryFilesOf } from "./machine.ts";
import { bulkyImage, SMALL_IMAGE_PACKAGES } from "./small-images.ts";

const IMAGE = bulkyImage(6_000_000);
const LAYER = IMAGE.layers[0]?.digest ?? "";

/** The config breaks off too, behind its last byte, which costs nothing: one drop more than the layer's. */
const dropsOf = (times: number, afterBytes = 1_500_000) => ({ drops: { afterBytes, times: times + 1 } });

interface Row {
  readonly title: string;
  readonly registry: RegistryServerOptions;
  /** `Range` of each request for the layer. */
  readonly ranges: readonly (string | undefined)[];
}

const blobs = /\/blobs\//;
const manifests = /\/manifests\//;

const ROWS: readonly Row[] = [
  {
    title: "drops the connection three times: the rest is asked for",
    registry: dropsOf(3),
    ranges: [undefined, "bytes=1500000-", "bytes=3000000-", "bytes=4500000-"],
  },
  {
    title: "drops it more often than we try in vain, each time further on",
    registry: dropsOf(12, 400_000),
    ranges: [undefined, ...Array.from({ length: 12 }, (_, i) => `bytes=${400_000 * (i + 1)}-`)],
  },
  {
    title: "drops the connection and ignores Range: the beginning is read again and thrown away",
    registry: { ...dropsOf(1), ranges: "ignored" },
    ranges: [undefined, "bytes=1500000-"],
  },
  {
    title: "drops the connection and refuses Range: the whole is asked for",
    registry: { ...dropsOf(1), ranges: "refused" },
    ranges: [undefined, "bytes=1500000-", undefined],
  },
  {
    title: "drops the connection and gives another part than it was asked for",
    registry: { ...dropsOf(1), ranges: "wrong" },
    ranges: [undefined, "bytes=1500000-", undefined],
  },
  {
    title: "drops a blob of which it did not say how long it is",
    registry: { ...dropsOf(2), chunked: true },
    ranges: [undefined, "bytes=1500000-", "bytes=3000000-"],
  },
  {
    title: "drops a blob that it sends from another server",
    registry: { ...dropsOf(2), blobsElsewhere: true },
    ranges: [undefined, "bytes=1500000-", "bytes=3000000-"],
  },
  {
    title: "falls silent in the middle: after half a minute the rest is asked for",
    registry: { ...dropsOf(1), isSilent: true },
    ranges: [undefined, "bytes=1500000-"],
  },
  {
    title: "answers 429 and says when to come back",
    registry: { fails: { times: 1, status: 429, headers: { "Retry-After": "1" }, path: manifests } },
    ranges: [undefined],
  },
  {
    title: "answers 503 twice to a manifest",
    registry: { fails: { times: 2, status: 503, path: manifests } },
    ranges: [undefined],
  },
  {
    title: "answers 429 and 503 to blobs",
    registry: { fails: { times: 2, status: 503, headers: { "Retry-After": "0" }, path: blobs } },
    ranges: [undefined],
  },
];

describe("a scan goes on when the registry", () => {
  test.concurrent.each(ROWS)("$title", async ({ registry: options, ranges }) => {
    await using registry = await startNamed({ images: { "team/app:1": IMAGE }, ...options });
    using machine = newMachine();
    const outcome = await machine.run(["sbom", `registry://${registry.host}/team/app:1`]);
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
    expect(inventoryIn(outcome).problems).toEqual([]);
    const ofLayer = registry.requests.filter(
      ({ server, url }) => url.includes(LAYER) && (options.blobsElsewhere !== true || server === "blobs"),
    );
    expect(ofLayer.map(({ headers }) => headers.range)).toEqual(ranges);
    expect(temporaryFilesOf(machine)).toEqual([]);
  });
});

describe("a scan gives up when the registry", () => {
  const rows: readonly (Row["registry"] & { title: string; code: string; says: string; requests: number })[] = [
    {
      title: "brings nothing new in several tries",
      drops: { afterBytes: 0, times: 100 },
      code: "REGISTRY_UNREACHABLE",
      says: "the connection broke off",
      requests: 6,
    },
    {
      title: "answers 503 whenever it is asked",
      fails: { times: 100, status: 503, body: "all hands lost", headers: { "Content-Type": "text/plain" } },
      code: "REGISTRY_UNEXPECTED_STATUS",
      says: 'answered 503 ("all hands lost")',
      requests: 5,
    },
    {
      title: "asks for more patience than we have",
      fails: { times: 1, status: 429, headers: { "Retry-After": "7200" } },
      code: "REGISTRY_RATE_LIMITED",
      says: "it asks to wait 2 hours",
      requests: 1,
    },
    {
      title: "lets nobody pull any more for hours",
      fails: {
        times: 100,
        status: 429,
        headers: { "RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "0;w=21600" },
      },
      code: "REGISTRY_RATE_LIMITED",
      says: "allows 100 pulls in 6 hours from here",
      requests: 1,
    },
  ];
  test.concurrent.each(rows)("$title", async ({ code, says, requests, title: _, ...options }) => {
    await using registry = await startNamed(options);
    using machine = newMachine();
    const outcome = await machine.run(["sbom", `registry://${registry.host}/team/app:1`]);
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain(`ERROR ${code}`);
    expect(outcome.stderr).toContain(says);
    expect(askedFor(registry.requests)).toHaveLength(requests);
  });
});

test.concurrent("few pulls that are left are told of, and the scan goes on", async () => {
  const headers = { "RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "3;w=21600" };
  await using registry = await startNamed({ headers });
  using machine = newMachine();
  const outcome = await machine.run(["sbom", `registry://${registry.host}/team/app:1`]);
  expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
  expect(outcome.stderr.match(/3 are left/g)).toHaveLength(1);
});

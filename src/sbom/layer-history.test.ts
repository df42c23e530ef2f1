import { describe, expect, test } from "vitest";
import { layoutOf, OS_RELEASE, stanza } from "../../test/support/scan-layers.ts";
import type { LayerSpec } from "../image/build/image-spec.ts";
import { openImage } from "../image/open.ts";
import type { Package } from "../model/package.ts";
import { catalogLayers } from "./catalog.ts";
import { layerHistory, removedPackages } from "./layer-history.ts";

const STATUS = "var/lib/dpkg/status";
const npm = (name: string, version: string) => ({
  path: `app/node_modules/${name}/package.json`,
  content: JSON.stringify({ name, version }),
});

const LAYERS: readonly LayerSpec[] = [
  {
    createdBy: "FROM debian",
    entries: [
      { path: "etc/os-release", content: OS_RELEASE },
      { path: STATUS, content: `${stanza("curl", "7.1")}\n${stanza("git", "2.0")}` },
    ],
  },
  { createdBy: "RUN apt-get upgrade", entries: [{ path: STATUS, content: `${stanza("curl", "7.2")}\n` }] },
  { createdBy: "RUN npm ci", entries: [npm("ms", "2.0.0"), npm("debug", "4.0.0"), npm("left-pad", "1.3.0")] },
  { createdBy: "COPY manual", entries: [{ path: "srv/manual.txt", content: "x".repeat(1000) }] },
  { createdBy: "RUN rm", entries: [{ path: "app/node_modules/.wh.debug" }, npm("ms", "2.1.0")] },
  { createdBy: "RUN rm -r", entries: [{ path: "app/.wh..wh..opq" }, { path: "srv/.wh.manual.txt" }] },
];

async function readAll(layers: readonly LayerSpec[]) {
  return catalogLayers(await openImage(`oci-dir://${layoutOf({ layers })}`));
}

const nameOf = ({ name, version }: Package) => `${name} ${version}`;

describe("what each layer did", () => {
  test("to packages, and what later ones hide", async () => {
    const history = layerHistory(await readAll(LAYERS));
    expect(
      history.map(({ layer, added, changed, removed }) => [
        layer.createdBy,
        added.map(nameOf),
        changed.map(({ before, after }) => `${nameOf(before)} → ${after.version}`),
        removed.map(nameOf),
      ]),
    ).toEqual([
      ["FROM debian", ["curl 7.1", "git 2.0"], [], []],
      ["RUN apt-get upgrade", [], ["curl 7.1 → 7.2"], ["git 2.0"]],
      ["RUN npm ci", ["debug 4.0.0", "left-pad 1.3.0", "ms 2.0.0"], [], []],
      ["COPY manual", [], [], []],
      ["RUN rm", [], ["ms 2.0.0 → 2.1.0"], ["debug 4.0.0"]],
      ["RUN rm -r", [], [], ["left-pad 1.3.0", "ms 2.1.0"]],
    ]);
    const [base, , modules, manual, , last] = history.map(({ hiddenBytes }) => hiddenBytes);
    expect(base).toBeGreaterThan(0);
    expect(modules).toBeGreaterThan(0);
    expect(manual).toBe(1000);
    expect(last).toBe(0);
  });

  test("is not told of an image of very many layers", async () => {
    const read = await readAll([]);
    const [reading] = (await readAll(LAYERS)).readings;
    const readings = Array.from({ length: 501 }, () => reading as NonNullable<typeof reading>);
    expect(() => layerHistory({ ...read, readings })).toThrow(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
  });
});

test("packages that were removed are told with the layer that did it, as they stood last", async () => {
  const layered = await readAll(LAYERS);
  expect(layered.sbom.packages.map(nameOf)).toEqual(["curl 7.2"]);
  expect(removedPackages(layered).map((pkg) => [nameOf(pkg), pkg.layer.ordinal, pkg.removedIn?.ordinal])).toEqual([
    ["curl 7.1", 0, 1],
    ["git 2.0", 0, 1],
    ["debug 4.0.0", 2, 4],
    ["ms 2.0.0", 2, 4],
    ["left-pad 1.3.0", 2, 5],
    ["ms 2.1.0", 4, 5],
  ]);
});

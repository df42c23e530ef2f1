import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { buildImage } from "../../src/image/build/build-image.ts";
import { writeOciLayout } from "../../src/image/build/write-image.ts";
import { SecretsDocument } from "../../src/report/contracts.ts";
import { plantedImage } from "../support/planted-secrets.ts";
import { BUILT } from "./image-names.ts";
import { newPlace, type Place, plimsoll } from "./plimsoll.ts";
import { inLayout } from "./world.ts";

type Found = ReturnType<typeof SecretsDocument.parse>["secrets"][number];

async function secretsOf(place: Place, reference: string): Promise<Found[]> {
  const { code, stdout, stderr } = await plimsoll(place, ["secrets", "--format", "json", reference]);
  expect(code, stderr).toBe(0);
  const { secrets, problems } = SecretsDocument.parse(JSON.parse(stdout));
  expect(problems).toEqual([]);
  return secrets;
}

/** As the table of planted ones tells of places. */
function placeOf({ place }: Found): string {
  if (place.kind === "history") return `history ${place.step}`;
  if (place.kind !== "file") return `${place.kind} ${place.name}`;
  return place.member === undefined ? place.path : `${place.path}!${place.member}`;
}

describe("planted secrets", () => {
  const { spec, planted } = plantedImage();

  test(`all ${planted.length} of them are found, nothing else is, and none is shown`, async () => {
    using place = newPlace();
    const layout = join(place.folder, "layout");
    writeOciLayout(layout, [{ image: buildImage(spec) }]);
    expect(planted.length).toBeGreaterThanOrEqual(100);
    const found = await secretsOf(place, `oci-dir://${layout}`);
    const masks = Map.groupBy(found, placeOf);
    // Of a long one, its beginning is shown: it is the one that was planted.
    const isFound = ({ at, secret }: (typeof planted)[number]) =>
      masks.get(at)?.some(({ masked }) => masked === "********" || masked.startsWith(secret.slice(0, 4)));
    expect(planted.filter((one) => !isFound(one)).map(({ what, at }) => `${what}: ${at}`)).toEqual([]);
    const known = new Set(planted.map(({ at }) => at));
    expect(found.filter((one) => !known.has(placeOf(one))).map((one) => `${one.rule}: ${placeOf(one)}`)).toEqual([]);
    for (const format of ["text", "json", "sarif"]) {
      const { stdout, stderr } = await plimsoll(place, ["secrets", "--format", format, `oci-dir://${layout}`]);
      const shown = planted.filter(({ secret }) => `${stdout}${stderr}`.includes(secret));
      expect(shown.map(({ what }) => what)).toEqual([]);
    }
  });

  test("those that a later layer took away say so", async () => {
    using place = newPlace();
    const layout = join(place.folder, "layout");
    writeOciLayout(layout, [{ image: buildImage(spec) }]);
    const found = await secretsOf(place, `oci-dir://${layout}`);
    const gone = found.flatMap((one) =>
      one.place.kind === "file" && one.place.gone
        ? [`${placeOf(one)} ${one.place.gone.how} by ${one.place.gone.layer.ordinal}`]
        : [],
    );
    expect(gone.sort()).toEqual([
      "/build/keys/a.env deleted by 3",
      "/tmp/gone.env deleted by 3",
      "/tmp/over.env replaced by 3",
    ]);
  });
});

test("stock images with Node.js, Python and Java give five false alarms together at most", async () => {
  using place = newPlace();
  // Debian's files, npm's and PyPI's packages, a JRE, jars: nobody put a secret into them.
  const stock = BUILT.filter((name) => name !== "static");
  expect(inject("world").layout).not.toBe("");
  const alarms: string[] = [];
  for (const image of stock) {
    const found = await secretsOf(place, inLayout(image));
    for (const one of found) alarms.push(`${image}: ${one.severity} ${one.rule} ${placeOf(one)}`);
  }
  expect(alarms.length, alarms.join("\n")).toBeLessThanOrEqual(5);
});

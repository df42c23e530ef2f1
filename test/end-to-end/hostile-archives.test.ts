import { describe, test } from "vitest";
import type { ArchiveRow } from "./hostile-archives/archive-row.ts";
import { CLAIMS, ORDERS } from "./hostile-archives/claims.ts";
import { DATABASES } from "./hostile-archives/databases.ts";
import { DOCUMENTS } from "./hostile-archives/documents.ts";
import { LARGE } from "./hostile-archives/large.ts";
import { LAYERS } from "./hostile-archives/layers.ts";
import { LAYOUTS } from "./hostile-archives/layouts.ts";
import { MEDIA_TYPES } from "./hostile-archives/media-types.ts";
import { OUTER_TARS } from "./hostile-archives/outer-tars.ts";
import { PACKAGES } from "./hostile-archives/packages.ts";
import { PACKING } from "./hostile-archives/packing.ts";
import { expectClaims, expectRow, expectSmallRow } from "./hostile-archives/watch.ts";

// Archives and layouts that somebody made with care, read by the program as it is installed. Whatever they hold: it
// ends by itself and soon, takes little memory, writes nothing but its cache, and says in plain words what is wrong.

const SMALL = {
  "the archive": OUTER_TARS,
  documents: DOCUMENTS,
  "what it says it is": MEDIA_TYPES,
  layouts: LAYOUTS,
  layers: LAYERS,
  packing: PACKING,
  databases: DATABASES,
};

const titled = (rows: readonly ArchiveRow[]) => rows.map((row) => [row.title, row] as const);

for (const [what, groups] of Object.entries(SMALL)) {
  describe.each(Object.entries(groups))(`${what}: %s`, (_, rows) => {
    test.concurrent.each(titled(rows))("%s", async (_, row) => expectSmallRow(row));
  });
}

describe.each(ORDERS.map((order) => [order.join(", "), order] as const))("claims, read %s", (_, order) => {
  test.concurrent.each(CLAIMS.map((claim) => [claim.title, claim] as const))("%s", async (_, claim) =>
    expectClaims(claim, order),
  );
});

describe.each(Object.entries(LARGE))("large: %s", (_, rows) => {
  test.each(titled(rows))("%s", async (_, row) => expectRow(row));
});

describe.each(Object.entries(PACKAGES))("records of packages: %s", (_, rows) => {
  test.each(titled(rows))("%s", async (_, row) => expectRow(row));
});

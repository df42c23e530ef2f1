import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Feed } from "../feed.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { mirrorOf } from "../origin.ts";
import { updateSnapshot } from "../update.ts";
import { alpine } from "./alpine.ts";
import { archLinux } from "./arch-linux.ts";
import { chainguard } from "./chainguard.ts";
import { wolfi } from "./wolfi.ts";

const secdb = JSON.stringify({
  distroversion: "v3.18",
  packages: [{ pkg: { name: "curl", secfixes: { "8.1.0-r0": ["CVE-2023-28319"] } } }],
});

/** A feed, and the least that it has a record of: by mirror path. */
const ROWS: readonly { readonly feed: Feed; readonly files: Readonly<Record<string, string>> }[] = [
  { feed: alpine, files: { "alpine/secdb/v3.18/main.json": secdb } },
  {
    feed: archLinux,
    files: {
      "arch-linux/all.json": JSON.stringify([
        { name: "AVG-1", packages: ["curl"], status: "Vulnerable", issues: ["CVE-2023-28319"] },
      ]),
    },
  },
  { feed: chainguard, files: { "chainguard/security.json": secdb } },
  { feed: wolfi, files: { "wolfi/os/security.json": secdb } },
];

test.each(ROWS)("$feed.name: what has not changed is not read again, what has changed is", async ({ feed, files }) => {
  using scratch = new Scratch();
  let minutes = 0;
  const write = () => {
    minutes++;
    for (const [path, content] of Object.entries(files)) {
      utimesSync(scratch.write(`mirror/${path}`, content), minutes * 60, minutes * 60);
    }
  };
  let reads = 0;
  const counted: Feed = {
    ...feed,
    parse(paths, report) {
      reads++;
      return feed.parse(paths, report);
    },
  };
  const update = () =>
    updateSnapshot({
      dataDir: join(scratch.path, "data"),
      feeds: [counted],
      origin: mirrorOf(join(scratch.path, "mirror")),
      mode: "update",
      now: new Date(Date.UTC(2026, 7, 22, 10, minutes)),
    });

  write();
  const first = await update();
  expect(first.sources).toMatchObject([{ name: feed.name, state: "fresh", records: 1 }]);
  const second = await update();
  expect({ reads, changed: second.changed, id: second.id }).toEqual({ reads: 1, changed: false, id: first.id });
  write();
  await update();
  expect(reads).toBe(2);
});

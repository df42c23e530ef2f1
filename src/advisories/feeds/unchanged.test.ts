import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { osvZipOf } from "../../../test/support/zip.ts";
import { writeTar } from "../../formats/tar-writer.ts";
import type { Feed } from "../feed.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { mirrorOf } from "../origin.ts";
import { updateSnapshot } from "../update.ts";
import { debianTracker } from "./debian-tracker.ts";
import { osvUbuntu } from "./osv-ubuntu.ts";
import { ubuntuTracker } from "./ubuntu-tracker.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A feed, and the least that it has a record of: by mirror path. */
const ROWS: readonly { readonly feed: Feed; readonly files: Readonly<Record<string, string | Buffer>> }[] = [
  {
    feed: debianTracker,
    files: {
      "debian/tracker/data/json": JSON.stringify({ a: { "CVE-2024-1111": { releases: { sid: { status: "open" } } } } }),
    },
  },
  {
    feed: osvUbuntu,
    files: {
      "osv/Ubuntu/all.zip": osvZipOf([
        {
          id: "UBUNTU-CVE-2024-1111",
          affected: [
            {
              package: { ecosystem: "Ubuntu:22.04:LTS", name: "a" },
              ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }],
            },
          ],
        } as { id: string },
      ]),
    },
  },
  {
    // Alone: in the company of the feed that it stands in for it is read where that one is absent.
    feed: ubuntuTracker,
    files: {
      "ubuntu/ubuntu-cve-tracker.tar.zst": Buffer.from(
        writeTar([{ path: "active/CVE-2024-1111", content: bytesOf("jammy_a: needed\n") }]),
      ),
    },
  },
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

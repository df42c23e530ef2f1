import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Feed } from "../feed.ts";
import { repositoryTar } from "../fixtures/repository-tar.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { mirrorOf } from "../origin.ts";
import { updateSnapshot } from "../update.ts";
import { friendsofphp } from "./friendsofphp.ts";
import { githubAdvisories } from "./github-advisories.ts";
import { gitlabCommunity } from "./gitlab-community.ts";
import { hexAdvisories } from "./hex-advisories.ts";
import { nodejsCore } from "./nodejs-core.ts";
import { rubysec } from "./rubysec.ts";

const GHSA = "advisories/github-reviewed/2024/01/GHSA-1/GHSA-1.json";

/** For each feed the smallest file that it reads a record from. */
const ROWS: readonly [feed: Feed, files: Readonly<Record<string, string>>][] = [
  [friendsofphp, { "a/b/CVE-2024-1.yaml": "reference: composer://a/b\nbranches:\n  1.x:\n    versions: ['<1.0']" }],
  [
    githubAdvisories,
    {
      [GHSA]: JSON.stringify({
        id: "GHSA-1",
        affected: [{ package: { ecosystem: "npm", name: "a" }, versions: ["1.0.0"] }],
      }),
    },
  ],
  [gitlabCommunity, { "npm/a/CVE-2024-1.yml": "identifier: CVE-2024-1\npackage_slug: npm/a\naffected_range: <1.0.0" }],
  [hexAdvisories, { "packages/a/1.yml": "id: '1'\npackage: a\npatched_versions: ['>= 1.0.0']" }],
  [nodejsCore, { "vuln/core/1.json": JSON.stringify({ cve: ["CVE-2024-1"], vulnerable: "8.x", patched: "^8.1.0" }) }],
  [rubysec, { "gems/a/CVE-2024-1.yml": "gem: a\ncve: 2024-1\npatched_versions: ['>= 1']" }],
];

test.each(ROWS.map(([feed, files]) => [feed.name, feed, files] as const))(
  "%s: a file that has not changed is not read again",
  async (_, feed, files) => {
    using scratch = new Scratch();
    const [file] = feed.files;
    const path = scratch.write(`mirror/${file?.mirrorPath}`, repositoryTar("repository-main", files));
    utimesSync(path, 60, 60);
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
        now: new Date(Date.UTC(2026, 7, 22)),
      });
    const first = await update();
    expect(first).toMatchObject({ changed: true, problems: [], sources: [{ state: "fresh", records: 1 }] });
    expect(await update()).toMatchObject({ changed: false, id: first.id });
    expect(reads).toBe(1);
  },
);

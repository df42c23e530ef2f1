import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { AMAZON_INDEX, mirrorListOf, packageOf, repositoryOf, updateInfoOf, updateOf } from "../fixtures/amazon.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { readFiles } from "../fixtures/test-data.ts";
import { FeedSite } from "../fixtures/updates.ts";
import { WebServer } from "../fixtures/web-server.ts";
import { amazonLinux } from "./amazon-linux.ts";

/** What is made of one repository's updates. */
async function read(...updates: readonly string[]) {
  using scratch = new Scratch();
  return await readFiles(amazonLinux, [scratch.write("amazon_x_repodata_updateinfo.xml.gz", updateInfoOf(...updates))]);
}

const packages = (...written: readonly string[]) => written.map(packageOf);

test("an update is one record, of its CVEs and by binary packages, once for all architectures", async () => {
  const { advisories, problems } = await read(
    updateOf({
      id: "ALAS2023-2023-126",
      cves: ["CVE-2022-41974", "CVE-2022-3787"],
      packages: packages(
        "kpartx 0.8.7-16.amzn2023.0.1 x86_64",
        "kpartx 0.8.7-16.amzn2023.0.1 aarch64",
        "device-mapper-multipath 0.8.7-16.amzn2023.0.1 src",
        "a-doc 1:0.8.7-16.amzn2023.0.1 noarch",
        "old 2-1 i686",
        "old 2-1 x86_64",
      ),
    }),
  );
  const rest = {
    ecosystem: "Amazon Linux",
    release: "2023",
    state: "affected",
    versions: [],
    vendorAdvisories: ["ALAS2023-2023-126"],
  };
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "amazon-linux",
      id: "ALAS2023-2023-126",
      cves: ["CVE-2022-3787", "CVE-2022-41974"],
      aliases: [],
      summary: "Amazon Linux - ALAS2023-2023-126: important priority package update for a",
      details: "Package updates are available.",
      severity: "high",
      severityLabel: "important",
      cvss: [],
      cwes: [],
      references: ["https://alas.aws.amazon.com/AL2023/ALAS-2023-126.html"],
      published: "2023-08-07T00:00:00Z",
      modified: "2023-09-25T00:00:00Z",
      affected: [
        { ...rest, name: "kpartx", ranges: [{ fixed: "0.8.7-16.amzn2023.0.1" }] },
        { ...rest, name: "a-doc", ranges: [{ fixed: "1:0.8.7-16.amzn2023.0.1" }] },
        { ...rest, name: "old", ranges: [{ fixed: "2-1" }], only: { architectures: ["i686", "x86_64"] } },
      ],
    },
  ]);
});

test.each<[id: string, release: string, page: string]>([
  ["ALAS-2018-1093", "2018.03", "ALAS-2018-1093.html"],
  ["ALAS2-2018-939", "2", "AL2/ALAS-2018-939.html"],
  ["ALAS2GOLANG1.19-2023-001", "2", "AL2/ALASGOLANG1.19-2023-001.html"],
  ["ALAS2KERNEL-5.10-2022-001", "2", "AL2/ALASKERNEL-5.10-2022-001.html"],
  ["ALASDOCKER-2022-017", "2", "AL2/ALASDOCKER-2022-017.html"],
  ["ALAS2022-2021-001", "2022", "AL2022/ALAS-2021-001.html"],
  ["ALAS2023LIVEPATCH-2024-001", "2023", "AL2023/ALASLIVEPATCH-2024-001.html"],
])("%s is of release %s", async (id, release, page) => {
  const { advisories } = await read(updateOf({ id, packages: packages("a 1-1") }));
  expect(advisories).toMatchObject([{ affected: [{ release }], references: [`https://alas.aws.amazon.com/${page}`] }]);
});

// Packages of one name are in the core and in several extras, each with a line of versions of its own.
test.each<[id: string, written: string, introduced: string | undefined]>([
  ["ALAS2-2024-2500", "kernel 4.14.350-266.564.amzn2", undefined],
  ["ALAS2KERNEL-5.10-2024-066", "kernel 5.10.223-211.872.amzn2", "5.10"],
  ["ALAS2KERNEL-5.4-2024-066", "kernel 5.4.280-1.amzn2", "5.4"],
  ["ALAS2POSTGRESQL14-2024-012", "libpq 14.13-1.amzn2.0.1", "14"],
  ["ALAS2POSTGRESQL14-2024-012", "libpq 2:14.13-1.amzn2.0.1", "2:14"],
  ["ALAS2LAMP-MARIADB10.2-PHP7.2-2022-001", "mariadb 3:10.2.41-1.amzn2.0.1", "3:10.2"],
  ["ALAS2LAMP-MARIADB10.2-PHP7.2-2022-001", "php 7.2.34-1.amzn2", "7.2"],
  ["ALAS2CORRETTO8-2024-001", "java-1.8.0-amazon-corretto 1:1.8.0_422.b05-1.amzn2", undefined],
  ["ALAS2KERNEL-5.1-2024-001", "kernel 5.10.1-1.amzn2", undefined],
  ["ALAS2DOCKER-2022-017", "containerd 1.4.13-3.amzn2.0.1", undefined],
])("%s: %s is of the versions from %s on", async (id, written, introduced) => {
  const { advisories } = await read(updateOf({ id, packages: packages(written) }));
  expect(advisories[0]?.affected[0]?.ranges[0]?.introduced).toBe(introduced);
});

test.each([
  ["mends bugs alone", 'status="final" type="bugfix"', [], 0],
  ["mends bugs, and a flaw", 'status="final" type="bugfix"', ["CVE-2024-0001"], 1],
  ["is about security, and of no CVE", 'status="final" type="security"', [], 1],
  ["was taken back", 'status="retracted" type="security"', ["CVE-2024-0001"], 0],
])("an update that %s", async (_, attributes, cves, count) => {
  const { advisories, problems } = await read(
    updateOf({ id: "ALAS2-2024-1", attributes, cves, packages: packages("a 1-1") }),
  );
  expect([advisories.length, problems]).toEqual([count, []]);
});

const CORE_2 = "2/core/2.0/x86_64/221a4af0";
const GOLANG = "2/extras/golang1.19/1.0/x86_64/5eab1230";
const TESTING = "2/extras/testing/1.0/x86_64/00aa";
const CORE_2023 = "al2023/core/guids/46ff4933/x86_64";

const core2 = updateInfoOf(updateOf({ id: "ALAS2-2018-939", packages: packages("perf 4.9.76-38.79.amzn2") }));
const golang = updateInfoOf(
  updateOf({ id: "ALAS2GOLANG1.19-2023-001", packages: packages("golang 1.19.10-1.amzn2.0.2") }),
);
const core2023 = updateInfoOf(
  updateOf({ id: "ALAS2023-2023-126", packages: packages("kpartx 0.8.7-16.amzn2023.0.1") }),
);

/** As Amazon serves it; the list of live patches is not there. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  [AMAZON_INDEX.core2]: mirrorListOf(CORE_2),
  [AMAZON_INDEX.extras]: JSON.stringify({ topics: [{ n: "golang1.19", inst: ["golang"] }, { n: "testing" }] }),
  [AMAZON_INDEX.core2023]: mirrorListOf(`${CORE_2023}/`),
  "amazon/2/extras/golang1.19/latest/x86_64/mirror.list": mirrorListOf(GOLANG),
  "amazon/2/extras/testing/latest/x86_64/mirror.list": mirrorListOf(TESTING),
  ...repositoryOf(CORE_2, core2),
  ...repositoryOf(GOLANG, golang),
  ...repositoryOf(TESTING, undefined),
  ...repositoryOf(CORE_2023, core2023),
};

describe("lists of mirrors lead to the repositories, which lead to their updates:", () => {
  test("of the core, of every extra that was ever updated", async () => {
    using site = new FeedSite(amazonLinux, FILES);
    expect(await site.update()).toMatchObject({ state: "fresh 3", problems: [] });
    expect(site.find("Amazon Linux", "2", "perf")).toEqual(["ALAS2-2018-939 affected"]);
    expect(site.find("Amazon Linux", "2", "golang")).toEqual(["ALAS2GOLANG1.19-2023-001 affected"]);
    expect(site.find("Amazon Linux", "2023", "kpartx")).toEqual(["ALAS2023-2023-126 affected"]);
  });

  test("version 1 is read where a folder has it", async () => {
    const first = updateInfoOf(updateOf({ id: "ALAS-2018-1093", packages: packages("a 1-1.amzn1") }));
    using site = new FeedSite(amazonLinux, {
      "amazon/2018.03/updates/c539f2128d87/x86_64/repodata/updateinfo.xml.gz": first,
      "amazon/2018.03/main/c539f2128d87/x86_64/repodata/repomd.xml": "<repomd/>",
    });
    expect(await site.update()).toMatchObject({ state: "fresh 1", problems: [] });
    expect(site.find("Amazon Linux", "2018.03", "a")).toEqual(["ALAS-2018-1093 affected"]);
    expect(await site.update()).toMatchObject({ changed: false });
  });

  test("while no repository has changed no updates are fetched; a new folder is", async () => {
    const served = new Map(Object.entries(FILES));
    const asked: string[] = [];
    await using server = await WebServer.start((request, response) => {
      const path = (request.url ?? "").slice(1);
      const content = served.get(path);
      if (content === undefined) return response.writeHead(404).end();
      const tag = `"${crc32(content)}"`;
      if (request.headers["if-none-match"] === tag) return response.writeHead(304).end();
      asked.push(path);
      return response.setHeader("ETag", tag).end(content);
    });
    const origin = { kind: "server", url: new URL(server.url) } as const;
    using site = new FeedSite(amazonLinux, {});
    const updates = () => asked.splice(0).filter((path) => path.endsWith("updateinfo.xml.gz")).length;
    expect(await site.update(origin)).toMatchObject({ state: "fresh 3", problems: [] });
    expect(updates()).toBe(3);

    expect(await site.update(origin)).toMatchObject({ changed: false, state: "fresh 3" });
    expect([updates(), site.reads]).toEqual([0, 1]);

    const moved = GOLANG.replace("5eab1230", "77cd");
    const newer = updateInfoOf(updateOf({ id: "ALAS2GOLANG1.19-2023-002", packages: packages("golang 1.19.12-1") }));
    served.set("amazon/2/extras/golang1.19/latest/x86_64/mirror.list", mirrorListOf(moved));
    for (const [path, content] of Object.entries(repositoryOf(moved, newer))) served.set(path, content);
    expect(await site.update(origin)).toMatchObject({ changed: true, state: "fresh 3" });
    expect(site.find("Amazon Linux", "2", "golang")).toEqual(["ALAS2GOLANG1.19-2023-002 affected"]);

    // In the folder of before, which only `repomd.xml` tells of.
    const newest = updateInfoOf(updateOf({ id: "ALAS2GOLANG1.19-2023-003", packages: packages("golang 1.19.13-1") }));
    for (const [path, content] of Object.entries(repositoryOf(moved, newest))) served.set(path, content);
    expect(await site.update(origin)).toMatchObject({ changed: true, state: "fresh 3" });
    expect(site.find("Amazon Linux", "2", "golang")).toEqual(["ALAS2GOLANG1.19-2023-003 affected"]);
  });
});

describe("what is broken", () => {
  test.each<[title: string, update: string, what: RegExp]>([
    ["no name", updateOf({ id: "RHSA-2024:1", packages: packages("a 1-1") }), /"RHSA-2024:1": is no name of an update/],
    ["no package", updateOf({ id: "ALAS2-2024-1", packages: [] }), /"ALAS2-2024-1": brings no package/],
    [
      "no version",
      updateOf({ id: "ALAS2-2024-1", packages: [...packages("a 1-1"), '<package name="b" arch="x86_64"/>'] }),
      /"ALAS2-2024-1": brings .*"name":"b".*, which is no package/,
    ],
  ])("is told by its name, the others stand: %s", async (title, update, what) => {
    const good = updateOf({ id: "ALAS2-2024-2", packages: packages("a 1-1") });
    const { advisories, problems } = await read(update, good);
    expect(advisories.map(({ id }) => id)).toEqual([
      ...(title === "no version" ? ["ALAS2-2024-1"] : []),
      "ALAS2-2024-2",
    ]);
    expect(problems).toEqual([{ code: "FEED_MALFORMED", message: expect.stringMatching(what) }]);
  });

  test.each<[title: string, path: string, content: string | Buffer]>([
    ["a page for a list of mirrors", AMAZON_INDEX.core2, "<html>"],
    ["a mirror at another place", AMAZON_INDEX.core2, "https://example.org/2/core/x86_64\n"],
    ["an unencrypted mirror", AMAZON_INDEX.core2, "http://cdn.amazonlinux.com/2/core/x86_64\n"],
    ["a page for the catalogue", AMAZON_INDEX.extras, "<html>"],
    ["a catalogue of something else", AMAZON_INDEX.extras, '{"topics":[7]}'],
    [
      "a catalogue without end",
      AMAZON_INDEX.extras,
      JSON.stringify({ topics: Array.from({ length: 1001 }, (_, n) => ({ n: `a${n}` })) }),
    ],
    ["no repository", `amazon/${CORE_2}/repodata/repomd.xml`, "<html></html>"],
    [
      "a repository that leads elsewhere",
      `amazon/${CORE_2}/repodata/repomd.xml`,
      '<repomd><data type="updateinfo"><location href="../../../etc/passwd" /></data></repomd>',
    ],
    ["no updates", `amazon/${CORE_2}/repodata/updateinfo.xml.gz`, "<html></html>"],
    ["updates that break off", `amazon/${CORE_2}/repodata/updateinfo.xml.gz`, core2.subarray(0, -20)],
  ])("as a whole leaves the older records: %s", async (_, path, content) => {
    using site = new FeedSite(amazonLinux, FILES);
    await site.update();
    site.write(path, content);
    await expect(site.update()).rejects.toMatchObject({ code: "FEED_MALFORMED" });
    expect(site.find("Amazon Linux", "2", "perf")).toEqual(["ALAS2-2018-939 affected"]);
  });
});

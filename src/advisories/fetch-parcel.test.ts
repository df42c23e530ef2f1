import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { fetchParcel } from "./fetch-parcel.ts";
import { WebServer } from "./fixtures/web-server.ts";

test("a file is fetched, and is gone when it is done with", async () => {
  await using server = await WebServer.start((_, response) => response.end("advisories"));
  let path: string;
  {
    using fetched = await fetchParcel(`${server.url}feeds/latest.plimsoll?x=1`, {});
    path = fetched.path;
    expect(readFileSync(path, "utf8")).toBe("advisories");
  }
  expect(existsSync(dirname(path))).toBe(false);
  expect(server.requests.map(({ url }) => url)).toEqual(["/feeds/latest.plimsoll"]);
});

test("what is not there leaves nothing behind", async () => {
  await using server = await WebServer.start((_, response) => response.writeHead(404).end());
  const before = readdirSync(tmpdir()).filter((name) => name.includes(`-${process.pid}-`));
  await expect(fetchParcel(`${server.url}latest`, {})).rejects.toMatchObject({ code: "FEED_UNEXPECTED_STATUS" });
  expect(readdirSync(tmpdir()).filter((name) => name.includes(`-${process.pid}-`))).toEqual(before);
});

test.each(["latest.plimsoll", "file:///etc/passwd", "ftp://mirror.example/latest"])(
  "%s is no address",
  async (address) => {
    await expect(fetchParcel(address, {})).rejects.toMatchObject({ code: "OPTION_INVALID" });
  },
);

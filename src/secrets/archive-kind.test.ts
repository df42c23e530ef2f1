import { expect, test } from "vitest";
import { type ArchiveKind, archiveKindOf, memberClassOf } from "./archive-kind.ts";
import type { FileClass } from "./file-class.ts";

const OBJECT = `${"ab".repeat(19)}`;

test.each<[string, ArchiveKind | undefined]>([
  ["app/app.jar", "java"],
  ["srv/shop.WAR", "java"],
  ["app/backup.zip", "zip"],
  ["app/backup.tar", "tar"],
  ["app/backup.tar.gz", "gzip"],
  ["app/backup.tgz", "gzip"],
  ["app/dump.sql.gz", "gzip"],
  [`app/.git/objects/pack/pack-${"0a".repeat(20)}.pack`, "git-pack"],
  [`srv/app.git/objects/cd/${OBJECT}`, "git-object"],
  ["app/.git/objects/info/packs", undefined],
  ["app/main.py", undefined],
  // What everybody can download.
  ["usr/share/java/log4j.jar", undefined],
  ["root/.m2/repository/a/a.jar", undefined],
  ["app/node_modules/x/dist.zip", undefined],
  ["usr/local/lib/python3.12/site-packages/x/data.tar.gz", undefined],
  ["opt/jdk/lib/src.zip", undefined],
  ["app/x-1.0-py3-none-any.whl", undefined],
  ["app/testdata/broken.tar.gz", undefined],
  ["app/docs/a.zip", undefined],
])("%s is an archive of kind %s", (path, kind) => {
  expect(archiveKindOf(path)).toBe(kind);
});

test.each<[path: string, name: string, FileClass]>([
  ["app/a.zip", "config/.env", "settings"],
  ["app/a.zip", "main.py", "own"],
  ["app/a.zip", "docs/a.md", "sample"],
  ["app/a.zip", "inner.zip", "skipped"],
  ["app/a.zip", "node_modules/x/index.js", "published"],
  ["app/a.jar", "BOOT-INF/classes/application.yml", "settings"],
  ["app/a.jar", "BOOT-INF/classes/com/acme/Main.class", "own"],
  ["app/a.war", "WEB-INF/classes/com/acme/Main.class", "own"],
  ["app/a.jar", "application.properties", "settings"],
  ["app/a.jar", "org/library/messages.properties", "published"],
  ["app/a.jar", "org/library/Main.class", "published"],
  ["app/a.war", "WEB-INF/lib/b.jar", "skipped"],
  ["app/x-1.0.tgz", "package/index.js", "skipped"],
  ["app/x-1.0.tgz", "etc/app.conf", "settings"],
])("in %s, %s is %s", (path, name, expected) => {
  expect(memberClassOf(path, name, archiveKindOf(path) ?? "zip")).toBe(expected);
});

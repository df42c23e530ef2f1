import { deflateSync } from "node:zlib";
import { binary } from "../../../src/catalogers/binary.ts";
import { goBinary } from "../../../src/catalogers/go-binary.ts";
import { java } from "../../../src/catalogers/java.ts";
import { rustBinary } from "../../../src/catalogers/rust-binary.ts";
import {
  BASE_ADDRESS,
  elfOf,
  goBuildInfoOf,
  machOOf,
  oldGoBuildInfoOf,
  peOf,
  universalOf,
} from "../../support/program-files.ts";
import { zipOf } from "../../support/zip.ts";
import { readerTarget } from "./readers.ts";

/** All that such a program says stands in its first bytes; the rest is there for its size. */
const head = (program: Buffer) => program.subarray(0, 2048);

const properties = { name: "META-INF/maven/g.x/a/pom.properties", content: "groupId=g.x\nartifactId=a\nversion=1\n" };
const pom = {
  name: "META-INF/maven/g.x/a/pom.xml",
  content: `<project><parent><groupId>g.x</groupId><version>1</version></parent><artifactId>a</artifactId>
    <properties><b>\${c}</b><c>2</c></properties><version>\${b}</version><licenses><license><name>MIT</name></license></licenses>
    <dependencies><dependency><groupId>g.y</groupId><artifactId>b</artifactId></dependency></dependencies></project>`,
};
const manifest = {
  name: "META-INF/MANIFEST.MF",
  content:
    'Manifest-Version: 1.0\nBundle-SymbolicName: a.b.c;x\nBundle-License: MIT;link="x"\nMain-Class: g.x.M\n\nName: x\n',
};
const inner = zipOf([manifest, properties]);

export const jar = readerTarget(java, ["app/a-1.jar"], "no-such-folder/*.jar", [
  zipOf([manifest, properties, pom]),
  zipOf([manifest, { name: "lib/b-1.jar", content: inner, stored: true }, { name: "c.war", content: inner }]),
]);

const lines = [
  "path\ta.b/c",
  "mod\ta.b/c\t(devel)\t",
  "dep\ta.b/d\tv1.0.0\th1:x=",
  "=>\t./d\t\t",
  'build\t-ldflags="-X main.version=1.2.3"',
];
const goInfo = goBuildInfoOf("go1.22.3", lines);

export const goProgram = readerTarget(goBinary, ["usr/bin/tool"], "no-such-folder/*", [
  head(elfOf([{ name: ".go.buildinfo", content: goInfo }])),
  head(elfOf([{ name: ".go.buildinfo", content: oldGoBuildInfoOf("go1.16", lines, BASE_ADDRESS + 320) }])),
  head(peOf([{ name: ".data", content: goInfo }])),
  head(universalOf(machOOf([{ name: "__go_buildinfo", content: goInfo }]))),
]);

const crates =
  '{"packages":[{"name":"a","version":"1","source":"local","dependencies":[1],"root":true},{"name":"b","version":"2"}]}';

export const rustProgram = readerTarget(rustBinary, ["usr/bin/tool"], "no-such-folder/*", [
  head(elfOf([{ name: ".dep-v0", content: deflateSync(crates) }])),
  head(peOf([{ name: ".dep-v0", content: deflateSync(crates) }])),
]);

export const knownProgram = readerTarget(
  binary,
  ["usr/bin/node", "usr/bin/python3.9", "usr/sbin/nginx"],
  "no-such-folder/*",
  ["\0node.js/v22.9.0\0\x003.9.2\0\0nginx version: nginx/1.25.1\0"],
);

import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { jvm } from "./jvm.ts";

test.each([
  ["usr/lib/jvm/java-21-openjdk-amd64/release", true],
  ["opt/java/openjdk/release", true],
  ["release", true],
  ["etc/os-release", false],
  ["opt/release/notes", false],
])("jvm wants %s: %s", (path, wanted) => {
  expect(jvm.wants(path, NO_FACTS)).toBe(wanted);
});

test("jvm does not want a large file of that name", () => {
  expect(jvm.wants("a/release", { sizeBytes: 100_000, isExecutable: false })).toBe(false);
});

const PATH = "opt/java/openjdk/release";

const rows: { title: string; text: string; expected: object[] }[] = [
  {
    title: "Temurin's, with all that it says",
    text: 'IMPLEMENTOR="Eclipse Adoptium"\nIMPLEMENTOR_VERSION="Temurin-25.0.3+9"\nJAVA_RUNTIME_VERSION="25.0.3+9-LTS"\nJAVA_VERSION="25.0.3"\nOS_ARCH="x86_64"\nIMAGE_TYPE="JDK"\n',
    expected: [
      {
        purl: "pkg:generic/oracle/openjdk@25.0.3%2B9-LTS",
        type: "generic",
        namespace: "oracle",
        name: "openjdk",
        version: "25.0.3+9-LTS",
        architecture: "x86_64",
        licenses: [],
        author: "Eclipse Adoptium",
        properties: {
          "java:version": "25.0.3",
          "java:implementor-version": "Temurin-25.0.3+9",
          "java:image-type": "JDK",
        },
        layer: 0,
        locations: [{ path: PATH, layer: 0 }],
      },
    ],
  },
  {
    title: "one of Java 8",
    text: 'JAVA_VERSION="1.8.0_402"\nFULL_VERSION="1.8.0_402-b06"\n',
    expected: [expect.objectContaining({ purl: "pkg:generic/oracle/openjdk@1.8.0_402-b06" })],
  },
  {
    title: "Azul's",
    text: 'IMPLEMENTOR="Azul Systems, Inc."\nJAVA_VERSION="21.0.2"\n',
    expected: [expect.objectContaining({ purl: "pkg:generic/azul/zulu@21.0.2" })],
  },
  {
    title: "Oracle's own, of both kinds",
    text: 'BUILD_TYPE="commercial"\nIMAGE_TYPE="JRE"\nJAVA_VERSION="17.0.9"\n',
    expected: [expect.objectContaining({ purl: "pkg:generic/oracle/jre@17.0.9" })],
  },
  {
    title: "GraalVM's",
    text: 'IMPLEMENTOR="GraalVM Community"\nGRAALVM_VERSION="23.1.2"\nJAVA_VERSION="21.0.2"\n',
    expected: [expect.objectContaining({ purl: "pkg:generic/oracle/graalvm@21.0.2" })],
  },
  { title: "nothing in another file of that name", text: "Origin: Debian\nSuite: stable\n", expected: [] },
];
test.each(rows)("jvm reads $title", ({ text, expected }) => {
  expect(catalogFiles(jvm, [{ [PATH]: text }])).toEqual({ packages: expected, problems: [] });
});

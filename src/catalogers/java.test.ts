// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Maven writes names of properties so.
import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { type ZipEntryFixture, zipOf } from "../../test/support/zip.ts";
import { sourceOf } from "../formats/byte-source.ts";
import { java } from "./java.ts";
import { readJar } from "./shared/jar-reader.ts";

const someBytes = { sizeBytes: 1, isExecutable: false };

test.each([
  ["app/app.jar", true],
  ["srv/SHOP.WAR", true],
  ["a.ear", true],
  ["var/jenkins_home/plugins/git.jpi", true],
  ["plugins/git.hpi", true],
  ["a.par", true],
  ["a.kar", true],
  ["adapter.rar", true],
  ["lib.aar", false],
  ["app.jar.original", false],
  ["ajar", false],
  ["a.zip", false],
])("java wants %s: %s", (path, wanted) => {
  expect(java.wants(path, someBytes)).toBe(wanted);
});

test("java does not want what is empty", () => {
  expect(java.wants("app/app.jar", { ...someBytes, sizeBytes: 0 })).toBe(false);
});

const manifest = (lines: Record<string, string>): ZipEntryFixture => ({
  name: "META-INF/MANIFEST.MF",
  content: `Manifest-Version: 1.0\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("")}`,
});

const properties = (group: string, name: string, version: string): ZipEntryFixture => ({
  name: `META-INF/maven/${group}/${name}/pom.properties`,
  content: `#Created by Maven\ngroupId=${group}\nartifactId=${name}\nversion=${version}\n`,
});

const pom = (folder: string, content: string): ZipEntryFixture => ({
  name: `META-INF/maven/${folder}/pom.xml`,
  content: `<project>${content}</project>`,
});

const coordinates = (group: string, name: string, version: string) =>
  `<groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>`;

/** Version 1 of `g.x:name`, and what it asks for. */
const project = (name: string, needs: readonly string[]): ZipEntryFixture[] => [
  properties("g.x", name, "1"),
  pom(
    `g.x/${name}`,
    `<dependencies>${needs.map((need) => `<dependency>${coordinates("g.x", need, "1")}</dependency>`).join("")}</dependencies>`,
  ),
];

const packagesIn = (path: string, entries: readonly ZipEntryFixture[]) =>
  catalogFiles(java, [{ [path]: zipOf(entries) }]);

describe("java names a jar", () => {
  const rows: { title: string; path: string; entries: ZipEntryFixture[]; expected: string[] }[] = [
    {
      title: "by its pom.properties",
      path: "lib/text-1.0.jar",
      entries: [manifest({ "Implementation-Version": "9" }), properties("org.example", "text", "1.0")],
      expected: ["pkg:maven/org.example/text@1.0"],
    },
    {
      title: "by its pom.xml, with what it inherits",
      path: "lib/text.jar",
      entries: [
        pom(
          "org.example/text",
          "<parent><groupId>org.example</groupId><version>2</version></parent><artifactId>text</artifactId>",
        ),
      ],
      expected: ["pkg:maven/org.example/text@2"],
    },
    {
      title: "by a property that a parent in the jar sets",
      path: "lib/text.jar",
      entries: [
        pom(
          "g.x/text",
          `<parent>${coordinates("g.x", "parent", "1")}</parent><artifactId>text</artifactId><version>\${rev}\${tail}</version>`,
        ),
        pom(
          "g.x/parent",
          `${coordinates("g.x", "parent", "1")}<properties><rev>3.\${minor}</rev><minor>4</minor><tail/></properties>`,
        ),
        manifest({ "Implementation-Title": "text" }),
        { name: "META-INF/maven/g.x/text/pom.properties", content: "version=3.4\n" },
      ],
      expected: ["pkg:maven/g.x/text@3.4", "pkg:maven/g.x/parent@1"],
    },
    {
      title: "by the folder of a pom that says nothing but a version",
      path: "x.jar",
      entries: [{ name: "META-INF/maven/org.example/text/pom.properties", content: "version: 5\n" }],
      expected: ["pkg:maven/org.example/text@5"],
    },
    {
      title: "not by a version that stays a property",
      path: "lib/text-6.jar",
      entries: [pom("org.example/text", coordinates("org.example", "text", "${revision}"))],
      expected: ["pkg:maven/text@6"],
    },
    {
      title: "by its file name and what the manifest tells of its group",
      path: "lib/ivy-2.4.0.jar",
      entries: [manifest({ "Implementation-Vendor-Id": "org.example.ivy2", "Implementation-Version": "2.4.0" })],
      expected: ["pkg:maven/org.apache.ivy/ivy@2.4.0"],
    },
    {
      title: "by a bundle's symbolic name",
      path: "lib/guice-assistedinject-5.1.0.jar",
      entries: [manifest({ "Bundle-SymbolicName": "com.google.inject.assistedinject;singleton:=true" })],
      expected: ["pkg:maven/com.google.inject/guice-assistedinject@5.1.0"],
    },
    {
      title: "by the pom of its own name, written with other signs",
      path: "java/geronimo-interceptor-3.0-spec.jar",
      entries: [
        pom(
          "g/geronimo-interceptor_3.0_spec",
          coordinates("org.apache.geronimo.specs", "geronimo-interceptor_3.0_spec", "1.0.1"),
        ),
      ],
      expected: ["pkg:maven/org.apache.geronimo.specs/geronimo-interceptor_3.0_spec@1.0.1"],
    },
    {
      title: "by the file before the packages of a bundle",
      path: "lib/guice.jar",
      entries: [manifest({ "Bundle-SymbolicName": "com.google.inject", "Bundle-Version": "4.2.3" })],
      expected: ["pkg:maven/com.google.inject/guice@4.2.3"],
    },
    {
      title: "by the packages of a bundle where builds name the file",
      path: "app.jar",
      entries: [manifest({ "Bundle-SymbolicName": "org.example.shop", "Bundle-Version": "1.0" })],
      expected: ["pkg:maven/org.example/org.example.shop@1.0"],
    },
    {
      title: "by a bundle that is called as its artifact",
      path: "lib/org.eclipse.jdt.core-3.35.0.jar",
      entries: [manifest({ "Bundle-SymbolicName": "org.eclipse.jdt.core" })],
      expected: ["pkg:maven/org.eclipse.jdt/org.eclipse.jdt.core@3.35.0"],
    },
    {
      title: "by a group that is known",
      path: "BOOT/spring-web-5.3.26.jar",
      entries: [manifest({ "Implementation-Title": "spring-web", "Implementation-Version": "5.3.26" })],
      expected: ["pkg:maven/org.springframework/spring-web@5.3.26"],
    },
    {
      title: "by the manifest where the file has no version",
      path: "lib/thing.jar",
      entries: [
        manifest({ "Implementation-Title": "Some Thing", "Automatic-Module-Name": "org.example.thing" }),
        manifest({ "Implementation-Version": "1.4 1855 April 22 2006" }),
      ],
      expected: ["pkg:maven/thing@1.4"],
    },
    {
      title: "by the file name alone",
      path: "lib/thing-1.0.jar",
      entries: [],
      expected: ["pkg:maven/thing@1.0"],
    },
    {
      title: "by a group that is called as its artifact",
      path: "lib/aopalliance-1.0.jar",
      entries: [],
      expected: ["pkg:maven/aopalliance/aopalliance@1.0"],
    },
    {
      title: "by the group that its major version is in",
      path: "lib/dom4j-2.1.4.jar",
      entries: [],
      expected: ["pkg:maven/org.dom4j/dom4j@2.1.4"],
    },
    {
      title: "by all that a plug-in of Gradle titles it with",
      path: "lib/shapes.jar",
      entries: [manifest({ "Implementation-Title": "org.example.shapes#round-shapes;1.1.1" })],
      expected: ["pkg:maven/org.example.shapes/round-shapes@1.1.1"],
    },
    {
      title: "not by the title of what is in it",
      path: "lib/all-2.0.jar",
      entries: [manifest({ "Implementation-Title": "org.example.shapes#round-shapes;1.1.1" })],
      expected: ["pkg:maven/all@2.0"],
    },
    {
      title: "by a module of a domain that many share",
      path: "lib/thing-extra-1.0.jar",
      entries: [
        manifest({ "Automatic-Module-Name": "org.apache.thing.extra", "Implementation-Vendor-Id": "org.apache" }),
      ],
      expected: ["pkg:maven/org.apache.thing/thing-extra@1.0"],
    },
    {
      title: "without a group where its module is not called by a domain",
      path: "lib/thing-extra-1.0.jar",
      entries: [manifest({ "Automatic-Module-Name": "thing.extra" })],
      expected: ["pkg:maven/thing-extra@1.0"],
    },
    {
      title: "by its file, where that tells for which Java it was built",
      path: "lib/mssql-jdbc-12.4.2.jre11.jar",
      entries: [properties("com.microsoft.sqlserver", "mssql-jdbc", "12.4.2")],
      expected: ["pkg:maven/com.microsoft.sqlserver/mssql-jdbc@12.4.2.jre11"],
    },
    {
      title: "by the repository that it lies in",
      path: "root/.m2/repository/org/example/text/1.0/text-1.0.jar",
      entries: [],
      expected: ["pkg:maven/org.example/text@1.0"],
    },
    {
      title: "as a Jenkins plugin",
      path: "plugins/git.jpi",
      entries: [manifest({ "Group-Id": "org.jenkins-ci.plugins", "Short-Name": "git", "Plugin-Version": "5.2.2" })],
      expected: ["pkg:maven/org.jenkins-ci.plugins/git@5.2.2"],
    },
    { title: "not at all without a version", path: "lib/thing.jar", entries: [manifest({})], expected: [] },
    {
      title: "and what was shaded into it",
      path: "app/shady-2.1.jar",
      entries: [
        properties("com.google.guava", "guava", "33.0.0-jre"),
        properties("com.example", "shady", "2.1"),
        properties("org.apache.commons", "commons-text", "1.10.0"),
      ],
      expected: [
        "pkg:maven/com.example/shady@2.1",
        "pkg:maven/com.google.guava/guava@33.0.0-jre",
        "pkg:maven/org.apache.commons/commons-text@1.10.0",
      ],
    },
    {
      title: "that was renamed, by the class that starts it",
      path: "app/app.jar",
      entries: [
        manifest({ "Main-Class": "com.example.shady.Main" }),
        properties("com.google.guava", "guava", "33.0.0-jre"),
        properties("com.example", "shady", "2.1"),
      ],
      expected: ["pkg:maven/com.example/shady@2.1", "pkg:maven/com.google.guava/guava@33.0.0-jre"],
    },
    {
      title: "that was renamed, by its project that asks for all others",
      path: "app/app.jar",
      entries: [...project("a", ["b"]), ...project("shady", ["a", "missing"]), ...project("b", [])],
      expected: ["pkg:maven/g.x/shady@1", "pkg:maven/g.x/a@1", "pkg:maven/g.x/b@1"],
    },
    {
      title: "that was renamed, by none of two projects that nobody asks for",
      path: "app/app.jar",
      entries: [...project("b", []), ...project("a", ["b"]), ...project("other", [])],
      expected: ["pkg:maven/g.x/b@1", "pkg:maven/g.x/a@1", "pkg:maven/g.x/other@1"],
    },
    {
      title: "that has a name of its own, not by a project in it that asks for all others",
      path: "lib/whole-1.jar",
      entries: [...project("a", ["b"]), ...project("b", [])],
      expected: ["pkg:maven/whole@1", "pkg:maven/g.x/a@1", "pkg:maven/g.x/b@1"],
    },
  ];
  test.each(rows)("$title", ({ path, entries, expected }) => {
    const { packages, problems } = packagesIn(path, entries);
    expect(packages.map(({ purl }) => purl)).toEqual(expected);
    expect(problems.filter(({ message }) => !message.includes("twice"))).toEqual([]);
  });
});

test("java tells all that a pom and its parent in the jar say", () => {
  const zip = zipOf([
    manifest({ "Bundle-License": "not this", "Bundle-Vendor": "nor this" }),
    properties("org.example", "text", "1.0"),
    pom(
      "org.example/text",
      `<parent>${coordinates("org.example", "parent", "9")}</parent><artifactId>text</artifactId><version>1.0</version>
       <name>Text</name><description>Works\n   on \${what}</description><properties><what>texts</what></properties>`,
    ),
    pom(
      "org.example/parent",
      `${coordinates("org.example", "parent", "9")}<url>https://example.org</url>
       <licenses><license><name>Apache-2.0</name></license><license><name>MIT</name></license></licenses>
       <developers><developer><name>A B</name></developer><developer><name>C D</name></developer></developers>`,
    ),
  ]);
  const { packages, problems } = catalogFiles(java, [{ "lib/text-1.0.jar": zip }]);
  expect(problems).toEqual([]);
  expect(packages[0]).toEqual({
    purl: "pkg:maven/org.example/text@1.0",
    type: "maven",
    namespace: "org.example",
    name: "text",
    version: "1.0",
    licenses: ["(Apache-2.0 OR MIT)"],
    author: "A B, C D",
    description: "Works on texts",
    homepage: "https://example.org",
    sizeBytes: zip.length,
    checksums: [{ algorithm: "sha1", value: process.getBuiltinModule("node:crypto").hash("sha1", zip, "hex") }],
    dependsOn: ["pkg:maven/org.example/parent@9"],
    properties: { "java:identified-by": "pom.properties" },
    layer: 0,
    locations: [{ path: "lib/text-1.0.jar", layer: 0 }],
  });
});

test.each([
  [["EPL 2.0", "GPL2 w/ CPE"], ["(EPL 2.0 OR (GPL2 w/ CPE))"]],
  [["MIT"], ["MIT"]],
  [
    ["MIT", "One & another, as you like"],
    ["MIT", "One & another, as you like"],
  ],
])("of the licences %j of a pom any may be chosen, where that can be said: %j", (names, expected) => {
  const licences = names.map((name) => `<license><name>${name.replace("&", "&amp;")}</name></license>`).join("");
  const text = pom("g.x/a", `${coordinates("g.x", "a", "1")}<licenses>${licences}</licenses>`);
  expect(packagesIn("a-1.jar", [text]).packages[0]?.licenses).toEqual(expected);
});

test("java takes from a bundle's manifest what no pom says", () => {
  const entries = [
    manifest({
      "Bundle-License": 'Apache-2.0;link="https://example.org/a,b";description="A, B", "https://example.org/other"',
      "Bundle-Vendor": "Example",
      "Bundle-Description": "Does it",
      "Bundle-DocURL": "https://example.org/doc",
    }),
  ];
  expect(packagesIn("lib/thing-1.0.jar", entries).packages).toEqual([
    expect.objectContaining({
      licenses: ["Apache-2.0"],
      author: "Example",
      description: "Does it",
      homepage: "https://example.org/doc",
    }),
  ]);
});

describe("java reads archives within archives:", () => {
  const lib = zipOf([properties("org.example", "lib", "3")]);
  const other = zipOf([properties("org.example", "other", "4")]);

  test("a Spring Boot jar, whose pom tells what was asked for", () => {
    const { packages, problems } = packagesIn("app/app.jar", [
      manifest({ "Start-Class": "com.example.App" }),
      properties("com.example", "demo", "1"),
      pom(
        "com.example/demo",
        "<dependencies><dependency><groupId>org.example</groupId><artifactId>lib</artifactId></dependency></dependencies>",
      ),
      { name: "BOOT-INF/lib/lib-3.jar", content: lib, stored: true },
      { name: "BOOT-INF/lib/other-4.jar", content: other, stored: true },
    ]);
    expect(problems).toEqual([]);
    expect(
      packages.map(({ name, direct, dependsOn, properties, locations }) => [
        name,
        direct,
        dependsOn,
        properties["java:virtual-path"],
        locations[0]?.path,
      ]),
    ).toEqual([
      ["demo", undefined, ["pkg:maven/org.example/lib@3", "pkg:maven/org.example/other@4"], undefined, "app/app.jar"],
      ["lib", true, undefined, "app.jar:BOOT-INF/lib/lib-3.jar", "app/app.jar"],
      ["other", false, undefined, "app.jar:BOOT-INF/lib/other-4.jar", "app/app.jar"],
    ]);
    expect(packages[1]?.sizeBytes).toBe(lib.length);
  });

  test("packed ones, in a war, in an ear", () => {
    const war = zipOf([{ name: "WEB-INF/lib/lib-3.jar", content: lib }]);
    const { packages, problems } = packagesIn("srv/shop-2.ear", [{ name: "shop.war", content: war }]);
    expect(problems).toEqual([]);
    expect(
      packages.map(({ purl, dependsOn, properties }) => [purl, dependsOn, properties["java:virtual-path"]]),
    ).toEqual([
      ["pkg:maven/shop@2", ["pkg:maven/org.example/lib@3"], undefined],
      ["pkg:maven/org.example/lib@3", undefined, "shop-2.ear:shop.war:WEB-INF/lib/lib-3.jar"],
    ]);
  });

  test("one that lies there twice is told of once", () => {
    const entries = ["a/lib-3.jar", "b/lib-3.jar"].map((name) => ({ name, content: lib }));
    expect(packagesIn("x.war", entries).packages).toHaveLength(1);
  });

  test("no deeper than six levels", () => {
    let content = zipOf([properties("g.x", "level-7", "1")]);
    for (let level = 6; level > 0; level--) {
      content = zipOf([properties("g.x", `level-${level}`, "1"), { name: "inner.jar", content }]);
    }
    const { packages, problems } = catalogFiles(java, [{ "deep.jar": content }]);
    expect(packages.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5, 6].map((level) => `level-${level}`));
    expect(problems).toEqual([expect.objectContaining({ code: "LIMIT_EXCEEDED", path: "deep.jar" })]);
  });
});

test("java finds what a pom asks for in the file, beside it, or where there is only one", () => {
  const needs = ["near", "far", "two"].map(
    (name) => `<dependency><groupId>g.x</groupId><artifactId>${name}</artifactId></dependency>`,
  );
  const test = "<dependency><groupId>g.x</groupId><artifactId>tested</artifactId><scope>test</scope></dependency>";
  const { packages } = catalogFiles(java, [
    {
      "app/a-1.jar": zipOf([
        properties("g.x", "a", "1"),
        pom("g.x/a", `<dependencies>${needs.join("")}${test}</dependencies>`),
      ]),
      "app/near-2.jar": zipOf([properties("g.x", "near", "2")]),
      "app/tested-2.jar": zipOf([properties("g.x", "tested", "2")]),
      "lib/near-1.jar": zipOf([properties("g.x", "near", "1")]),
      "lib/far-1.jar": zipOf([properties("g.x", "far", "1")]),
      "lib/two-1.jar": zipOf([properties("g.x", "two", "1")]),
      "lib/two-2.jar": zipOf([properties("g.x", "two", "2")]),
    },
  ]);
  expect(packages[0]?.dependsOn).toEqual(["pkg:maven/g.x/far@1", "pkg:maven/g.x/near@2"]);
});

describe("java tells of", () => {
  const rows: { title: string; content: Uint8Array; expected: string[]; found: number }[] = [
    {
      title: "a file that is no zip",
      content: Buffer.from("version https://git-lfs.example/spec/v1"),
      expected: ["FILE_MALFORMED a-1.jar: is not a zip: it has no end record"],
      found: 0,
    },
    {
      title: "a damaged jar within, and reads the others",
      content: zipOf([
        { name: "lib/bad-1.jar", content: "no" },
        { name: "lib/good-1.jar", content: zipOf([]) },
      ]),
      expected: ["FILE_MALFORMED a-1.jar:lib/bad-1.jar: is not a zip: it has no end record"],
      found: 2,
    },
    {
      title: "an encrypted jar within",
      content: zipOf([{ name: "b-1.jar", content: "x", flags: 1 }]),
      expected: ["FILE_MALFORMED a-1.jar:b-1.jar: is encrypted"],
      found: 1,
    },
    {
      title: "a pom that is no XML, and reads what stands before",
      content: zipOf([pom("g.x/a", "<groupId>g.x</groupId><artifactId>a</artifactId><version>1</version><")]),
      expected: ["FILE_MALFORMED a-1.jar:META-INF/maven/g.x/a/pom.xml: is not XML: "],
      found: 1,
    },
    {
      title: "a record that is far too long",
      content: zipOf([{ name: "META-INF/MANIFEST.MF", content: Buffer.alloc(5 * 1024 * 1024) }]),
      expected: ["LIMIT_EXCEEDED a-1.jar:META-INF/MANIFEST.MF: has 5242880 bytes, more than 4194304"],
      found: 1,
    },
  ];
  test.each(rows)("$title", ({ content, expected, found }) => {
    const { packages, problems } = catalogFiles(java, [{ "a-1.jar": content }]);
    const told = problems.map(({ code, message }) => `${code} ${message}`);
    expect(told).toEqual(expected.map((text) => expect.stringContaining(text)));
    expect(packages).toHaveLength(found);
  });

  test("more records than are read of one file, and keeps those that were", () => {
    const padding = "#".repeat(3 * 1024 * 1024);
    const entries = Array.from({ length: 10 }, (_, i) => ({
      name: `META-INF/maven/g.x/a${i}/pom.properties`,
      content: `version=1\n${padding}`,
    }));
    const { packages, problems } = packagesIn("x-1.jar", entries);
    expect(packages.map(({ name }) => name)).toEqual(["x", "a0", "a1", "a2", "a3", "a4", "a5", "a6"]);
    expect(problems.map(({ code }) => code)).toEqual(["LIMIT_EXCEEDED", "LIMIT_EXCEEDED", "LIMIT_EXCEEDED"]);
  });

  test("more than is unpacked of one file", () => {
    const content = Buffer.alloc(200 * 1024 * 1024);
    const entries = ["a-1.jar", "b-1.jar"].map((name) => ({ name, content }));
    const { problems } = packagesIn("x-1.jar", entries);
    // The first is unpacked and is no zip; for the second there is no room any more.
    expect(problems.map(({ code }) => code)).toEqual(["FILE_MALFORMED", "LIMIT_EXCEEDED"]);
  }, 60_000);

  test("poms with more properties than are kept, and keeps those before", () => {
    const names = Array.from({ length: 4000 }, (_, i) => `<p${i}>1</p${i}>`).join("");
    const entries = Array.from({ length: 15 }, (_, i) =>
      pom(`g.x/a${i}`, `<version>1</version><properties>${names}</properties>`),
    );
    const { packages, problems } = packagesIn("x-1.jar", entries);
    expect(packages).toHaveLength(14);
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual(
      [13, 14].map(
        (i) =>
          `LIMIT_EXCEEDED x-1.jar:META-INF/maven/g.x/a${i}/pom.xml: was left out: poms before it have 52000 properties`,
      ),
    );
  });

  test("no names of thousands of characters that a pom asks for by a short one", () => {
    const properties = `<long>${"x".repeat(4000)}</long><short>b</short>`;
    const needs = ["long", "short"].map(
      (name) => `<dependency><groupId>g.x</groupId><artifactId>\${${name}}</artifactId></dependency>`,
    );
    const entries = [
      pom(
        "g.x/a",
        `<version>1</version><properties>${properties}</properties><dependencies>${needs.join("")}</dependencies>`,
      ),
    ];
    const [reading] = readJar("a-1.jar", sourceOf(zipOf(entries)), () => {});
    expect(reading?.own?.needs).toEqual(["g.x:b"]);
  });

  test("a thousand bad jars within one as twenty problems", () => {
    const entries = Array.from({ length: 1000 }, (_, i) => ({ name: `${i}.jar`, content: "x" }));
    expect(packagesIn("a-1.jar", entries).problems).toHaveLength(20);
  });

  test("nothing where the name is that of another format", () => {
    expect(catalogFiles(java, [{ "a.rar": Buffer.from("Rar!\x1a\x07") }])).toEqual({ packages: [], problems: [] });
  });
});

test("what a pom asks for only for itself is an archive's own, and no need of a jar that others use", () => {
  const asks = "<dependencies><dependency><groupId>g.x</groupId><artifactId>b</artifactId><optional>true</optional>";
  const entries = [properties("g.x", "a", "1"), pom("g.x/a", `${asks}</dependency></dependencies>`)];
  const b = zipOf(project("b", []));
  const beside = catalogFiles(java, [{ "lib/a-1.jar": zipOf(entries), "lib/b-1.jar": b }]);
  expect(beside.packages.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
    ["a", undefined],
    ["b", undefined],
  ]);
  const within = packagesIn("app/a.jar", [...entries, { name: "BOOT-INF/lib/b-1.jar", content: b }]);
  expect(within.packages.map(({ name, direct }) => [name, direct])).toEqual([
    ["a", undefined],
    ["b", true],
  ]);
});

describe("the text of a licence in a jar", () => {
  const apache = "\n      Apache License\n    Version 2.0, January 2004\n  http://www.apache.org/licenses/\n";
  const bsd = `Copyright (c) 1997, Somebody

Redistribution and use in source and binary forms, with or without modification, are permitted.
Redistributions in binary form must reproduce the above copyright notice.`;
  const licensed = (licence: string) =>
    pom("g.x/a", `${coordinates("g.x", "a", "1")}<licenses><license><name>${licence}</name></license></licenses>`);
  const rows: { title: string; entries: ZipEntryFixture[]; expected: string[] }[] = [
    { title: "tells it", entries: [{ name: "META-INF/LICENSE.txt", content: apache }], expected: ["Apache-2.0"] },
    { title: "without a title tells it", entries: [{ name: "LICENSE", content: bsd }], expected: ["BSD-2-Clause"] },
    {
      title: "counts less than its pom",
      entries: [{ name: "META-INF/LICENSE", content: apache }, licensed("MIT")],
      expected: ["MIT"],
    },
    {
      title: "may be another one's where others were put into it",
      entries: [{ name: "META-INF/LICENSE", content: apache }, ...project("b", [])],
      expected: [],
    },
    {
      title: "counts more than a manifest that only points to it",
      entries: [{ name: "META-INF/LICENSE", content: apache }, manifest({ "Bundle-License": "META-INF/LICENSE" })],
      expected: ["Apache-2.0"],
    },
    {
      title: "elsewhere is another one's",
      entries: [{ name: "META-INF/licenses/b/LICENSE", content: apache }],
      expected: [],
    },
    { title: "in other words is not known", entries: [{ name: "LICENSE", content: "All yours." }], expected: [] },
  ];
  test.each(rows)("$title", ({ entries, expected }) => {
    const { packages, problems } = packagesIn("lib/a-1.jar", [properties("g.x", "a", "1"), ...entries]);
    expect(packages[0]?.licenses).toEqual(expected);
    expect(problems).toEqual([]);
  });

  test("that is damaged is a problem, and the jar is told", () => {
    const damaged = { name: "LICENSE", content: apache, method: 99 };
    const { packages, problems } = packagesIn("lib/a-1.jar", [properties("g.x", "a", "1"), damaged]);
    expect(packages.map(({ purl, licenses }) => [purl, licenses])).toEqual([["pkg:maven/g.x/a@1", []]]);
    expect(problems).toEqual([
      { code: "FILE_MALFORMED", path: "lib/a-1.jar", message: expect.stringContaining("lib/a-1.jar:LICENSE: ") },
    ]);
  });
});

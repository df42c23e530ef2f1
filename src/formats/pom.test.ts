// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Maven writes names of properties so.

import { expect, test } from "vitest";
import { interpolate, parsePom } from "./pom.ts";

const POM = `<?xml version="1.0"?>
<!-- by hand -->
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>7</version><relativePath/></parent>
  <artifactId>text</artifactId>
  <name>Text &amp; more</name>
  <description><![CDATA[A <b>tool</b>]]></description>
  <licenses>
    <license><name>Apache-2.0</name><url>https://example.org/l</url></license>
    <license><url>https://example.org/only-url</url></license>
  </licenses>
  <organization><name>Example</name></organization>
  <developers><developer><name>A B</name></developer><developer><email>c@example.org</email></developer></developers>
  <properties><guava.version>33</guava.version></properties>
  <dependencies>
    <dependency><groupId>g</groupId><artifactId>a</artifactId><scope>test</scope>
      <exclusions><exclusion><groupId>not</groupId><artifactId>this</artifactId></exclusion></exclusions>
    </dependency>
  </dependencies>
  <build><plugins><plugin><artifactId>not-this</artifactId><version>9</version></plugin></plugins></build>
  <profiles><profile><properties><not>this</not></properties></profile></profiles>
</project>`;

test("reads what a project says of itself, and not what it says of others", () => {
  expect(parsePom(POM)).toEqual({
    artifactId: "text",
    parent: { groupId: "org.example", artifactId: "parent", version: "7" },
    name: "Text & more",
    description: "A <b>tool</b>",
    licenses: ["Apache-2.0", "https://example.org/only-url"],
    organization: "Example",
    developers: ["A B", "c@example.org"],
    properties: new Map([["guava.version", "33"]]),
    dependencies: [{ groupId: "g", artifactId: "a", scope: "test" }],
  });
});

test("what stands before a fault is read, and the fault told of", () => {
  const { artifactId, trouble } = parsePom("<project><artifactId>a</artifactId><version>1</project>");
  expect(artifactId).toBe("a");
  expect(trouble).toMatch(/tag/);
});

test("entities of its own are not replaced", () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><project><artifactId>&b;</artifactId></project>';
  expect(parsePom(bomb)).toMatchObject({ trouble: expect.stringMatching(/entity/) });
});

test("a file of nothing but opening tags ends soon", () => {
  expect(parsePom("<a>".repeat(100_000)).trouble).toBe("has more than 64 levels");
});

test.each([
  ["${a}-x", "1-x"],
  ["${b}", "1.1"],
  ["${unknown}", "${unknown}"],
  ["no", "no"],
])("%s becomes %s", (text, expected) => {
  const values = new Map([
    ["a", "1"],
    ["b", "${a}.${a}"],
  ]);
  expect(interpolate(text, (name) => values.get(name))).toBe(expected);
});

test("names that stand for each other or for ever more end", () => {
  expect(interpolate("${x}", () => "${x}${x}").length).toBeLessThanOrEqual(4096);
});

import { expect, test } from "vitest";
import { parseJarName, parseRepositoryPath } from "./jar-name.ts";
import { knownMavenGroup } from "./maven-groups.ts";

test.each<[string, string, string | undefined, string | undefined]>([
  ["commons-text-1.10.0", "commons-text", "1.10.0", undefined],
  ["guava-33.0.0-jre", "guava", "33.0.0-jre", undefined],
  ["log4j-1.2-api-2.17.1", "log4j-1.2-api", "2.17.1", undefined],
  ["demo-0.0.1-SNAPSHOT", "demo", "0.0.1-SNAPSHOT", undefined],
  ["demo-1.0-20240131.120102-3", "demo", "1.0-20240131.120102-3", undefined],
  ["hibernate-core-6.5.3.Final", "hibernate-core", "6.5.3.Final", undefined],
  ["spring-core-4.3.30.RELEASE", "spring-core", "4.3.30.RELEASE", undefined],
  [
    "netty-transport-native-epoll-4.1.100.Final-linux-x86_64",
    "netty-transport-native-epoll",
    "4.1.100.Final",
    "linux-x86_64",
  ],
  ["lib-2.0-sources", "lib", "2.0", "sources"],
  ["kafka_2.13-3.7.0", "kafka_2.13", "3.7.0", undefined],
  ["geronimo-jta_1.1_spec-1.1.1", "geronimo-jta_1.1_spec", "1.1.1", undefined],
  ["jul-to-slf4j-2.0.0-alpha1", "jul-to-slf4j", "2.0.0-alpha1", undefined],
  ["app", "app", undefined, undefined],
  ["1.0", "1.0", undefined, undefined],
  ["-", "-", undefined, undefined],
])("%s is %s of version %s, classifier %s", (stem, artifact, version, classifier) => {
  expect(parseJarName(stem)).toEqual({ artifact, ...(version && { version }), ...(classifier && { classifier }) });
});

test.each([
  ["root/.m2/repository/org/example/text/1.0/text-1.0.jar", "org.example:text:1.0"],
  ["usr/share/maven-repo/xerces/xercesImpl/2.12.2/xercesImpl-2.12.2.jar", "xerces:xercesImpl:2.12.2"],
  [".gradle/caches/modules-2/files-2.1/org.example/text/1.0/0a1b/text-1.0.jar", "org.example:text:1.0"],
  ["opt/repository/text-1.0.jar", undefined],
  ["root/.m2/repository/org/example/text/1.0/other.jar", undefined],
])("%s lies as %s", (path, expected) => {
  const found = parseRepositoryPath(path);
  expect(found && `${found.group}:${found.artifact}:${found.version}`).toBe(expected);
});

test.each([
  ["spring-boot-autoconfigure", "org.springframework.boot"],
  ["spring-web", "org.springframework"],
  ["spring-security-web", "org.springframework.security"],
  ["tomcat-embed-core", "org.apache.tomcat.embed"],
  ["hibernate-core", "org.hibernate"],
  ["spring-unheard-of", undefined],
])("%s is of the group %s", (artifact, group) => {
  expect(knownMavenGroup(artifact, "5.1")).toBe(group);
});

test("an artifact that moved to another group is of the one that its version has", () => {
  const versions = ["2.9", "3.0.1", "1.3.8"];
  expect(versions.map((version) => knownMavenGroup("rxjava", version))).toEqual([
    "io.reactivex.rxjava2",
    "io.reactivex.rxjava3",
    "io.reactivex",
  ]);
});

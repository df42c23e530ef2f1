import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Ecosystem, Exception, Facts, ListedPackage } from "./ecosystem.ts";
import { run } from "./run.ts";

const GROUP = "com.example.shop";
const VERSION = "1.2.0";

/** Folder of its sources. */
const PROJECT = "shop";

interface Module {
  readonly name: string;
  readonly packaging: "jar" | "war";
  /** `group:artifact:version`, then perhaps `:scope`, and `:classifier`. */
  readonly dependencies: readonly string[];
  /** A plugin that makes one archive of all, and how. */
  readonly plugin?: string;
  /** Where its archive goes. */
  readonly place: string;
}

const plugin = (coordinates: string, inner: string) => {
  const [group, name, version] = coordinates.split(":");
  return `<plugin><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${inner}</plugin>`;
};
const execution = (what: string) => `<executions><execution>${what}</execution></executions>`;

const MODULES: readonly Module[] = [
  {
    // Its jar lies beside those that it needs.
    name: "shop-core",
    packaging: "jar",
    dependencies: [
      "com.google.guava:guava:33.2.0-jre",
      "org.apache.commons:commons-lang3:3.14.0",
      "io.netty:netty-transport-native-epoll:4.1.109.Final:runtime:linux-x86_64",
      "junit:junit:4.13.2:test",
    ],
    place: `opt/core/lib/shop-core-${VERSION}.jar`,
  },
  {
    name: "shop-boot",
    packaging: "jar",
    dependencies: ["org.springframework.boot:spring-boot-starter-web:3.2.5"],
    plugin: plugin(
      "org.springframework.boot:spring-boot-maven-plugin:3.2.5",
      `${execution("<goals><goal>repackage</goal></goals>")}
       <configuration><mainClass>com.example.shop.Main</mainClass></configuration>`,
    ),
    place: "app/app.jar",
  },
  {
    name: "shop-web",
    packaging: "war",
    dependencies: [
      `${GROUP}:shop-core:${VERSION}`,
      "org.apache.logging.log4j:log4j-core:2.17.1",
      "jakarta.servlet:jakarta.servlet-api:6.0.0:provided",
    ],
    plugin: plugin(
      "org.apache.maven.plugins:maven-war-plugin:3.4.0",
      "<configuration><failOnMissingWebXml>false</failOnMissingWebXml></configuration>",
    ),
    place: "srv/webapps/shop.war",
  },
  {
    // Classes of all, and one manifest.
    name: "shop-tool",
    packaging: "jar",
    dependencies: ["org.apache.commons:commons-text:1.12.0", "commons-io:commons-io:2.16.1"],
    plugin: plugin(
      "org.apache.maven.plugins:maven-shade-plugin:3.5.3",
      execution("<phase>package</phase><goals><goal>shade</goal></goals>"),
    ),
    place: "opt/tool/tool.jar",
  },
];

/** Jars of Maven's registry: in a folder, in a Spring Boot jar, in a war, and shaded into one. */
export const maven: Ecosystem = {
  name: "maven",
  purlTypes: ["maven"],
  needs: ["mvn", "python3"],

  build(root, scratch) {
    const project = join(scratch, PROJECT);
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    };
    write("pom.xml", parentPom());
    for (const module of MODULES) {
      write(`${module.name}/pom.xml`, modulePom(module));
      write(`${module.name}/src/main/resources/shop.properties`, "open=true\n");
    }
    const settings = [`-Dmaven.repo.local=${repositoryIn(scratch)}`, "-Dmaven.test.skip"];
    run("mvn", ["--batch-mode", "--quiet", ...settings, "package"], { cwd: project });
    for (const module of MODULES) {
      mkdirSync(dirname(join(root, module.place)), { recursive: true });
      copyFileSync(archiveOf(module, scratch), join(root, module.place));
    }
    cpSync(join(project, "shop-core/target/dependency"), join(root, "opt/core/lib"), { recursive: true });
  },

  listed(_root, scratch) {
    const packages = new Map<string, ListedPackage>();
    for (const module of MODULES) {
      const asked = new Set(listOf(module, "asked", scratch).map(({ jar }) => jar));
      // What lies beside a jar is not asked for by it alone: only an archive around others tells of that.
      const isAround = module.name !== "shop-core";
      for (const { name, version, jar } of listOf(module, "all", scratch)) {
        const key = `${name}@${version}`;
        const direct = asked.has(jar) || packages.get(key)?.facts?.direct === true;
        packages.set(key, { name, version, facts: { ...toldIn(jar, name), ...(isAround && { direct }) } });
      }
      const [name, version] = [`${GROUP}/${module.name}`, VERSION];
      packages.set(`${name}@${version}`, { name, version, facts: toldIn(archiveOf(module, scratch), name) });
    }
    return [...packages.values()];
  },

  exceptions: [
    ...["web", "json", "logging", "tomcat", ""].map((kind): Exception => {
      const name = kind === "" ? "spring-boot-starter" : `spring-boot-starter-${kind}`;
      const why = "nothing is in it but its pom, and Spring Boot leaves it out of the archive";
      return { package: `org.springframework.boot/${name}@3.2.5`, only: "tool", why };
    }),
    {
      package: "org.springframework.boot/spring-boot-jarmode-layertools@3.2.5",
      only: "plimsoll",
      why: "Spring Boot puts it into the archive, asked for by nobody",
    },
    { package: "org.jctools/jctools-core@3.1.0", only: "plimsoll", why: "its classes are within netty-common" },
  ],
};

const repositoryIn = (scratch: string) => join(scratch, "repository");

const archiveOf = ({ name, packaging }: Module, scratch: string) =>
  join(scratch, PROJECT, name, "target", `${name}-${VERSION}.${packaging}`);

function parentPom(): string {
  const list = (file: string, more: string) =>
    `<execution><id>${file}</id><phase>prepare-package</phase><goals><goal>list</goal></goals><configuration>
       <includeScope>runtime</includeScope><outputAbsoluteArtifactFilename>true</outputAbsoluteArtifactFilename>
       <outputFile>target/${file}.txt</outputFile>${more}</configuration></execution>`;
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>${GROUP}</groupId><artifactId>shop</artifactId><version>${VERSION}</version><packaging>pom</packaging>
  <properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
  <modules>${MODULES.map(({ name }) => `<module>${name}</module>`).join("")}</modules>
  <build><plugins>${plugin(
    "org.apache.maven.plugins:maven-dependency-plugin:3.6.1",
    `<executions>
      <execution><id>copy</id><phase>prepare-package</phase><goals><goal>copy-dependencies</goal></goals>
        <configuration><includeScope>runtime</includeScope></configuration></execution>
      ${list("all", "")}
      ${list("asked", "<excludeTransitive>true</excludeTransitive>")}
    </executions>`,
  )}</plugins></build>
</project>
`;
}

function modulePom({ name, packaging, dependencies, plugin: own = "" }: Module): string {
  const asked = dependencies.map((text) => {
    const [group, artifact, version, scope = "compile", classifier] = text.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
      <scope>${scope}</scope>${classifier ? `<classifier>${classifier}</classifier>` : ""}</dependency>`;
  });
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <parent><groupId>${GROUP}</groupId><artifactId>shop</artifactId><version>${VERSION}</version></parent>
  <artifactId>${name}</artifactId><packaging>${packaging}</packaging>
  <description>The ${name} of a shop</description>
  <licenses><license><name>Apache-2.0</name></license></licenses>
  <dependencies>${asked.join("\n")}</dependencies>
  <build><plugins>${own}</plugins></build>
</project>
`;
}

/** `   group:name:jar[:classifier]:version:scope:FILE[ -- module …]`, as `mvn dependency:list` writes it. */
function listOf({ name }: Module, file: "all" | "asked", scratch: string) {
  const text = readFileSync(join(scratch, PROJECT, name, "target", `${file}.txt`), "utf8");
  return text.split("\n").flatMap((line) => {
    const parts = line
      .trim()
      .replace(/ -- module .*$/, "")
      .split(":");
    const [group = "", artifact = ""] = parts;
    const [version = "", _scope, jar = ""] = parts.slice(-3);
    return parts.length < 6 ? [] : [{ name: `${group}/${artifact}`, version, jar }];
  });
}

/** By Python's reader: the texts that stand in the pom that a jar has of itself; those of its parents are not in it. */
function toldIn(jar: string, name: string): Facts {
  return JSON.parse(run("python3", ["-c", POM_READER, jar, `META-INF/maven/${name}/pom.xml`])) as Facts;
}

const POM_READER = `
import json, re, sys, zipfile
from xml.etree import ElementTree
archive = zipfile.ZipFile(sys.argv[1])
facts = {}
if sys.argv[2] in archive.namelist():
    root = ElementTree.fromstring(re.sub(rb' xmlns="[^"]*"', b"", archive.read(sys.argv[2]), count=1))
    plain = lambda text: " ".join(text.split()) if text and text.strip() and "$" not in text else None
    for fact in ["description", "url"]:
        if plain(root.findtext(fact)):
            facts[fact] = plain(root.findtext(fact))
    names = [plain(one.findtext("name")) for one in root.findall("licenses/license")]
    # Of several anybody may choose one, which a list of names does not tell.
    if len(names) == 1 and names[0]:
        facts["licenses"] = names
    who = plain(root.findtext("organization/name"))
    if who:
        facts["author"] = who
print(json.dumps(facts))
`;

import { parseJavaProperties } from "../formats/java-properties.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, stands } from "./cataloger.ts";

/** What an installation of Java says of itself. */
interface Release {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly javaVersion: string;
  readonly implementor?: string;
  readonly build?: string;
  readonly kind?: string;
  readonly architecture?: string;
}

/** Honest ones have 2 KB. */
const MOST_BYTES = 64 * 1024;
const MOST_TEXT = 200;

/** By whom and what it is, for those that are not plain OpenJDK; the first row that fits counts. */
const PRODUCTS: readonly (readonly [
  (facts: ReadonlyMap<string, string>) => boolean,
  vendor: string,
  product: string,
])[] = [
  [(facts) => facts.has("GRAALVM_VERSION"), "oracle", "graalvm"],
  [(facts) => /^azul/i.test(facts.get("IMPLEMENTOR") ?? ""), "azul", "zulu"],
  [(facts) => facts.get("BUILD_TYPE") === "commercial" && isRuntime(facts), "oracle", "jre"],
  [(facts) => facts.get("BUILD_TYPE") === "commercial", "oracle", "jdk"],
];

const isRuntime = (facts: ReadonlyMap<string, string>) => facts.get("IMAGE_TYPE") === "JRE";

/** Java itself, by the file that every installation has in its folder. */
export const jvm = defineCataloger<Release>({
  name: "jvm",
  version: 1,
  describes: "Java run-times and development kits, by their `release` file",
  specification: "https://openjdk.org/jeps/223",
  purlType: "generic",
  evidences: "installed",
  gives: ["author", "architecture"],
  roots: [],
  maxFileBytes: MOST_BYTES,

  wants: (path, { sizeBytes }) => (path.endsWith("/release") || path === "release") && sizeBytes <= MOST_BYTES,

  read(file) {
    const facts = new Map(
      [...parseJavaProperties(file.text())].map(([key, value]) => [
        key,
        value.replace(/^"|"$/g, "").slice(0, MOST_TEXT),
      ]),
    );
    const javaVersion = facts.get("JAVA_VERSION");
    // Many other things have a file of this name.
    if (!javaVersion) return undefined;
    const [, vendor, product] = PRODUCTS.find(([fits]) => fits(facts)) ?? [undefined, "oracle", "openjdk"];
    const implementor = facts.get("IMPLEMENTOR");
    const build = facts.get("IMPLEMENTOR_VERSION");
    const kind = facts.get("IMAGE_TYPE");
    const architecture = facts.get("OS_ARCH");
    return {
      vendor,
      product,
      version: facts.get("JAVA_RUNTIME_VERSION") || facts.get("FULL_VERSION") || javaVersion,
      javaVersion,
      ...(implementor && { implementor }),
      ...(build && { build }),
      ...(kind && { kind }),
      ...(architecture && { architecture }),
    };
  },

  assemble: (evidence) =>
    evidence.filter(stands).map(({ path, layer, value }): CatalogedPackage => {
      const { vendor, product, version, javaVersion, implementor, build, kind, architecture } = value;
      return {
        purl: formatPurl({ type: "generic", namespace: vendor, name: product, version, qualifiers: {} }),
        type: "generic",
        namespace: vendor,
        name: product,
        version,
        ...(architecture && { architecture }),
        licenses: [],
        ...(implementor && { author: implementor }),
        properties: {
          "java:version": javaVersion,
          ...(build && { "java:implementor-version": build }),
          ...(kind && { "java:image-type": kind }),
        },
        layer,
        locations: [{ path, layer }],
      };
    }),
});

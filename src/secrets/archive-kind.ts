import { fileClassOf, isPublished } from "./file-class.ts";

/** A file that holds files in which secrets may be. */
export type ArchiveKind = "java" | "zip" | "tar" | "gzip" | "git-pack" | "git-object";

// Packages that everybody can download are no such: wheels, gems, crates, those of distributions.
const ENDINGS: readonly (readonly [RegExp, ArchiveKind])[] = [
  [/\.(?:jar|war|ear|jpi|hpi|par|sar)$/i, "java"],
  [/\.zip$/i, "zip"],
  [/\.tar$/i, "tar"],
  [/\.(?:gz|tgz)$/i, "gzip"],
  [/(?:^|\/)objects\/pack\/pack-[0-9a-f]{40}\.pack$/, "git-pack"],
  [/(?:^|\/)objects\/[0-9a-f]{2}\/[0-9a-f]{38}$/, "git-object"],
];

/** The sources of a JDK. */
const PUBLISHED_ARCHIVE = /(?:^|\/)lib\/src\.zip$/;

/**
 * What a file holds, going by its path; nothing where it is part of a package, or of tests: those are broken on purpose
 * more often than not.
 */
export function archiveKindOf(path: string): ArchiveKind | undefined {
  const found = ENDINGS.find(([pattern]) => pattern.test(path));
  if (!found || isPublished(path) || PUBLISHED_ARCHIVE.test(path)) return undefined;
  return fileClassOf(path.replace(/\.\w+$/, "")) === "sample" ? undefined : found[1];
}

/** Classes that a web application or an application of Spring Boot has of its own; all else are libraries. */
const OWN_CLASSES = /^(?:BOOT-INF|WEB-INF)\/classes\//;

/** What a package of npm has all its files in. */
const NPM_PACKAGE = /^package\//;

/**
 * What a file within an archive is; nothing where nobody looks at it.
 *
 * @param path  Of the archive.
 * @param name  In the archive.
 */
export function memberClassOf(path: string, name: string, kind: ArchiveKind): ReturnType<typeof fileClassOf> {
  if (kind === "java") {
    const own = name.replace(OWN_CLASSES, "");
    if (own !== name) return fileClassOf(own);
    // Beside the folders of libraries stands what configures an application.
    const known = fileClassOf(name);
    return known === "own" || (known === "settings" && name.includes("/")) ? "published" : known;
  }
  const known = fileClassOf(name);
  if (kind === "gzip" && /\.tgz$/i.test(path) && NPM_PACKAGE.test(name)) return "skipped";
  return known;
}

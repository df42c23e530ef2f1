/** What a jar's file name tells, when it was named as Maven names it. */
export interface JarName {
  readonly artifact: string;
  readonly version?: string;
  readonly classifier?: string;
}

/** Words that belong to a version, though no digit begins them. */
const VERSION_WORD =
  /^(?:snapshot|release|final|ga|jre|android|alpha|beta|milestone|incubating|preview|rc|cr|m|sp|b|build|redhat|jbossorg|empty)[\d.]*$/i;

const beginsWithDigit = (text: string | undefined) => /^\d/.test(text ?? "");

/**
 * Takes `ARTIFACT-VERSION[-CLASSIFIER]` apart. The version begins at the last part that is a number and has only such
 * before it that belong to it: `log4j-1.2-api-2.17.1` is version 2.17.1.
 */
export function parseJarName(stem: string): JarName {
  const parts = stem.split("-");
  let start = parts.findLastIndex((part, i) => i > 0 && beginsWithDigit(part));
  if (start < 0) return { artifact: stem };
  const belongs = (part: string | undefined) => beginsWithDigit(part) || VERSION_WORD.test(part ?? "");
  let first = start;
  while (start > 1 && belongs(parts[start - 1])) {
    start--;
    if (beginsWithDigit(parts[start])) first = start;
  }
  let end = first + 1;
  while (end < parts.length && belongs(parts[end])) end++;
  const classifier = parts.slice(end).join("-");
  return {
    artifact: parts.slice(0, first).join("-"),
    version: parts.slice(first, end).join("-"),
    ...(classifier && { classifier }),
  };
}

/** A file of a Maven or Gradle repository says by its folders what it is. */
export function parseRepositoryPath(path: string): { group: string; artifact: string; version: string } | undefined {
  const parts = path.split("/");
  const file = parts.at(-1) ?? "";
  // Source: https://maven.apache.org/repositories/layout.html; `maven-repo` is Debian's.
  const root = parts.findLastIndex((part) => part === "repository" || part === "maven-repo");
  if (root >= 0 && parts.length - root >= 5) {
    const [artifact = "", version = ""] = parts.slice(-3, -1);
    const group = parts.slice(root + 1, -3).join(".");
    if (file.startsWith(`${artifact}-${version}`)) return { group, artifact, version };
  }
  const gradle = parts.lastIndexOf("files-2.1");
  if (gradle >= 0 && parts.length - gradle === 6) {
    const [group = "", artifact = "", version = ""] = parts.slice(gradle + 1);
    if (file.startsWith(`${artifact}-${version}`)) return { group, artifact, version };
  }
  return undefined;
}

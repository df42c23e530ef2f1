/** A virtual environment. */
export interface PythonEnvironment {
  /** What stands before `lib` of the Python that it was made with, as `pythonSiteOf` has it; its packages are seen, too. */
  readonly sees?: string;
}

const MOST_PARTS = 100;

/**
 * What pyvenv.cfg says: whose packages are seen beside those of the environment.
 *
 * Source: https://docs.python.org/3/library/site.html
 */
export function pythonEnvironment(text: string): PythonEnvironment | undefined {
  const fields = new Map<string, string>();
  for (const line of text.slice(0, 16 * 1024).split("\n")) {
    const equals = line.indexOf("=");
    if (equals > 0) fields.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  const home = fields.get("home");
  if (home === undefined || fields.get("include-system-site-packages")?.toLowerCase() !== "true") return undefined;
  const folder = home
    .split("/", MOST_PARTS)
    .filter((part) => part !== "")
    .join("/")
    .replace(/(?:^|\/)bin$/, "");
  return { sees: ["", "usr", "usr/local"].includes(folder) ? "" : `${folder}/` };
}

import { folderOf, TRIAL_FOLDERS } from "./node-folders.ts";

/** `*.dist-info/METADATA` of wheels; `*.egg-info/PKG-INFO`, `EGG-INFO/PKG-INFO` or a lone `*.egg-info` file before them. */
const METADATA = /(?:\.dist-info\/METADATA|(?:\.egg-info|\/EGG-INFO)\/PKG-INFO|\/[^/]+\.egg-info)$/;

/** What stands beside that, and which of them is what. */
const BESIDE =
  /(?:\.dist-info\/(?<kind>INSTALLER|RECORD|direct_url\.json)|(?:\.egg-info|\/EGG-INFO)\/(?<requires>requires\.txt)|\/[^/]+\.(?<link>egg-link)|-packages\/[^/]+\.(?<egg>egg))$/;

/** Files of an installed package of Python. */
export type PythonFile = "metadata" | "installer" | "record" | "direct-url" | "requires" | "link" | "egg";

const KINDS: Readonly<Record<string, PythonFile>> = {
  INSTALLER: "installer",
  RECORD: "record",
  "direct_url.json": "direct-url",
  "requires.txt": "requires",
  "egg-link": "link",
  egg: "egg",
};

/** Documentation comes with projects to try. */
const EXAMPLES = /^usr\/(?:local\/)?share\/doc\//;

/** What a file is to a package of Python; `undefined` for all others. */
export function pythonFileOf(path: string): PythonFile | undefined {
  if (!/(?:METADATA|PKG-INFO|INSTALLER|RECORD|direct_url\.json|requires\.txt|\.egg(?:-info|-link)?)$/.test(path)) {
    return undefined;
  }
  if (EXAMPLES.test(path) || foldersBelowPackages(path).some((name) => TRIAL_FOLDERS.has(name))) return undefined;
  const from = `/${path}`;
  if (METADATA.test(from)) return "metadata";
  const groups = BESIDE.exec(from)?.groups;
  return KINDS[groups?.kind ?? groups?.requires ?? groups?.link ?? groups?.egg ?? ""];
}

/** The folders between the one that Python looks into and a file: those of the package that brought the file. */
function foldersBelowPackages(path: string): string[] {
  const at = path.lastIndexOf("-packages/");
  return at < 0 ? [] : path.slice(at).split("/").slice(1, -1);
}

/** Whether what stands in a folder came with another package, which alone imports it: `pip/_vendor`. */
export function isBundledIn(site: string): boolean {
  return site.endsWith("/_vendor") || foldersBelowPackages(`${site}/`).length > 0;
}

/** The folder that a package's record is in: `…/x.dist-info`; the file itself where that is all of it. */
export function recordOf(path: string): string {
  return /\/(?:METADATA|PKG-INFO|INSTALLER|RECORD|direct_url\.json|requires\.txt)$/.test(`/${path}`)
    ? folderOf(path)
    : path;
}

/** The folder that Python looks into: `…/site-packages`, or where the egg lies. */
export function siteOf(record: string): string {
  const folder = folderOf(record);
  return record.endsWith("EGG-INFO") && folder.endsWith(".egg") ? folderOf(folder) : folder;
}

/** A folder of packages, as the Python that uses it knows it. */
export interface PythonSite {
  /** Folders of one name are looked into by one Python. */
  readonly environment: string;
  /** `3.11`; absent where the folder is for several. */
  readonly version?: string;
}

/**
 * Whose folder it is: one Python has `usr/lib/python3/dist-packages` and `usr/local/lib/python3.11/dist-packages`
 * (Debian's), or `lib` and `lib64` (Fedora's).
 *
 * Source: https://wiki.debian.org/Python#Deviations_from_upstream
 */
export function pythonSiteOf(folder: string): PythonSite {
  const parts = /^(.*?)(?:usr\/local\/|usr\/)?lib(?:64)?\/python(\d)(\.\d{1,2})?\/((?:site|dist)-packages)$/.exec(
    folder,
  );
  if (!parts) return { environment: folder };
  const [, prefix = "", major = "", minor = "", flavour = ""] = parts;
  const environment = `${prefix}python${major}${flavour === "site-packages" ? minor : ""}/${flavour}`;
  return { environment, ...(minor && { version: major + minor }) };
}

/** The versions that an assembly tells of itself. */
export interface AssemblyVersions {
  /** By which other assemblies ask for it: four numbers, often the same for many releases. */
  readonly assembly: string;
  readonly file?: string | undefined;
  /** For people: mostly that of the package, with a commit behind it. */
  readonly product?: string | undefined;
}

/** A version that a package may have, and where it was read. */
export interface PackageVersion {
  readonly version: string;
  readonly from: "product" | "file" | "assembly";
}

/** Longer ones are sentences. */
const MOST_CHARACTERS = 200;

/** Two to four numbers and what makes it a pre-release; a commit, a branch or a builder's name may stand behind. */
const LEADING = /^v?(\d{1,18}(?:\.\d{1,18}){1,3})(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?=$|[+\s,;(]|\.(?!\d))/;

/** What the build tools of .NET put behind the version of what is a release all the same. */
const BUILD_NUMBER = /^-\d{1,3}\.\d{5}\.\d{1,3}$/;

/** A number that counts builds or days, and no releases. */
const LEAST_STAMP = 1000;
/** Where it is the third one; releases of some reach thousands there. */
const LEAST_THIRD_STAMP = 20_000;

/**
 * Which version of a package an assembly is of: what it tells to people, where that is a version, or else the file's,
 * or else the assembly's own; in the form in which NuGet writes it.
 *
 * Sources: https://learn.microsoft.com/nuget/concepts/package-versioning#normalized-version-numbers and
 * https://learn.microsoft.com/dotnet/standard/library-guidance/versioning
 */
export function packageVersionOf({ assembly, file, product }: AssemblyVersions): PackageVersion | undefined {
  const [ofProduct, ofFile, ofAssembly] = [product, file, assembly].map(versionIn);
  const ofScheme = versionInScheme(file);
  // Packages beside .NET Core 3 tell the version of .NET, and their own one only by the file's numbers.
  if (ofProduct && ofScheme && majorOf(ofProduct) !== majorOf(ofScheme)) return { version: ofScheme, from: "file" };
  if (ofProduct) return { version: ofProduct, from: "product" };
  if (ofScheme ?? ofFile) return { version: ofScheme ?? ofFile ?? "", from: "file" };
  return ofAssembly === undefined ? undefined : { version: ofAssembly, from: "assembly" };
}

const majorOf = (version: string) => version.slice(0, version.indexOf("."));

/** The version that a text begins with, if that is one of a package. */
function versionIn(text: string | undefined): string | undefined {
  const match = LEADING.exec((text ?? "").trim().slice(0, MOST_CHARACTERS));
  if (!match) return undefined;
  const [, numbers = "", label = ""] = match;
  const [major = 0, minor = 0, third = 0, fourth = 0] = numbers.split(".").map(Number);
  // The number of a build, as .NET Core 2 wrote it: 4.6.26406.04.
  if (third >= LEAST_THIRD_STAMP) return undefined;
  const kept = fourth > 0 && fourth < LEAST_STAMP ? [major, minor, third, fourth] : [major, minor, third];
  if (kept.every((number) => number === 0)) return undefined;
  return `${kept.join(".")}${BUILD_NUMBER.test(label) ? "" : label}`;
}

/**
 * Microsoft's build tools write the minor version a hundred times, and the patch a hundred times with the year in the
 * third number: 1.4700.125.36505 is 1.47.1, built in 2025.
 *
 * Source: https://github.com/dotnet/arcade/blob/main/Documentation/CorePackages/Versioning.md
 */
function versionInScheme(file: string | undefined): string | undefined {
  const match = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})\.(\d{4,5})$/.exec((file ?? "").trim());
  if (!match) return undefined;
  const [major = 0, hundreds = 0, third = 0] = match.slice(1).map(Number);
  const year = third % 100;
  // Later than the tools, and a minor version that was written so at all.
  if (hundreds === 0 || hundreds % 100 !== 0 || year < 17) return undefined;
  return `${major}.${hundreds / 100}.${Math.floor(third / 100)}`;
}

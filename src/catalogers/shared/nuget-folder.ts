/**
 * Where NuGet unpacks a package: its name and its version are folders, and its description bears its name again, as no
 * description does from which a project makes packages.
 *
 * Source: https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders
 */
const DESCRIPTION = /(?:^|\/)([^/]{1,200})\/\d[^/]{0,100}\/\1\.nuspec$/i;

/** Whether a path is that of the description of a package that NuGet unpacked. */
export const isUnpackedDescription = (path: string): boolean => path.endsWith(".nuspec") && DESCRIPTION.test(path);

/** Folders of a package whose assemblies are its own; in `tools` there are programs, with what they need. */
const OWN = new Set(["lib", "ref", "runtimes", "analyzers", "build", "buildtransitive"]);

/** The folder of the package that a file would belong to, by each folder above it that packages have. */
export function packageFoldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.flatMap((part, at) => (OWN.has(part.toLowerCase()) ? [`${parts.slice(0, at).join("/")}/`] : []));
}

/**
 * NuGet packages whose main assembly has another name, by that name in lower case. Most have the same: of 264 that three
 * real applications list, four fifths.
 *
 * Source: the packages' pages at https://www.nuget.org/packages/
 */
const PACKAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "bouncycastle.crypto": "BouncyCastle",
    commandline: "CommandLineParser",
    dotnetnuke: "DotNetNuke.Core",
    humanizer: "Humanizer.Core",
    "icsharpcode.sharpziplib": "SharpZipLib",
    "ionic.zip": "DotNetZip",
    "microsoft.codeanalysis": "Microsoft.CodeAnalysis.Common",
    "microsoft.codeanalysis.workspaces": "Microsoft.CodeAnalysis.Workspaces.Common",
    "microsoft.web.xmltransform": "Microsoft.Web.Xdt",
    "nunit.framework": "NUnit",
    "python.runtime": "pythonnet",
    "system.net.http.formatting": "Microsoft.AspNet.WebApi.Client",
    "system.web.http": "Microsoft.AspNet.WebApi.Core",
    "system.web.mvc": "Microsoft.AspNet.Mvc",
    "system.web.razor": "Microsoft.AspNet.Razor",
    "system.web.webpages": "Microsoft.AspNet.WebPages",
  }),
);

/**
 * Assemblies that no package is named by: the class library of .NET Framework, which later versions of .NET have too, to
 * point to where the code is now; and what only helps others of the same package.
 *
 * Source: https://github.com/dotnet/runtime/tree/main/src/libraries/shims
 */
const NO_PACKAGES: ReadonlySet<string> = new Set([
  ...["mscorlib", "netstandard", "windowsbase", "system", "system.configuration", "system.core"],
  ...["system.componentmodel.dataannotations", "system.data", "system.drawing", "system.io.compression.filesystem"],
  ...["system.net", "system.numerics", "system.runtime.serialization", "system.security", "system.servicemodel.web"],
  ...["system.serviceprocess", "system.transactions", "system.web", "system.windows", "system.xml"],
  ...["system.xml.linq", "system.xml.serialization", "system.private.corelib", "system.private.windows.core"],
  ...["system.private.windows.gdiplus", "system.private.xml", "system.private.xml.linq"],
]);

/** The package that an assembly is of, mostly of its own name; `undefined` for one that none can be of. */
export function packageOfAssembly(assembly: string): string | undefined {
  const key = assembly.toLowerCase();
  return NO_PACKAGES.has(key) ? undefined : (PACKAGES.get(key) ?? assembly);
}

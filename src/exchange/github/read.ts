import { fieldsOf, textIn, textsIn } from "../field.ts";
import { NO_LAYER, type PartialPackage } from "../package-properties.ts";
import { parsedPurl } from "../parsed-purl.ts";
import { ofPurl } from "../purl-facts.ts";
import type { SbomParts, SbomReader } from "../reading.ts";

/** Reads a snapshot for GitHub's dependency graph. */
export const readGithub: SbomReader = (document): SbomParts => {
  const manifests = Object.entries(fieldsOf(fieldsOf(document).manifests));
  const [first = ""] = manifests.map(([name]) => name);
  return {
    packages: manifests.flatMap(([name, manifest]) => packagesOf(manifest, name)),
    image: { names: first.includes(":/") ? [first.slice(0, first.lastIndexOf(":/"))] : [] },
  };
};

function packagesOf(manifest: unknown, manifestName: string): PartialPackage[] {
  const resolved = fieldsOf(fieldsOf(manifest).resolved);
  const place = textIn(fieldsOf(manifest).file, "source_location") ?? manifestName;
  // Behind the image's name, where there is one.
  const path = place.slice(place.lastIndexOf(":/") + 1).replace(/^\//, "");
  const purlOf = (key: string) =>
    (Object.hasOwn(resolved, key) ? textIn(resolved[key], "package_url") : undefined) ?? key;
  return Object.values(resolved).map((one): PartialPackage => {
    const purl = textIn(one, "package_url");
    const parts = parsedPurl(purl);
    const relationship = textIn(one, "relationship");
    return {
      name: parts?.name ?? "",
      ...ofPurl(parts, purl),
      ...(Array.isArray(fieldsOf(one).dependencies) && { dependsOn: textsIn(one, "dependencies").map(purlOf) }),
      ...(relationship && { direct: relationship === "direct" }),
      ...(textIn(one, "scope") === "development" && { scope: "development" as const }),
      locations: [{ path, layer: NO_LAYER }],
    };
  });
}

import type { Layer } from "../image/image.ts";
import type { LayerReference, Package, Scope } from "../model/package.ts";
import type { FoundPackage, OwnedPackage } from "./ownership.ts";

/** One package for each package URL and owner, whatever number of places it stands in; sorted. */
export function mergePackages(owned: readonly OwnedPackage[], layers: readonly Layer[]): Package[] {
  const references = layers.map(
    ({ ordinal, diffId, digest }): LayerReference => ({ ordinal, diffId, ...(digest && { digest }) }),
  );
  const referenceOf = (ordinal: number) => references[ordinal] ?? { ordinal, diffId: "" };
  const groups = Map.groupBy(owned, ({ pkg, owner = "" }) => `${pkg.purl}\0${owner}`);
  const packages: Package[] = [];
  for (const group of groups.values()) {
    // The first place by layer and path speaks for all.
    const places = group
      .flatMap(({ pkg, owner }) => pkg.locations.map((location) => ({ pkg, owner, location })))
      .sort((a, b) => a.location.layer - b.location.layer || compareText(a.location.path, b.location.path));
    const [first] = places;
    if (!first) continue;
    const { layer, locations: _locations, owns: _owns, word: _word, functions: _functions, ...facts } = first.pkg;
    packages.push({
      ...facts,
      ...togetherOf(group.map(({ pkg }) => pkg)),
      licenses: [...new Set(group.flatMap(({ pkg }) => pkg.licenses))],
      ...(first.owner && { owner: first.owner }),
      layer: referenceOf(layer),
      locations: places
        // A lock file may name one package in several places of its own.
        .filter(({ location: { path, layer } }, i) => {
          const before = places[i - 1]?.location;
          return before?.path !== path || before.layer !== layer;
        })
        .map(({ location }) => ({ path: location.path, layer: referenceOf(location.layer) })),
    });
  }
  const sortKey = ({ type, namespace = "", name, purl, owner = "" }: Package) => [type, namespace, name, purl, owner];
  return packages.sort((a, b) => {
    const [left, right] = [sortKey(a), sortKey(b)];
    const at = left.findIndex((part, i) => part !== right[i]);
    return at < 0 ? 0 : compareText(left[at] ?? "", right[at] ?? "");
  });
}

/** What the places of one package say together: it is asked for where one of them is, and there to run likewise. */
function togetherOf(
  group: readonly FoundPackage[],
): Pick<Package, "dependsOn" | "direct" | "scope" | "checksums" | "functions"> {
  const dependsOn = group.some((pkg) => pkg.dependsOn) && [...new Set(group.flatMap((pkg) => pkg.dependsOn ?? []))];
  const directs = group.map(({ direct }) => direct).filter((direct) => direct !== undefined);
  const scope = SCOPES.find((one) => group.some((pkg) => pkg.scope === one));
  const checksums = new Map(
    group.flatMap((pkg) => pkg.checksums ?? []).map((sum) => [`${sum.algorithm}:${sum.value}`, sum]),
  );
  const functions = [...new Set(group.flatMap((pkg) => pkg.functions ?? []))];
  return {
    ...(functions.length > 0 && group.every((pkg) => pkg.functions) && { functions }),
    ...(dependsOn && { dependsOn: dependsOn.sort(compareText) }),
    ...(directs.length > 0 && { direct: directs.includes(true) }),
    ...(scope && { scope }),
    ...(checksums.size > 0 && { checksums: [...checksums.values()] }),
  };
}

/** What counts more stands first. */
const SCOPES: readonly Scope[] = ["production", "optional", "development"];

/** By code units: the same on every machine, whatever its language. */
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

import type { AffectedPackage, AffectedState } from "../../model/advisory.ts";
import { messageOf } from "../../model/errors.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { identitiesOf, type VexDocument, type VexVulnerability } from "./document.ts";
import { rangesOfFixes } from "./fix-ranges.ts";
import { type Product, productOf } from "./product.ts";
import { releaseOfCpe } from "./release-of-cpe.ts";

const ecosystem = "Red Hat";
const order = getVersionOrder("rpm");

/** Red Hat's words for what becomes of a flaw that is open. Source: https://access.redhat.com/articles/7041977 */
const STATES_OF_DETAILS: ReadonlyMap<string, AffectedState> = new Map([
  ["will not fix", "wont-fix"],
  ["out of support scope", "end-of-life"],
  ["fix deferred", "deferred"],
  ["under investigation", "under-investigation"],
]);

/** What is said of one package in one release. */
interface Said {
  readonly release: string;
  readonly name: string;
  readonly module: string | undefined;
  readonly isSource: boolean;
  /** Architecture → fixed versions. */
  readonly fixes: Map<string, Set<string>>;
  readonly advisories: Set<string>;
  /** Without a version; the graver one where there are two. */
  state: AffectedState | undefined;
}

/** The graver first: what is affected in one repository of a release is not safe since another does not have it. */
const GRAVITY: readonly AffectedState[] = [
  "affected",
  "deferred",
  "wont-fix",
  "end-of-life",
  "under-investigation",
  "not-affected",
];

/**
 * What a document says of the packages of Red Hat Enterprise Linux.
 *
 * A published fix goes before "affected" and "not affected" of the same package: the streams of the minor releases are
 * told together, and it is the fix that tells versions apart.
 */
export function affectedOf(document: VexDocument, report: (what: string) => void): AffectedPackage[] {
  const [vulnerability] = document.vulnerabilities;
  if (vulnerability === undefined) return [];
  const find = productsOf(document, report);
  const remediations = remediationsOf(vulnerability);
  const said = new Map<string, Said>();
  const entryOf = (release: string, product: Product, isSource: boolean): Said => {
    const { name, module } = product;
    const key = JSON.stringify([release, name, module, isSource]);
    const entry = said.get(key) ?? {
      release,
      name,
      module,
      isSource,
      fixes: new Map(),
      advisories: new Set(),
      state: undefined,
    };
    said.set(key, entry);
    return entry;
  };

  const { fixed, known_affected, known_not_affected, under_investigation } = vulnerability.product_status;
  for (const id of fixed) {
    const { release, product } = find(id) ?? {};
    // Nobody installs source packages: those that are built from them are listed beside them.
    if (release === undefined || product === undefined || product.kind === "source") continue;
    const { version, architecture = "" } = product;
    if (version === undefined || !order.isValid(version)) {
      report(`${id}: fixed, but in no version`);
      continue;
    }
    const entry = entryOf(release, product, false);
    const versions = entry.fixes.get(architecture) ?? new Set();
    entry.fixes.set(architecture, versions.add(version));
    const advisory = remediations.get(id)?.advisory;
    if (advisory !== undefined) entry.advisories.add(advisory);
  }

  const states: readonly (readonly [readonly string[], AffectedState])[] = [
    [known_affected, "affected"],
    [under_investigation, "under-investigation"],
    [known_not_affected, "not-affected"],
  ];
  for (const [ids, status] of states) {
    const found = ids.flatMap((id) => {
      const { release, product } = find(id) ?? {};
      return release === undefined || product === undefined ? [] : [{ id, release, product }];
    });
    // Where the source stands beside them, plain names are of binary packages; older documents name sources alone.
    const spelledOut = new Set(found.filter(({ product }) => product.kind === "source").map(({ release }) => release));
    for (const { id, release, product } of found) {
      const state = status === "affected" ? (remediations.get(id)?.state ?? status) : status;
      const isBinary = product.kind === "binary" || (product.kind === "either" && spelledOut.has(release));
      const kinds = isBinary ? [false] : product.kind === "source" ? [true] : [false, true];
      for (const isSource of kinds) {
        const entry = entryOf(release, product, isSource);
        entry.state = graver(entry.state, state);
      }
    }
  }
  return [...said.values()].flatMap(rowsOf);
}

function graver(a: AffectedState | undefined, b: AffectedState): AffectedState {
  return a !== undefined && GRAVITY.indexOf(a) < GRAVITY.indexOf(b) ? a : b;
}

/** Finds the package of a product id, and the release that it is in, where that is one of Red Hat Enterprise Linux. */
function productsOf({ product_tree }: VexDocument, report: (what: string) => void) {
  const identities = identitiesOf(product_tree);
  const relations = new Map(product_tree.relationships.map((one) => [one.full_product_name.product_id, one]));
  const products = new Map<string, Product | undefined>();
  const read = (reference: string): Product | undefined => {
    try {
      return productOf(reference, identities.get(reference)?.purl);
    } catch (error) {
      report(`${reference}: ${messageOf(error)}`);
      return undefined;
    }
  };
  return (id: string): { readonly release: string; readonly product: Product } | undefined => {
    const relation = relations.get(id);
    const cpe = identities.get(relation?.relates_to_product_reference ?? "")?.cpe;
    const release = cpe === undefined ? undefined : releaseOfCpe(cpe);
    if (relation === undefined || release === undefined) return undefined;
    const reference = relation.product_reference;
    if (!products.has(reference)) products.set(reference, read(reference));
    const product = products.get(reference);
    return product === undefined ? undefined : { release, product };
  };
}

interface Remedy {
  readonly state?: AffectedState;
  readonly advisory?: string;
}

/** What is done about the flaw, by product. */
function remediationsOf({ remediations }: VexVulnerability): Map<string, Remedy> {
  const remedies = new Map<string, Remedy>();
  for (const { category, details, url, product_ids } of remediations) {
    const remedy = category === "vendor_fix" ? fixOf(url) : stateOf(category, details);
    if (remedy === undefined) continue;
    for (const id of product_ids) remedies.set(id, { ...remedies.get(id), ...remedy });
  }
  return remedies;
}

function fixOf(url: string | undefined): Remedy | undefined {
  const advisory = /\/errata\/(RH[SBE]A-\d{4}:\d+)$/.exec(url ?? "")?.[1];
  return advisory === undefined ? undefined : { advisory };
}

function stateOf(category: string, details: string): Remedy | undefined {
  if (category !== "no_fix_planned" && category !== "none_available") return undefined;
  const state = STATES_OF_DETAILS.get(details.trim().toLowerCase());
  if (state !== undefined) return { state };
  return category === "no_fix_planned" ? { state: "wont-fix" } : undefined;
}

/** One row; where architectures were fixed at different versions, one for each set of them. */
function rowsOf({ release, name, module, isSource, fixes, advisories, state }: Said): AffectedPackage[] {
  const only = { ...(module !== undefined && { module }), ...(isSource && { source: true as const }) };
  const common = { ecosystem, release, name, versions: [] };
  if (fixes.size === 0) {
    if (state === undefined) return [];
    const ranges = state === "not-affected" ? [] : [{}];
    return [{ ...common, state, ranges, ...(Object.keys(only).length > 0 && { only }) }];
  }
  const groups = Map.groupBy(fixes, ([, versions]) => [...versions].sort().join(" "));
  return [...groups.values()].map((group) => {
    const [[, versions] = ["", new Set<string>()]] = group;
    const architectures = group.map(([architecture]) => architecture);
    const all = { ...only, ...(groups.size > 1 && { architectures }) };
    return {
      ...common,
      state: "affected",
      ranges: rangesOfFixes([...versions], order),
      ...(Object.keys(all).length > 0 && { only: all }),
      ...(advisories.size > 0 && { vendorAdvisories: [...advisories].sort() }),
    };
  });
}

import { fieldOf, isFields, listOf, textOf, textsOf, timeOf, versionNumber } from "./fields.ts";
import { type ProductName, productName, systemOfCpe } from "./product-name.ts";
import type { VexLink, VexProduct, VexReading, VexStatement, VexStatus } from "./statement.ts";

/** Any profile that tells of products' status: VEX, and security advisories with it. */
export function isCsaf(document: unknown): boolean {
  return textOf(fieldOf(fieldOf(document, "document"), "csaf_version"))?.startsWith("2.") === true;
}

/** Source: https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#3239-vulnerabilities-property---product-status */
const STATUSES: Readonly<Record<string, VexStatus>> = {
  known_not_affected: "not_affected",
  fixed: "fixed",
  first_fixed: "fixed",
  known_affected: "affected",
  first_affected: "affected",
  last_affected: "affected",
  under_investigation: "under_investigation",
};

/** CSAF 2: products by their ids in the product tree, statuses by vulnerability. */
export function readCsaf(document: unknown, source: string): VexReading {
  const about = fieldOf(document, "document");
  const tracking = fieldOf(about, "tracking");
  const author = textOf(fieldOf(fieldOf(about, "publisher"), "name"));
  const shared = {
    ...(author && { author }),
    time: timeOf(fieldOf(tracking, "current_release_date"), fieldOf(tracking, "initial_release_date")),
    version: versionNumber(fieldOf(tracking, "version")),
    source,
  };
  const tree = productTree(fieldOf(document, "product_tree"));
  const statements: VexStatement[] = [];
  const broken: string[] = [];
  const unnamed = new Set<string>();
  for (const [i, vulnerability] of listOf(fieldOf(document, "vulnerabilities")).entries()) {
    const ids = idsOf(vulnerability);
    if (ids.length === 0) {
      broken.push(`vulnerability ${i + 1}: it has no id`);
      continue;
    }
    const flags = byProduct(fieldOf(vulnerability, "flags"), tree.groups, (flag) => textOf(fieldOf(flag, "label")));
    const impacts = byProduct(fieldOf(vulnerability, "threats"), tree.groups, (threat) =>
      fieldOf(threat, "category") === "impact" ? textOf(fieldOf(threat, "details")) : undefined,
    );
    const actions = byProduct(fieldOf(vulnerability, "remediations"), tree.groups, (remedy) =>
      textOf(fieldOf(remedy, "details")),
    );
    // Products of which the same is said are one statement.
    const alike = new Map<string, { statement: VexStatement; products: VexProduct[] }>();
    for (const [name, status] of Object.entries(STATUSES)) {
      for (const id of textsOf(fieldOf(fieldOf(vulnerability, "product_status"), name))) {
        const product = tree.productOf(id);
        if (!product) {
          unnamed.add(id);
          continue;
        }
        const justification = status === "not_affected" ? flags(id) : undefined;
        const impact = status === "not_affected" ? impacts(id) : undefined;
        const action = status === "affected" ? actions(id) : undefined;
        const key = JSON.stringify([status, justification, impact, action]);
        let group = alike.get(key);
        if (!group) {
          const products: VexProduct[] = [];
          const statement = {
            ids,
            status,
            ...(justification && { justification }),
            ...(impact && { impact }),
            ...(action && { action }),
            ...shared,
            products,
          };
          group = { statement, products };
          alike.set(key, group);
        }
        group.products.push(product);
      }
    }
    statements.push(...[...alike.values()].map(({ statement }) => statement));
  }
  return { statements, broken, unnamed: unnamed.size };
}

function idsOf(vulnerability: unknown): string[] {
  const others = listOf(fieldOf(vulnerability, "ids")).map((id) => textOf(fieldOf(id, "text")));
  return [textOf(fieldOf(vulnerability, "cve")), ...others].filter((id) => id !== undefined);
}

/** What is said of a product, by itself or by a group that it is in; of none in particular: of all. */
function byProduct(
  list: unknown,
  groups: ReadonlyMap<string, readonly string[]>,
  tell: (item: unknown) => string | undefined,
): (id: string) => string | undefined {
  const told = new Map<string, string>();
  let ofAll: string | undefined;
  for (const item of listOf(list)) {
    const text = tell(item);
    if (text === undefined) continue;
    const named = [
      ...textsOf(fieldOf(item, "product_ids")),
      ...textsOf(fieldOf(item, "group_ids")).flatMap((group) => groups.get(group) ?? []),
    ];
    if (named.length === 0) ofAll ??= text;
    for (const id of named) if (!told.has(id)) told.set(id, text);
  }
  return (id) => told.get(id) ?? ofAll;
}

interface Relation {
  readonly component: string;
  readonly within: string;
}

/** A product on a product on a product: real trees have two. */
const MOST_LINKS = 8;

function productTree(tree: unknown): {
  readonly productOf: (id: string) => VexProduct | undefined;
  readonly groups: ReadonlyMap<string, readonly string[]>;
} {
  const links = new Map<string, VexLink>();
  const relations = new Map<string, Relation>();
  const take = (product: unknown) => {
    const id = textOf(fieldOf(product, "product_id"));
    if (id !== undefined) links.set(id, namesOf(fieldOf(product, "product_identification_helper")));
  };
  for (const product of listOf(fieldOf(tree, "full_product_names"))) take(product);
  // Branches are within branches; a list of what is still to be looked at has no depth.
  const pending = [...listOf(fieldOf(tree, "branches"))];
  for (let branch = pending.pop(); branch !== undefined; branch = pending.pop()) {
    if (isFields(fieldOf(branch, "product"))) take(fieldOf(branch, "product"));
    for (const child of listOf(fieldOf(branch, "branches"))) pending.push(child);
  }
  for (const relation of listOf(fieldOf(tree, "relationships"))) {
    const product = fieldOf(relation, "full_product_name");
    const id = textOf(fieldOf(product, "product_id"));
    const component = textOf(fieldOf(relation, "product_reference"));
    const within = textOf(fieldOf(relation, "relates_to_product_reference"));
    if (id === undefined) continue;
    take(product);
    if (component !== undefined && within !== undefined) relations.set(id, { component, within });
  }

  const productOf = (id: string): VexProduct | undefined => {
    const product: VexLink[] = [];
    const ids = [id];
    for (let next = ids.pop(); next !== undefined; next = ids.pop()) {
      const relation = relations.get(next);
      if (relation) ids.push(relation.within, relation.component);
      else {
        const link = links.get(next) ?? [];
        // A platform that only a person can recognise: whether the image is one nobody can say.
        if (link.length === 0) return undefined;
        product.push(link);
      }
      if (product.length + ids.length > MOST_LINKS) return undefined;
    }
    return product;
  };
  const groups = new Map<string, readonly string[]>();
  for (const group of listOf(fieldOf(tree, "product_groups"))) {
    const id = textOf(fieldOf(group, "group_id"));
    if (id !== undefined) groups.set(id, textsOf(fieldOf(group, "product_ids")));
  }
  return { productOf, groups };
}

/** Package URL, of images also by digest; a CPE only where it is a distribution's. */
function namesOf(helper: unknown): ProductName[] {
  const purls = [textOf(fieldOf(helper, "purl")), ...textsOf(fieldOf(helper, "purls"))].filter(
    (purl) => purl !== undefined,
  );
  const named = purls.flatMap((purl) => productName(purl) ?? []);
  if (named.length > 0) return named;
  const cpe = textOf(fieldOf(helper, "cpe"));
  const system = cpe === undefined ? undefined : systemOfCpe(cpe);
  return system ? [system] : [];
}

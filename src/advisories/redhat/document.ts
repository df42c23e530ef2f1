import { z } from "zod";

const Ids = z.array(z.string());

/** What we read of a document, apart from its tree of products. Source: https://docs.oasis-open.org/csaf/csaf/v2.0/ */
export const VexDocument = z.object({
  document: z.object({
    title: z.string().optional(),
    aggregate_severity: z.object({ text: z.string() }).optional().catch(undefined),
    tracking: z.object({ current_release_date: z.string().optional() }),
  }),
  product_tree: z.object({
    branches: z.array(z.unknown()).default([]),
    relationships: z
      .array(
        z.object({
          full_product_name: z.object({ product_id: z.string() }),
          product_reference: z.string(),
          relates_to_product_reference: z.string(),
        }),
      )
      .default([]),
  }),
  vulnerabilities: z
    .array(
      z.object({
        cve: z.string(),
        title: z.string().optional(),
        cwe: z.object({ id: z.string() }).optional().catch(undefined),
        release_date: z.string().optional(),
        notes: z.array(z.object({ category: z.string(), text: z.string() })).default([]),
        references: z.array(z.object({ url: z.string() })).default([]),
        product_status: z
          .object({
            fixed: Ids.default([]),
            known_affected: Ids.default([]),
            known_not_affected: Ids.default([]),
            under_investigation: Ids.default([]),
          })
          .default({ fixed: [], known_affected: [], known_not_affected: [], under_investigation: [] }),
        remediations: z
          .array(
            z.object({
              category: z.string(),
              details: z.string().default(""),
              url: z.string().optional(),
              product_ids: Ids.default([]),
            }),
          )
          .default([]),
        scores: z
          .array(
            z.object({
              cvss_v2: z.object({ vectorString: z.string() }).optional(),
              cvss_v3: z.object({ vectorString: z.string() }).optional(),
              cvss_v4: z.object({ vectorString: z.string() }).optional(),
            }),
          )
          .default([]),
        threats: z.array(z.object({ category: z.string(), details: z.string() })).default([]),
      }),
    )
    .length(1),
});

export type VexDocument = z.infer<typeof VexDocument>;
export type VexVulnerability = VexDocument["vulnerabilities"][number];

/** What the tree tells of a product by its id. */
export interface Identity {
  readonly cpe?: string;
  readonly purl?: string;
}

const Branch = z.object({
  branches: z.array(z.unknown()).optional(),
  product: z
    .object({
      product_id: z.string(),
      product_identification_helper: z.object({ cpe: z.string().optional(), purl: z.string().optional() }).optional(),
    })
    .optional(),
});

/** The products of a tree, however deep it is: by its branches one after the other, not by calls. */
export function identitiesOf({ branches }: VexDocument["product_tree"]): Map<string, Identity> {
  const identities = new Map<string, Identity>();
  const pending: unknown[] = [...branches];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    const { product, branches: inner = [] } = Branch.parse(one);
    for (const branch of inner) pending.push(branch);
    if (product === undefined) continue;
    const { cpe, purl } = product.product_identification_helper ?? {};
    identities.set(product.product_id, { ...(cpe !== undefined && { cpe }), ...(purl !== undefined && { purl }) });
  }
  return identities;
}

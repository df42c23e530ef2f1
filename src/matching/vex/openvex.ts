import { fieldOf, isFields, listOf, textOf, textsOf, timeOf, versionNumber } from "./fields.ts";
import { type ProductName, productName } from "./product-name.ts";
import {
  VEX_JUSTIFICATIONS,
  VEX_STATUSES,
  type VexLink,
  type VexProduct,
  type VexReading,
  type VexStatement,
} from "./statement.ts";

/** Every version has a list of statements; the context is not always filled in. */
export function isOpenVex(document: unknown): boolean {
  return (
    Array.isArray(fieldOf(document, "statements")) &&
    (textOf(fieldOf(document, "@context"))?.includes("openvex") === true ||
      textOf(fieldOf(document, "@id")) !== undefined)
  );
}

/**
 * OpenVEX, from 0.0.1 (names are plain texts, subcomponents belong to the statement) to 0.2.0.
 *
 * Source: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md
 */
export function readOpenVex(document: unknown, source: string): VexReading {
  const author = textOf(fieldOf(document, "author"));
  const inherited = [fieldOf(document, "last_updated"), fieldOf(document, "timestamp")];
  const statements: VexStatement[] = [];
  const broken: string[] = [];
  let unnamed = 0;
  for (const [i, statement] of listOf(fieldOf(document, "statements")).entries()) {
    const ids = idsOf(fieldOf(statement, "vulnerability"));
    const trouble = findTrouble(statement, ids);
    if (trouble !== undefined) {
      broken.push(`statement ${i + 1}${ids[0] === undefined ? "" : ` (${ids[0]})`}: ${trouble}`);
      continue;
    }
    const all = productsOf(statement);
    const products = all.filter((product) => product.every((link) => link.length > 0));
    unnamed += all.length - products.length;
    const justification = textOf(fieldOf(statement, "justification"));
    const impact = textOf(fieldOf(statement, "impact_statement"));
    const action = textOf(fieldOf(statement, "action_statement"));
    statements.push({
      ids,
      status: VEX_STATUSES.find((status) => status === fieldOf(statement, "status")) ?? "under_investigation",
      ...(justification && { justification }),
      ...(impact && { impact }),
      ...(action && { action }),
      ...(author && { author }),
      time: timeOf(fieldOf(statement, "last_updated"), fieldOf(statement, "timestamp"), ...inherited),
      version: versionNumber(fieldOf(document, "version")),
      source,
      products,
    });
  }
  return { statements, broken, unnamed };
}

function findTrouble(statement: unknown, ids: readonly string[]): string | undefined {
  const status = textOf(fieldOf(statement, "status"));
  const justification = textOf(fieldOf(statement, "justification"));
  if (ids.length === 0) return "it names no vulnerability";
  if (!VEX_STATUSES.some((one) => one === status)) return `'${status ?? ""}' is no status`;
  if (justification !== undefined && !VEX_JUSTIFICATIONS.some((one) => one === justification))
    return `'${justification}' is no justification`;
  if (status === "not_affected" && justification === undefined && !textOf(fieldOf(statement, "impact_statement")))
    return "not_affected needs a justification or an impact statement";
  return undefined;
}

function idsOf(vulnerability: unknown): string[] {
  if (!isFields(vulnerability)) return [textOf(vulnerability)].filter((id) => id !== undefined);
  const name = textOf(vulnerability.name) ?? lastPart(textOf(vulnerability["@id"]));
  return [...(name === undefined ? [] : [name]), ...textsOf(vulnerability.aliases)];
}

/** `https://nvd.nist.gov/vuln/detail/CVE-2024-1` names the flaw at its end. */
const lastPart = (address: string | undefined) => address?.split(/[/#]/).findLast((part) => part !== "");

function productsOf(statement: unknown): VexProduct[] {
  const shared = listOf(fieldOf(statement, "subcomponents"));
  return listOf(fieldOf(statement, "products")).flatMap((product): VexProduct[] => {
    const link = linkOf(product);
    const own = listOf(fieldOf(product, "subcomponents"));
    const parts = own.length > 0 ? own : shared;
    return parts.length === 0 ? [[link]] : parts.map((part) => [linkOf(part), link]);
  });
}

function linkOf(component: unknown): VexLink {
  if (!isFields(component)) return namesOf([textOf(component)]);
  const { identifiers, hashes } = component;
  const sha256 = textOf(fieldOf(hashes, "sha-256"));
  return namesOf([
    textOf(component["@id"]),
    textOf(fieldOf(identifiers, "purl")),
    sha256 === undefined ? undefined : `sha256:${sha256.toLowerCase()}`,
  ]);
}

function namesOf(texts: readonly (string | undefined)[]): ProductName[] {
  const unique = new Set(texts.filter((text) => text !== undefined));
  return [...unique].flatMap((text) => productName(text) ?? []);
}

import { uuidOf } from "../../exchange/uuid.ts";
import { parseImageName } from "../../image/reference.ts";
import { KnownError } from "../../model/errors.ts";
import { formatPurl, parsePurl } from "../../model/purl.ts";
import { fieldOf, isFields, listOf, textOf, versionNumber } from "./fields.ts";
import { isOpenVex } from "./openvex.ts";
import { VEX_JUSTIFICATIONS, VEX_STATUSES } from "./statement.ts";

/** What a person says of a flaw. */
export interface WantedStatement {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Images, by name or package URL; or packages, where nothing is said of images. */
  readonly products: readonly string[];
  /** Packages within them. */
  readonly packages: readonly string[];
  readonly status: string;
  readonly justification?: string | undefined;
  readonly impact?: string | undefined;
  readonly action?: string | undefined;
}

/** Who says it, and when. */
export interface WantedDocument {
  readonly author: string;
  /** RFC 3339. */
  readonly time: string;
}

const CONTEXT = "https://openvex.dev/ns/v0.2.0";

/**
 * A document of OpenVEX 0.2.0 with a statement, or an older one with the statement behind its own.
 *
 * @param before  The document that it is appended to.
 * @throws {KnownError} `OPTION_INVALID` for what would be no statement, `VEX_MALFORMED` for a document that is none.
 *
 * Source: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md
 */
export function writeOpenVex(wanted: WantedStatement, { author, time }: WantedDocument, before?: unknown): object {
  const statement = statementFrom(wanted, time);
  if (before === undefined) {
    return {
      "@context": CONTEXT,
      "@id": `urn:uuid:${uuidOf(JSON.stringify([author, time, statement]))}`,
      author,
      timestamp: time,
      version: 1,
      statements: [statement],
    };
  }
  // An older form has other fields in the same places: what is there would not be read as it is meant.
  if (!isFields(before) || !isOpenVex(before) || textOf(before["@context"]) !== CONTEXT) {
    throw new KnownError("VEX_MALFORMED", `only a document of OpenVEX 0.2.0 (${CONTEXT}) can be appended to`);
  }
  const own = textOf(before.author);
  if (own !== author) {
    throw new KnownError(
      "OPTION_INVALID",
      `the document's author is '${own ?? ""}', not '${author}': a document has one author; write another`,
    );
  }
  // What inherits the document's time would become as new as the document.
  const inherited = textOf(before.last_updated) ?? textOf(before.timestamp);
  const dated = listOf(before.statements).map((old) =>
    isFields(old) && inherited !== undefined && fieldOf(old, "timestamp") === undefined
      ? { ...old, timestamp: inherited }
      : old,
  );
  return {
    ...before,
    last_updated: time,
    version: versionNumber(before.version) + 1,
    statements: [...dated, statement],
  };
}

function statementFrom(wanted: WantedStatement, time: string): object {
  const { id, aliases, status, justification, impact, action, products, packages } = wanted;
  const fail = (why: string): never => {
    throw new KnownError("OPTION_INVALID", why);
  };
  if (!VEX_STATUSES.some((one) => one === status)) fail(`--status: '${status}' is none of ${VEX_STATUSES.join(", ")}`);
  if (justification !== undefined && !VEX_JUSTIFICATIONS.some((one) => one === justification))
    fail(`--justification: '${justification}' is none of ${VEX_JUSTIFICATIONS.join(", ")}`);
  if (status === "not_affected" && justification === undefined && impact === undefined)
    fail("--status not_affected needs --justification or --impact-statement: say why");
  if (status !== "not_affected" && (justification !== undefined || impact !== undefined))
    fail("--justification and --impact-statement go with --status not_affected alone");
  if (status === "affected" && action === undefined) fail("--status affected needs --action-statement: say what to do");
  if (status !== "affected" && action !== undefined) fail("--action-statement goes with --status affected alone");
  if (products.length === 0 && packages.length === 0) fail("--product or --package is needed: say what it is about");
  const parts = packages.map((purl) => ({ "@id": packageId(purl), identifiers: { purl: packageId(purl) } }));
  const named = products.map((product) => {
    const purl = productId(product);
    return { "@id": purl, identifiers: { purl }, ...(parts.length > 0 && { subcomponents: parts }) };
  });
  return {
    vulnerability: { name: id, ...(aliases.length > 0 && { aliases }) },
    products: named.length > 0 ? named : parts,
    status,
    ...(justification !== undefined && { justification }),
    ...(impact !== undefined && { impact_statement: impact }),
    ...(action !== undefined && { action_statement: action }),
    timestamp: time,
  };
}

/** As it was written: `pkg:apk/alpine/zlib` means every version, and stays so. @throws where it is none. */
function packageId(text: string): string {
  return formatPurl(parsePurl(text));
}

/** `pkg:docker/NAME@TAG`, as Docker Scout names an image, with its registry where that is not Docker Hub. */
export function productId(text: string): string {
  if (/^pkg:/i.test(text)) return packageId(text);
  const name = parseImageName(text.replace(/^(?:registry|image|local|docker):\/\//, ""));
  if (!name)
    throw new KnownError("OPTION_INVALID", `--product: '${text}' is neither an image's name nor a package URL`);
  const { host, tag, digest } = name;
  const parts = (host === "docker.io" ? name.repository.replace(/^library\//, "") : name.repository).split("/");
  const version = digest ?? tag;
  return formatPurl({
    type: "docker",
    ...(parts.length > 1 && { namespace: parts.slice(0, -1).join("/") }),
    name: parts.at(-1) ?? "",
    ...(version !== undefined && { version }),
    qualifiers: host === "docker.io" ? {} : { repository_url: host },
  });
}

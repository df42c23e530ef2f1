import { fieldOf, isFields, listOf, textOf, textsOf, timeOf, versionNumber } from "./fields.ts";
import { type ProductName, productName, withVersion } from "./product-name.ts";
import type { VexLink, VexProduct, VexReading, VexStatement, VexStatus } from "./statement.ts";

/** A document of CycloneDX that says something of vulnerabilities: by itself, or with the list of packages. */
export function isCycloneDxVex(document: unknown): boolean {
  return fieldOf(document, "bomFormat") === "CycloneDX" && Array.isArray(fieldOf(document, "vulnerabilities"));
}

/** Source: https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis_state */
const STATES: Readonly<Record<string, VexStatus>> = {
  resolved: "fixed",
  resolved_with_pedigree: "fixed",
  exploitable: "affected",
  in_triage: "under_investigation",
  false_positive: "not_affected",
  not_affected: "not_affected",
};

/** Those that OpenVEX has a word for; `requires_…` it has none for, and they stay as they are. */
const JUSTIFICATIONS: Readonly<Record<string, string>> = {
  code_not_present: "vulnerable_code_not_present",
  code_not_reachable: "vulnerable_code_not_in_execute_path",
  protected_by_compiler: "inline_mitigations_already_exist",
  protected_at_runtime: "inline_mitigations_already_exist",
  protected_at_perimeter: "inline_mitigations_already_exist",
  protected_by_mitigating_control: "inline_mitigations_already_exist",
};

/** CycloneDX from 1.4 on: `vulnerabilities[].analysis` of what `affects[]` refers to. */
export function readCycloneDx(document: unknown, source: string): VexReading {
  const metadata = fieldOf(document, "metadata");
  const linkOfRef = componentLinks(document);
  const image = linkOf(fieldOf(metadata, "component")).filter(({ kind }) => kind === "image");
  const author = authorOf(metadata);
  const statements: VexStatement[] = [];
  const broken: string[] = [];
  let unnamed = 0;
  for (const [i, vulnerability] of listOf(fieldOf(document, "vulnerabilities")).entries()) {
    const id = textOf(fieldOf(vulnerability, "id"));
    const analysis = fieldOf(vulnerability, "analysis");
    const state = textOf(fieldOf(analysis, "state"));
    // Without one it tells of a vulnerability, and not what it means here.
    if (state === undefined) continue;
    const status = Object.hasOwn(STATES, state) ? STATES[state] : undefined;
    if (id === undefined || status === undefined) {
      broken.push(`vulnerability ${i + 1}: ${id === undefined ? "it has no id" : `'${state}' is no state (${id})`}`);
      continue;
    }
    const references = listOf(fieldOf(vulnerability, "references")).map((one) => textOf(fieldOf(one, "id")));
    const byStatus = new Map<VexStatus, VexProduct[]>();
    for (const affected of listOf(fieldOf(vulnerability, "affects"))) {
      const link = linkOfRef(textOf(fieldOf(affected, "ref")) ?? "");
      for (const part of versionsOf(affected, status)) {
        const names = link.flatMap((name) => withVersion(name, part) ?? []);
        if (names.length === 0) {
          unnamed++;
          continue;
        }
        const isOfImage = image.length > 0 && names.every(({ kind }) => kind === "package");
        const list = byStatus.get(part.status);
        const product = isOfImage ? [names, image] : [names];
        if (list) list.push(product);
        else byStatus.set(part.status, [product]);
      }
    }
    const given = textOf(fieldOf(analysis, "justification")) ?? (state === "false_positive" ? state : undefined);
    const justification = given !== undefined && Object.hasOwn(JUSTIFICATIONS, given) ? JUSTIFICATIONS[given] : given;
    const detail = textOf(fieldOf(analysis, "detail"));
    const advice = textOf(fieldOf(vulnerability, "recommendation")) ?? textOf(fieldOf(vulnerability, "workaround"));
    const action = advice ?? (textsOf(fieldOf(analysis, "response")).join(", ") || undefined);
    for (const [one, products] of byStatus) {
      statements.push({
        ids: [id, ...references.filter((other) => other !== undefined)],
        status: one,
        ...(justification && one === "not_affected" && { justification }),
        ...(detail && { impact: detail }),
        ...(action && { action }),
        ...(author && { author }),
        time: timeOf(
          fieldOf(analysis, "lastUpdated"),
          fieldOf(analysis, "firstIssued"),
          fieldOf(metadata, "timestamp"),
          fieldOf(vulnerability, "updated"),
        ),
        version: versionNumber(fieldOf(document, "version")),
        source,
        products,
      });
    }
  }
  return { statements, broken, unnamed };
}

interface VersionPart {
  readonly version?: string | undefined;
  readonly range?: string | undefined;
  readonly status: VexStatus;
}

/**
 * A version may have a word of its own, which counts more than the analysis of all. Where the two contradict each
 * other, the one that hides nothing is taken.
 */
function versionsOf(affected: unknown, status: VexStatus): VersionPart[] {
  const versions = listOf(fieldOf(affected, "versions"));
  if (versions.length === 0) return [{ status }];
  return versions.map((one) => {
    const own = fieldOf(one, "status");
    const isOpen = status === "affected" || status === "under_investigation";
    const said: VexStatus =
      own === "unknown"
        ? "under_investigation"
        : own === "unaffected"
          ? isOpen
            ? "not_affected"
            : status
          : own === "affected" && !isOpen
            ? "affected"
            : status;
    return { version: textOf(fieldOf(one, "version")), range: textOf(fieldOf(one, "range")), status: said };
  });
}

/** A reference is a component of this document, a package URL, or a component of another one (`urn:cdx:…#ref`). */
function componentLinks(document: unknown): (ref: string) => VexLink {
  const links = new Map<string, VexLink>();
  const pending = [fieldOf(fieldOf(document, "metadata"), "component"), ...listOf(fieldOf(document, "components"))];
  for (let component = pending.pop(); component !== undefined; component = pending.pop()) {
    const ref = textOf(fieldOf(component, "bom-ref"));
    if (ref !== undefined) links.set(ref, linkOf(component));
    for (const child of listOf(fieldOf(component, "components"))) pending.push(child);
  }
  return (ref) => {
    const hash = ref.startsWith("urn:cdx:") ? ref.indexOf("#") : -1;
    const local = hash < 0 ? ref : ref.slice(hash + 1);
    const known = links.get(local) ?? [];
    if (known.length > 0) return known;
    const texts = [local, decoded(local)];
    return texts.flatMap((text) => productName(text) ?? []).slice(0, 1);
  };
}

function linkOf(component: unknown): ProductName[] {
  if (!isFields(component)) return [];
  const texts = [textOf(component.purl), isContainer(component) ? textOf(component.name) : undefined];
  const digests = isContainer(component)
    ? listOf(component.hashes).flatMap((hash) =>
        fieldOf(hash, "alg") === "SHA-256" ? [`sha256:${textOf(fieldOf(hash, "content"))?.toLowerCase()}`] : [],
      )
    : [];
  return [...texts, ...digests].flatMap((text) => (text === undefined ? [] : (productName(text) ?? [])));
}

const isContainer = (component: unknown) => fieldOf(component, "type") === "container";

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function authorOf(metadata: unknown): string | undefined {
  const people = listOf(fieldOf(metadata, "authors")).flatMap((person) => {
    const [name, email] = [textOf(fieldOf(person, "name")), textOf(fieldOf(person, "email"))];
    return [[name, email && `<${email}>`].filter(Boolean).join(" ")].filter(Boolean);
  });
  if (people.length > 0) return people.join(", ");
  return ["manufacturer", "manufacture", "supplier"]
    .map((field) => textOf(fieldOf(fieldOf(metadata, field), "name")))
    .find((name) => name !== undefined);
}

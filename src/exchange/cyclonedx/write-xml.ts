import { escapeAttribute, escapeText } from "../xml-text.ts";
import type { CdxComponent, CdxDocument, CdxLicense } from "./document.ts";

/** An element: its name, its attributes, and either text or what is within it. */
interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly content?: string | readonly (Element | undefined)[];
}

type Content = Element["content"];

const element = (name: string, content: Content, attributes: Element["attributes"] = {}): Element => ({
  name,
  attributes,
  ...(content !== undefined && { content }),
});

/** An element, or nothing where there is no content. */
const optional = (name: string, content: Content): Element | undefined =>
  content === undefined || content.length === 0 ? undefined : element(name, content);

/** The document in its XML form, in the order of elements that its schema asks for. */
export function cycloneDxXml(document: CdxDocument): string {
  const { specVersion, serialNumber, version, metadata, components, dependencies } = document;
  const bom = element(
    "bom",
    [
      element("metadata", [
        element("timestamp", metadata.timestamp),
        element("tools", toolsOf(metadata.tools)),
        componentOf(metadata.component),
        propertiesOf(metadata.properties),
      ]),
      element("components", components.map(componentOf)),
      element(
        "dependencies",
        dependencies.map(({ ref, dependsOn = [] }) =>
          element(
            "dependency",
            dependsOn.map((needed) => element("dependency", undefined, { ref: needed })),
            { ref },
          ),
        ),
      ),
    ],
    { xmlns: `http://cyclonedx.org/schema/bom/${specVersion}`, serialNumber, version: String(version) },
  );
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  writeElement(bom, "", lines);
  return `${lines.join("\n")}\n`;
}

/** The tree is made here and has a handful of levels, whatever a package says. */
function writeElement({ name, attributes = {}, content }: Element, indent: string, lines: string[]): void {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value = ""]) => ` ${key}="${escapeAttribute(value)}"`)
    .join("");
  if (typeof content === "string") {
    lines.push(`${indent}<${name}${written}>${escapeText(content)}</${name}>`);
    return;
  }
  const inner = content?.filter((item) => item !== undefined) ?? [];
  if (inner.length === 0) {
    lines.push(`${indent}<${name}${written}/>`);
    return;
  }
  lines.push(`${indent}<${name}${written}>`);
  for (const item of inner) writeElement(item, `${indent}  `, lines);
  lines.push(`${indent}</${name}>`);
}

/** In XML the old form of tools is a list of `tool`. */
function toolsOf(tools: unknown): Element[] {
  if (Array.isArray(tools)) {
    return tools.map(({ name, version }) => element("tool", [element("name", name), element("version", version)]));
  }
  const { components = [] } = tools as { readonly components?: readonly CdxComponent[] };
  return [element("components", components.map(componentOf))];
}

function componentOf(component: CdxComponent): Element {
  const { supplier, authors, hashes, licenses, externalReferences, evidence } = component;
  const text = (name: keyof CdxComponent & string) => optional(name, component[name] as string | undefined);
  return element(
    "component",
    [
      optional("supplier", supplier && [element("name", supplier.name)]),
      optional(
        "authors",
        authors?.map(({ name }) => element("author", [element("name", name)])),
      ),
      text("author"),
      text("group"),
      element("name", component.name),
      element("version", component.version ?? ""),
      text("description"),
      text("scope"),
      optional(
        "hashes",
        hashes?.map(({ alg, content }) => element("hash", content, { alg })),
      ),
      optional("licenses", licenses?.map(licenseOf)),
      text("cpe"),
      text("purl"),
      optional(
        "externalReferences",
        externalReferences?.map(({ type, url }) => element("reference", [element("url", url)], { type })),
      ),
      propertiesOf(component.properties),
      optional(
        "evidence",
        evidence && [
          element(
            "occurrences",
            evidence.occurrences.map(({ location }) => element("occurrence", [element("location", location)])),
          ),
        ],
      ),
    ],
    { type: component.type, "bom-ref": component["bom-ref"] },
  );
}

function licenseOf({ license, expression, acknowledgement }: CdxLicense): Element {
  if (expression !== undefined) return element("expression", expression, { acknowledgement });
  const { id, name = "" } = license ?? {};
  return element("license", [id === undefined ? element("name", name) : element("id", id)], {
    acknowledgement: license?.acknowledgement,
  });
}

const propertiesOf = (properties: CdxComponent["properties"]) =>
  optional(
    "properties",
    properties?.map(({ name, value }) => element("property", value, { name })),
  );

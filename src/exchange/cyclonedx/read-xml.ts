import { SaxesParser } from "saxes";

/** An element, with what is read of it. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Elements within each other; honest documents have a dozen. */
const MOST_LEVELS = 200;

/**
 * Reads the XML form into the shape of the JSON form, as far as that is read.
 *
 * @throws {Error} where it is no XML, or no CycloneDX.
 */
export function parseCycloneDxXml(text: string): unknown {
  const bom = treeOf(text);
  if (bom.name !== "bom")
    throw new Error(`is XML and begins with '${bom.name.slice(0, 50)}', not with CycloneDX's 'bom'`);
  const metadata = child(bom, "metadata");
  const component = child(metadata, "component");
  return {
    bomFormat: "CycloneDX",
    metadata: {
      ...(component && { component: componentsOf([component])[0] }),
      properties: propertiesOf(metadata),
    },
    components: componentsOf(children(child(bom, "components"), "component")),
    dependencies: children(child(bom, "dependencies"), "dependency").map((one) => ({
      ref: one.attributes.ref,
      dependsOn: children(one, "dependency").map(({ attributes }) => attributes.ref),
    })),
  };
}

function treeOf(text: string): Element {
  const top: Element = { name: "", attributes: {}, children: [], text: "" };
  const open: Element[] = [top];
  const parser = new SaxesParser();
  const bareName = (name: string) => name.slice(name.indexOf(":") + 1);
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length > MOST_LEVELS) throw new Error(`has more than ${MOST_LEVELS} elements within each other`);
    const element = { name: bareName(name), attributes: attributes as Record<string, string>, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  const take = (part: string) => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  parser.on("text", take);
  parser.on("cdata", take);
  parser.write(text).close();
  return top.children[0] ?? top;
}

const children = (element: Element | undefined, name: string) =>
  element?.children.filter((one) => one.name === name) ?? [];
const child = (element: Element | undefined, name: string) => element?.children.find((one) => one.name === name);
const textOf = (element: Element | undefined, name: string) => child(element, name)?.text;

/** Components of any depth in one list: what holds what is not read. */
function componentsOf(elements: readonly Element[]): unknown[] {
  const found: unknown[] = [];
  const pending = elements.toReversed();
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    found.push(componentOf(one));
    pending.push(...children(child(one, "components"), "component").reverse());
  }
  return found;
}

function componentOf(element: Element) {
  const texts = ["author", "publisher", "group", "name", "version", "description", "scope", "purl"].flatMap((name) => {
    const text = textOf(element, name);
    return text === undefined ? [] : [[name, text]];
  });
  return {
    ...Object.fromEntries(texts),
    type: element.attributes.type,
    "bom-ref": element.attributes["bom-ref"],
    supplier: { name: textOf(child(element, "supplier"), "name") },
    authors: children(child(element, "authors"), "author").map((one) => ({ name: textOf(one, "name") })),
    hashes: children(child(element, "hashes"), "hash").map(({ attributes, text }) => ({
      alg: attributes.alg,
      content: text.trim(),
    })),
    licenses: (child(element, "licenses")?.children ?? []).map((one) =>
      one.name === "expression"
        ? { expression: one.text }
        : { license: { id: textOf(one, "id"), name: textOf(one, "name"), url: textOf(one, "url") } },
    ),
    externalReferences: children(child(element, "externalReferences"), "reference").map((one) => ({
      type: one.attributes.type,
      url: textOf(one, "url"),
    })),
    properties: propertiesOf(element),
    evidence: {
      occurrences: children(child(child(element, "evidence"), "occurrences"), "occurrence").map((one) => ({
        location: textOf(one, "location"),
      })),
    },
  };
}

const propertiesOf = (element: Element | undefined) =>
  children(child(element, "properties"), "property").map(({ attributes, text }) => ({
    name: attributes.name,
    value: text,
  }));

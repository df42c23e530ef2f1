import { SaxesParser } from "saxes";
import { KnownError } from "../../model/errors.ts";
import { keptComponent } from "./kept.ts";

/** An element, with what is read of it. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Elements within each other; honest documents have a dozen. */
const MOST_LEVELS = 200;

/** Takes the characters of the XML form piece by piece. */
export interface XmlReader {
  readonly write: (text: string) => void;
  /** The same in the shape of the JSON form, as far as that is read. */
  readonly end: () => unknown;
}

/** Elements of a `bom` that are read; its vulnerabilities, services and all else are passed over. */
const READ = new Set(["metadata", "components", "dependencies"]);

/**
 * Reads the XML form. Only one component is held as it is written.
 *
 * @param bounds How many elements and characters may be read.
 * @throws {Error} from `write` and `end`, where it is no XML, no CycloneDX, or too much.
 */
export function cycloneDxXmlReader(bounds: { readonly elements: number; readonly characters: number }): XmlReader {
  const top: Element = { name: "", attributes: {}, children: [], text: "" };
  const open: Element[] = [top];
  const components: unknown[] = [];
  const dependencies: unknown[] = [];
  let elements = 0;
  /** Of the component that is open. */
  let characters = 0;
  /** How deep within what is passed over. */
  let passedOver = 0;

  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name: bareName(name), attributes: attributes as Record<string, string>, children: [], text: "" };
    if (open.length + passedOver > MOST_LEVELS)
      throw new Error(`has more than ${MOST_LEVELS} elements within each other`);
    if (open.length === 1 && element.name !== "bom")
      throw new Error(`is XML and begins with '${element.name.slice(0, 50)}', not with CycloneDX's 'bom'`);
    if (passedOver > 0 || (open.length === 2 && !READ.has(element.name))) {
      passedOver++;
      return;
    }
    if (++elements > bounds.elements) throw excess(`${bounds.elements} elements`);
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => {
    if (passedOver > 0) {
      passedOver--;
      return;
    }
    const element = open.pop();
    const list = open.length === 3 ? open.at(-1) : undefined;
    if (!element || !list) return;
    characters = 0;
    if (list.name === "components") {
      for (const one of componentsOf([element])) {
        const kept = keptComponent(one);
        // Its texts are parts of all that was written at once, which they would keep.
        if (kept !== undefined) components.push(structuredClone(kept));
      }
    } else if (list.name === "dependencies") dependencies.push(structuredClone(dependencyOf(element)));
    else return;
    list.children.pop();
  });
  const take = (part: string) => {
    const element = open.at(-1);
    if (passedOver > 0 || !element) return;
    characters += part.length;
    if (characters > bounds.characters) throw excess(`${bounds.characters} characters in one element`);
    element.text += part;
  };
  parser.on("text", take);
  parser.on("cdata", take);

  return {
    write: (text) => void parser.write(text),
    end() {
      parser.close();
      const metadata = child(top.children[0], "metadata");
      const component = child(metadata, "component");
      return {
        bomFormat: "CycloneDX",
        metadata: {
          ...(component && { component: componentsOf([component])[0] }),
          properties: propertiesOf(metadata),
        },
        components,
        dependencies,
      };
    },
  };
}

const excess = (what: string) => new KnownError("LIMIT_EXCEEDED", `has more than ${what}`);

const bareName = (name: string) => name.slice(name.indexOf(":") + 1);

const dependencyOf = (element: Element) => ({
  ref: element.attributes.ref,
  dependsOn: children(element, "dependency").map(({ attributes }) => attributes.ref),
});

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

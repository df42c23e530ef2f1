import { SaxesParser } from "saxes";

/** An element of an XML document, when it ends. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands in it directly, without space around it. */
  readonly text: string;
  /** Names of the elements around it, outermost first. */
  readonly parents: readonly string[];
  /** Texts of the elements that stand in it directly, by name; the first of each. */
  readonly children: ReadonlyMap<string, string>;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
  readonly children: Map<string, string>;
}

/** Elements within each other; documents that people write have ten. */
const MOST_DEPTH = 200;

/**
 * Tells of each element when it ends. Entities of a document type are not expanded.
 *
 * @throws {Error} in the parser's words, when it is not XML or is too deep; what was told before stands.
 */
export function readXmlElements(text: string, onElement: (element: XmlElement) => void): void {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const depth = open.push({ name: localName(name), attributes, text: "", children: new Map() });
    if (depth > MOST_DEPTH) throw new Error(`more than ${MOST_DEPTH} elements within each other`);
  });
  const onText = (piece: string) => {
    const top = open.at(-1);
    if (top) top.text += piece;
  };
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (!closed) return;
    const whole = { ...closed, text: closed.text.trim() };
    const parent = open.at(-1);
    if (parent && !parent.children.has(whole.name)) parent.children.set(whole.name, whole.text);
    onElement({ ...whole, parents: open.map(({ name }) => name) });
  });
  parser.write(text.replace(/^\uFEFF/, "")).close();
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1);

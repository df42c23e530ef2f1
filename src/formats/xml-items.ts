import { SaxesParser, type SaxesTagPlain } from "saxes";

/** An element with all that stands in it. */
export interface XmlNode {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands in it directly, without space around it. */
  readonly text: string;
  readonly children: readonly XmlNode[];
}

/** Which elements of a long document are items, and how much one of them may be. */
export interface XmlItemsOptions {
  /** How many elements are around an item: 1 where it stands in the root. */
  readonly depth: number;
  /** Names of the elements around items, without prefixes; what stands in others is passed over. */
  readonly within?: ReadonlySet<string>;
  /** Elements and attributes of one item. */
  readonly maxParts: number;
  /** Characters of one item. */
  readonly maxCharacters: number;
}

/** Takes the text of a document piece by piece; gives the items that are whole. */
export interface XmlItems {
  readonly write: (text: string) => readonly XmlNode[];
  /** The name of the root, without its prefix; absent as long as nothing was read. */
  readonly root: () => string | undefined;
  readonly end: () => void;
}

interface OpenNode {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
  readonly children: XmlNode[];
}

/** Elements within each other; documents that people write have ten. */
const MOST_DEPTH = 100;

/**
 * Reads a document that is too long to be held: one item at a time. Entities of a document type are not expanded.
 *
 * @throws {Error} from `write` and `end`: in the parser's words when it is not XML, or when an item is too much.
 */
export function xmlItems({ depth, within, maxParts, maxCharacters }: XmlItemsOptions): XmlItems {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const open: OpenNode[] = [];
  let items: XmlNode[] = [];
  let root: string | undefined;
  let level = 0;
  let isWanted = false;
  let parts = 0;
  let characters = 0;

  const count = (newParts: number, newCharacters: number) => {
    parts += newParts;
    characters += newCharacters;
    if (parts > maxParts) throw new Error(`an item has more than ${maxParts} elements and attributes`);
    if (characters > maxCharacters) throw new Error(`an item has more than ${maxCharacters} characters`);
  };

  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name: fullName, attributes }: SaxesTagPlain) => {
    if (++level > MOST_DEPTH) throw new Error(`more than ${MOST_DEPTH} elements within each other`);
    const name = localName(fullName);
    root ??= name;
    if (level === depth) isWanted = within === undefined || within.has(name);
    if (level <= depth || !isWanted) return;
    if (level === depth + 1) parts = characters = 0;
    let length = 0;
    let amount = 1;
    for (const [key, value] of Object.entries(attributes)) {
      amount++;
      length += key.length + value.length;
    }
    count(amount, length);
    open.push({ name, attributes, text: "", children: [] });
  });
  const onText = (piece: string) => {
    const top = open.at(-1);
    if (top === undefined) return;
    count(0, piece.length);
    top.text += piece;
  };
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("closetag", () => {
    level--;
    const closed = open.pop();
    if (closed === undefined) return;
    const node = { ...closed, text: closed.text.trim() };
    const parent = open.at(-1);
    if (parent) parent.children.push(node);
    else items.push(node);
  });

  return {
    write(text) {
      parser.write(text);
      const whole = items;
      items = [];
      return whole;
    },
    root: () => root,
    end: () => void parser.close(),
  };
}

/** The first child of that name. */
export function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((child) => child.name === name);
}

export function childrenOf(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child of that name, where it has one. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
  return childOf(node, name)?.text || undefined;
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1);

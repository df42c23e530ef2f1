import { childOf, childrenOf, type XmlNode } from "../../formats/xml-items.ts";
import { KnownError } from "../../model/errors.ts";
import { readXmlItems } from "./xml-file.ts";

/** What a state asks of one field of a package: `evr` `less than` `0:1.2-3`. */
export interface OvalField {
  readonly name: string;
  /** `equals` where the file names none. */
  readonly operation: string;
  /** More than one where a variable holds several. */
  readonly values: readonly string[];
}

/** A question to a system, with what it refers to. */
export interface OvalTest {
  /** `rpminfo_test`, `textfilecontent54_test` … */
  readonly kind: string;
  /** That what it looks for must not be there. */
  readonly isNegative: boolean;
  /** Name of the package that it looks at; absent where it looks at something else. */
  readonly objectName?: string;
  readonly fields: readonly OvalField[];
}

/** A tree of questions as a definition has it. */
export type OvalCriteria =
  | { readonly kind: "all" | "any"; readonly isNegated: boolean; readonly parts: readonly OvalCriteria[] }
  | { readonly kind: "test"; readonly isNegated: boolean; readonly id: string; readonly comment: string }
  /** What we do not know how to ask. */
  | { readonly kind: "other"; readonly what: string };

/** What must hold for a system to have a flaw, or to lack an update. */
export interface OvalDefinition {
  readonly id: string;
  /** `vulnerability`, `patch` … */
  readonly class: string;
  /** Title, references, advisory: every vendor has them in his own way. */
  readonly metadata: XmlNode | undefined;
  /** Absent where it asks nothing. */
  readonly criteria?: OvalCriteria;
  readonly test: (id: string) => OvalTest | undefined;
}

const ROOT = "oval_definitions";

/** Of what is kept in memory while definitions are read; the largest file of today has half a million. */
const MOST_PARTS = 8_000_000;

/**
 * The definitions of an OVAL file, one after the other. Tests come behind the definitions that refer to them, so the
 * file is read twice: only tests, objects, states and variables are held.
 *
 * @throws {KnownError} `FEED_MALFORMED` when the file as a whole is no OVAL, `LIMIT_EXCEEDED` when it holds too much.
 *
 * Source: https://oval.mitre.org/language/version5.11/
 */
export async function* readOvalDefinitions(path: string, source: string): AsyncGenerator<OvalDefinition> {
  const parts = await readParts(path, source);
  const test = (id: string) => testOf(id, parts);
  const options = { source, root: ROOT, depth: 2, within: new Set(["definitions"]) };
  for await (const node of readXmlItems(path, options)) {
    if (node.name !== "definition" || node.attributes.deprecated === "true") continue;
    const criteria = childOf(node, "criteria");
    yield {
      id: node.attributes.id ?? "",
      class: node.attributes.class ?? "",
      metadata: childOf(node, "metadata"),
      ...(criteria && { criteria: criteriaOf(criteria) }),
      test,
    };
  }
}

/** A text, or where it is to be had. */
type Value = string | { readonly variable: string };

interface Parts {
  readonly tests: Map<string, { kind: string; isNegative: boolean; object: string; states: readonly string[] }>;
  /** Names of packages. */
  readonly objects: Map<string, Value>;
  readonly states: Map<string, readonly { name: string; operation: string; value: Value }[]>;
  readonly variables: Map<string, readonly string[]>;
}

async function readParts(path: string, source: string): Promise<Parts> {
  const parts: Parts = { tests: new Map(), objects: new Map(), states: new Map(), variables: new Map() };
  const options = { source, root: ROOT, depth: 2, within: new Set(Object.keys(parts)) };
  let amount = 0;
  for await (const node of readXmlItems(path, options)) {
    if (++amount > MOST_PARTS) {
      throw new KnownError("LIMIT_EXCEEDED", `${source}: more than ${MOST_PARTS} tests, objects and states`);
    }
    keep(node, parts);
  }
  return parts;
}

function keep(node: XmlNode, parts: Parts): void {
  const { id = "", check, check_existence } = node.attributes;
  if (node.name.endsWith("_test")) {
    parts.tests.set(id, {
      kind: node.name,
      isNegative: check === "none satisfy" || check === "none exist" || check_existence === "none_exist",
      object: childOf(node, "object")?.attributes.object_ref ?? "",
      states: childrenOf(node, "state").map(({ attributes }) => attributes.state_ref ?? ""),
    });
  } else if (node.name.endsWith("_object")) {
    const name = childOf(node, "name");
    if (name) parts.objects.set(id, wordsOf(name));
  } else if (node.name.endsWith("_state")) {
    const fields = node.children.map((field) => ({
      name: field.name,
      operation: field.attributes.operation ?? "equals",
      value: wordsOf(field),
    }));
    parts.states.set(id, fields);
  } else if (node.name.endsWith("_variable")) {
    const values = childrenOf(node, "value").map(({ text }) => text);
    parts.variables.set(id, values);
  }
}

function wordsOf({ attributes, text }: XmlNode): Value {
  return attributes.var_ref === undefined ? text : { variable: attributes.var_ref };
}

function testOf(id: string, { tests, objects, states, variables }: Parts): OvalTest | undefined {
  const test = tests.get(id);
  if (test === undefined) return undefined;
  const valuesOf = (value: Value) => (typeof value === "string" ? [value] : (variables.get(value.variable) ?? []));
  const name = objects.get(test.object);
  const objectName = name === undefined ? undefined : valuesOf(name)[0];
  return {
    kind: test.kind,
    isNegative: test.isNegative,
    ...(objectName && { objectName }),
    fields: test.states.flatMap((state) => {
      // A state that is not there asks for something that nobody can tell.
      const fields = states.get(state) ?? [{ name: "state", operation: "missing", value: state }];
      return fields.map(({ value, ...field }) => ({ ...field, values: valuesOf(value) }));
    }),
  };
}

/** Trees of people have four levels; the reader of XML lets no more than a hundred pass. */
function criteriaOf(node: XmlNode): OvalCriteria {
  const isNegated = node.attributes.negate === "true";
  if (node.name === "criterion") {
    const { test_ref: id = "", comment = "" } = node.attributes;
    return { kind: "test", isNegated, id, comment };
  }
  const { operator = "AND" } = node.attributes;
  if (node.name !== "criteria" || (operator !== "AND" && operator !== "OR")) {
    return { kind: "other", what: node.name === "criteria" ? `the operator ${operator}` : `<${node.name}>` };
  }
  const parts = node.children.map(criteriaOf);
  return { kind: operator === "AND" ? "all" : "any", isNegated, parts };
}

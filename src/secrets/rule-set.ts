import { sha256Of } from "../host/sha256.ts";
import { CREDENTIAL_FILES } from "./credential-files.ts";
import { LESSER_RULES } from "./lesser-rules.ts";
import { createLiteralScanner, type Literal, type OnLiteral } from "./literal-scanner.ts";
import { FORM_RULES, SETTING_RULES } from "./named-rules.ts";
import { PRIVATE_KEY_RULES } from "./private-keys.ts";
import type { Rule, RuleFacts } from "./rule.ts";
import { TOKEN_RULES } from "./rules.ts";

/** All rules that are looked for by keywords. Where two take the same text, the first one counts. */
export const RULES: readonly Rule[] = [...PRIVATE_KEY_RULES, ...TOKEN_RULES, ...FORM_RULES, ...SETTING_RULES];

/** Everything that may be found, for lists and reports. */
export const RULE_FACTS: readonly RuleFacts[] = [...CREDENTIAL_FILES, ...RULES, ...LESSER_RULES].map(
  ({ id, severity, provider, title }) => ({ id, severity, provider, title }),
);

/** Changes with every rule: what was found by other rules is not what these would find. */
export const RULE_SET_ID = sha256Of(
  JSON.stringify([CREDENTIAL_FILES, RULES, LESSER_RULES], (_key, value) =>
    value instanceof RegExp ? String(value) : value,
  ),
).slice("sha256:".length, "sha256:".length + 12);

/** Which rules a file is looked at with; see `file-class.ts`. */
export type RuleSetName = "binary" | "published-binary" | "published" | "own" | "settings";

const MEMBERS: Readonly<Record<RuleSetName, (rule: Rule) => boolean>> = {
  binary: ({ inBinaries }) => inBinaries,
  // Libraries of cryptography test themselves with keys that they bring along: GnuTLS has ten.
  "published-binary": (rule) => rule.inBinaries && !PRIVATE_KEY_RULES.includes(rule),
  published: ({ kind }) => kind === "token",
  own: ({ kind }) => kind !== "setting",
  settings: () => true,
};

/** Rules with the filter that finds their keywords. */
export interface RuleSet {
  readonly scan: (bytes: Uint8Array, onLiteral: OnLiteral) => void;
  /** By the number of the literal. */
  readonly rulesOf: readonly (readonly Rule[])[];
}

const made = new Map<RuleSetName, RuleSet>();

/** The rules of that name; their filter is made when it is first asked for. */
export function ruleSet(name: RuleSetName): RuleSet {
  const known = made.get(name);
  if (known) return known;
  const byLiteral = new Map<string, { literal: Literal; rules: Rule[] }>();
  for (const rule of RULES.filter(MEMBERS[name])) {
    for (const text of rule.keywords) {
      const key = `${rule.ignoresCase}${text}`;
      const entry = byLiteral.get(key) ?? { literal: { text, ignoresCase: rule.ignoresCase }, rules: [] };
      entry.rules.push(rule);
      byLiteral.set(key, entry);
    }
  }
  const entries = [...byLiteral.values()];
  const set = {
    scan: createLiteralScanner(entries.map(({ literal }) => literal)),
    rulesOf: entries.map(({ rules }) => rules),
  };
  made.set(name, set);
  return set;
}

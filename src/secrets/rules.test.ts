import { describe, expect, test } from "vitest";
import { madeUp, randomNumbers } from "../../test/support/made-up-secret.ts";
import { CREDENTIAL_FILES } from "./credential-files.ts";
import { findInFile } from "./find.ts";
import type { Rule } from "./rule.ts";
import { RULE_FACTS, RULES } from "./rule-set.ts";
import { TOKEN_RULES } from "./rules.ts";

const encoder = new TextEncoder();
const find = (text: string, path = "srv/app/main.py") =>
  findInFile(path, encoder.encode(text)).found.map(({ rule, secret, line }) => ({ id: rule.id, secret, line }));

/** A secret as somebody writes it into a file, by a rule of its own. */
function planted(rule: Rule, seed: number): { text: string; secret: string } {
  const secret = madeUp(rule.value, randomNumbers(seed));
  if (rule.kind === "token") return { text: `# a\nvalue = "${secret}"\n`, secret };
  const [name = ""] = rule.keywords;
  return { text: `# a\n${name.toUpperCase()}_VALUE = "${secret}"\n`, secret };
}

test("every rule has a name of its own, and says what it is about", () => {
  const ids = RULE_FACTS.map(({ id }) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  for (const { id, severity, provider, title } of RULE_FACTS) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(["critical", "high", "medium", "low"]).toContain(severity);
    expect(`${provider} ${title}`).toMatch(/^\S.* \S/);
  }
});

test("every rule has keywords that the filter can look for", () => {
  for (const { id, keywords, ignoresCase } of RULES) {
    for (const keyword of keywords) {
      expect(keyword.length, id).toBeGreaterThanOrEqual(3);
      if (ignoresCase) expect(keyword, id).toBe(keyword.toLowerCase());
    }
  }
});

describe.each(TOKEN_RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test.each([1, 2, 3])("is found, on its line, whole (%i)", (seed) => {
    const { text, secret } = planted(rule, seed * 7919);
    expect(find(text)).toEqual([{ id, secret, line: 2 }]);
  });

  test("is not found in a placeholder of its shape", () => {
    const { text, secret } = planted(rule, 5);
    const blank = secret.slice(0, 6) + secret.slice(6).replaceAll(/[A-Za-z0-9]/g, "x");
    expect(find(text.replace(secret, blank))).toEqual([]);
  });

  test("is not found where it is the middle of something longer", () => {
    const { text, secret } = planted(rule, 11);
    const found = find(text.replace(secret, `Zz0${secret}Zz0Zz0Zz0Zz0Zz0`)).filter((match) => match.secret === secret);
    expect(found).toEqual([]);
  });
});

test("the table has the providers that others look for", () => {
  const providers = new Set(RULE_FACTS.map(({ provider }) => provider));
  expect(TOKEN_RULES.length).toBeGreaterThan(260);
  expect(providers.size).toBeGreaterThan(140);
  expect(CREDENTIAL_FILES.length).toBeGreaterThan(35);
});

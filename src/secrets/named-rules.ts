import { namesCredential } from "./credential-name.ts";
import { decodedBase64, kubernetesValue } from "./kubernetes-secret.ts";
import { isPlainWord } from "./placeholder.ts";
import type { Rule, RuleFacts } from "./rule.ts";
import { ASSIGNS, BEGINS } from "./rules.ts";

const facts = (id: string, severity: RuleFacts["severity"], provider: string, title: string): RuleFacts => ({
  id,
  severity,
  provider,
  title,
});

const NAMED = { kind: "named", ignoresCase: true, lead: 0, value: "", inBinaries: false } as const;

/** A value that somebody typed or made up, as far as nothing else is known of it. */
const ownWord = (value: string) => (isPlainWord(value) ? undefined : value);

/** Credentials in the forms in which programs hand them on: addresses, headers, command lines, manifests. */
export const FORM_RULES: readonly Rule[] = [
  {
    ...NAMED,
    ...facts("url-password", "high", "any", "password in an address"),
    keywords: ["://"],
    reach: 500,
    pattern: /:\/\/[^\s:/?#@"'`<>\\(){}[\],;]{0,100}:([^\s/@"'`<>\\]{3,200})@[A-Za-z0-9[$_-]/y,
    entropy: 1.5,
    confirm: ownWord,
  },
  {
    ...NAMED,
    ...facts("http-authorization", "high", "any", "credentials of an Authorization header"),
    keywords: ["authorization"],
    reach: 2400,
    pattern:
      /authorization["'`\]]{0,2}\s{0,3}[:=,]\s{0,3}["'`]?(?:basic|bearer|token) {1,3}([a-z0-9+/_.=~-]{16,2000})/iy,
    entropy: 3,
    confirm: ownWord,
  },
  {
    ...NAMED,
    ...facts("curl-user-password", "high", "curl", "user and password on a command line"),
    keywords: ["curl "],
    reach: 700,
    pattern: /curl [^\n]{0,400}?(?<=\s)(?:-u|--user)[ =]?["']?[^\s:"'$]{1,80}:([^\s"'$]{4,200})/iy,
    entropy: 1.5,
    confirm: ownWord,
  },
  {
    ...NAMED,
    ...facts("json-web-token", "medium", "any", "JSON web token"),
    ignoresCase: false,
    keywords: ["eyJ"],
    reach: 8000,
    pattern: new RegExp(String.raw`${BEGINS}(eyJ[\w-]{15,2000}\.eyJ[\w-]{15,4000}\.[\w-]{20,1000})`, "y"),
    entropy: 4,
    confirm: (token) => (/"(?:alg|typ|kid)"/.test(decodedBase64(token.split(".")[0] ?? "") ?? "") ? token : undefined),
  },
  {
    ...NAMED,
    ...facts("json-web-token-base64", "medium", "any", "JSON web token in base64"),
    ignoresCase: false,
    keywords: ["ZXlK"],
    reach: 8000,
    pattern: new RegExp(`${BEGINS}(ZXlK[A-Za-z0-9+/]{60,7000}={0,2})`, "y"),
    entropy: 3.5,
    confirm: (text) => (/^eyJ[\w-]{15,}\.eyJ[\w-]{15,}\./.test(decodedBase64(text) ?? "") ? text : undefined),
  },
  {
    ...NAMED,
    ...facts("kubernetes-secret", "high", "Kubernetes", "value of a Secret"),
    ignoresCase: true,
    keywords: ["kind: secret", 'kind: "secret"', "kind: 'secret'"],
    lead: 4000,
    reach: 12_000,
    pattern: /^[ \t]{1,12}["']?[\w.-]{1,100}["']?:[ \t]{1,4}["']?([\w+/=.:@!-]{8,8000})/gim,
    entropy: 2.5,
    confirm: kubernetesValue,
  },
];

/** Names of settings that say what they hold. Longer ones hold one of these. */
const SETTING_NAMES = [
  "password",
  "passwd",
  "passphrase",
  "secret",
  "token",
  "api_key",
  "apikey",
  "api-key",
  "access_key",
  "accesskey",
  "private_key",
  "credential",
  "_pwd",
  "auth_key",
  "encryption_key",
  "signing_key",
  "account_key",
  "connectionstring",
];

/** Names that tell of a credential and hold none: where it is, how long it holds. */
const TELLS_OF =
  /_(?:files?|path|dir|name|ur[il]|endpoint|ttl|expir\w*|timeout|length|size|types?|id|class|header|field|param|prefix|format|algorithm|mode|enabled|required|encryption|hash(?:er|ing)?|method|scheme|rounds|policy|validator|provider|store|manager|regex|pattern|prompt|hint|label|title|text|message|error|help|description|placeholder)s?$/i;

/** Whether a setting of that name holds a credential; `apiToken`, `api.token` and `API_TOKEN` are one name. */
export function namesSecret(name: string): boolean {
  const words = name.replaceAll(/([a-z])(?=[A-Z])/g, "$1_").replaceAll(".", "_");
  return namesCredential(words) && !TELLS_OF.test(words);
}

/** A value that is the name or the place of something, and not the thing itself. */
const NAMES_SOMETHING =
  /^(?:[~.]{0,2}\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]*:\/\/|arn:|[a-z]+(?:[._-][a-z]+)+$|[A-Z]+(?:[._-][A-Z]+)+$|\d{1,12}$|\d+[smhd]$|[A-Za-z]+\(|sha\d{1,3}[-:])/;

/** A password that was typed: not the name of a thing, no word of prose. */
export function looksSecret(value: string): boolean {
  if (value.length < 8 || NAMES_SOMETHING.test(value) || isPlainWord(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  return kinds >= 3 || (kinds === 2 && /[0-9]/.test(value) && value.length >= 12);
}

/** Values of settings whose names mean a credential: nothing is known of them but that. */
export const SETTING_RULES: readonly Rule[] = [
  {
    ...NAMED,
    ...facts("credential-setting", "medium", "any", "setting whose name means a credential"),
    kind: "setting",
    keywords: SETTING_NAMES,
    lead: 60,
    reach: 400,
    pattern: new RegExp(
      String.raw`(?<![\w./-])[\w.-]{0,60}(?:${SETTING_NAMES.join("|")})${ASSIGNS}([^\s"'\x60<>,;{}()\[\]]{8,200})(?=["'\x60\s;,<]|$)`,
      "gi",
    ),
    entropy: 2.8,
    confirm(value, window, at) {
      const name = /^[\w.-]{1,120}/.exec(window.slice(at, at + 120))?.[0] ?? "";
      return namesSecret(name) && looksSecret(value) ? value : undefined;
    },
  },
];

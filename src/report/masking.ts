import type { EnvironmentVariable } from "../model/image.ts";

export const MASK = "********";

/** Names whose values nobody should see by accident. */
const CREDENTIAL_NAME =
  /pass(wd|word|phrase)?($|_)|pwd$|secret|token|credential|api_?key|access_?key|private_?key|auth($|_key|_token)|(^|_)key$|(^|_)sas($|_)|connection_?string|dsn$/i;

/** Names that look so and are public: the keys by which official images verify what they download. */
const PUBLIC_NAME = /^(GPG_KEYS?|.*_GPG_KEYS?|GPG_KEY_.*|.*_SHA(256|512))$/;

/** Texts that are a credential wherever they stand; what the first group holds stays readable. */
const CREDENTIALS: readonly RegExp[] = [
  /([a-z][a-z0-9+.-]*:\/\/[^/\s:@"']*:)[^/\s@"']+(?=@)/gi, // the password of a URL
  /(\b(?:bearer|basic)\s+)[A-Za-z0-9+/_.~-]{8,}=*/gi, // an Authorization header
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // an AWS access key id
  /()\bgh[pousr]_[A-Za-z0-9]{36,}\b/g, // a GitHub token
  /()\bgithub_pat_\w{22,}/g,
  /()\bglpat-[\w-]{20,}/g, // a GitLab token
  /()\bxox[abprs]-[\w-]{10,}/g, // a Slack token
  /()\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*/g, // a JSON web token
];

/** Any text, with what is a credential by its form masked. */
export function maskText(text: string): string {
  return CREDENTIALS.reduce((masked, pattern) => masked.replace(pattern, `$1${MASK}`), text);
}

/** Tells whether a variable holds what looks like a credential. An empty value holds nothing. */
export function looksLikeCredential({ name, value }: EnvironmentVariable): boolean {
  if (value === "") return false;
  if (maskText(value) !== value) return true;
  return CREDENTIAL_NAME.test(name) && !PUBLIC_NAME.test(name);
}

/** `NAME=value` as a config has it, masked where it looks like a credential. */
export function maskAssignment(text: string): string {
  const equals = text.indexOf("=");
  if (equals < 0) return text;
  const name = text.slice(0, equals);
  return looksLikeCredential({ name, value: text.slice(equals + 1) }) ? `${name}=${MASK}` : text;
}

/**
 * An instruction of an image's history, with what it assigns masked: `ENV NAME=…`, `ENV NAME …`, and the build
 * arguments that builders write in front of a command (`|1 NAME=value /bin/sh -c …`); and what is a credential by its
 * form, wherever it stands.
 */
export function maskInstruction(text: string): string {
  const mask = (whole: string, start: string, name: string, quoted: string) =>
    looksLikeCredential({ name, value: quoted.replace(/^["']|["']$/g, "") }) ? `${start}${MASK}` : whole;
  const assigned = text
    .replace(/(\b([A-Za-z_][A-Za-z0-9_]*)=)("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\.)+)/g, mask)
    .replace(/(\b(?:ENV|ARG)\s+([A-Za-z_][A-Za-z0-9_]*)\s+)(\S.*)$/g, mask);
  return maskText(assigned);
}

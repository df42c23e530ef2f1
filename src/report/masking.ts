import type { EnvironmentVariable } from "../model/image.ts";

export const MASK = "********";

/** Names whose values nobody should see by accident. */
const CREDENTIAL_NAME =
  /pass(wd|word|phrase)?($|_)|pwd$|secret|token|credential|api_?key|access_?key|private_?key|auth($|_key|_token)|(^|_)key$|(^|_)sas($|_)|connection_?string|dsn$/i;

/** Names that look so and are public: the keys by which official images verify what they download. */
const PUBLIC_NAME = /^(GPG_KEYS?|.*_GPG_KEYS?|GPG_KEY_.*|.*_SHA(256|512))$/;

/** Values that are a credential whatever they are called. */
const CREDENTIAL_VALUES: readonly RegExp[] = [
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i, // a URL with a password
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, // an AWS access key id
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/, // a GitHub token
  /\bglpat-[\w-]{20,}/, // a GitLab token
  /\bxox[abprs]-[\w-]{10,}/, // a Slack token
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./, // a JSON web token
];

/** Tells whether a variable holds what looks like a credential. An empty value holds nothing. */
export function looksLikeCredential({ name, value }: EnvironmentVariable): boolean {
  if (value === "") return false;
  if (CREDENTIAL_VALUES.some((pattern) => pattern.test(value))) return true;
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
 * An instruction of an image's history, with what it assigns masked: `ENV NAME=…`, and the build arguments that
 * classic builders write in front of a command (`|1 NAME=value /bin/sh -c …`).
 */
export function maskInstruction(text: string): string {
  return text.replace(
    /\b([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|'[^']*'|[^\s"']+)/g,
    (whole, name: string, quoted: string) =>
      looksLikeCredential({ name, value: quoted.replace(/^["']|["']$/g, "") }) ? `${name}=${MASK}` : whole,
  );
}

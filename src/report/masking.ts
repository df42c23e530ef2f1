import type { EnvironmentVariable } from "../model/image.ts";
import { namesCredential } from "../secrets/credential-name.ts";

export const MASK = "********";

/** Texts that are a credential wherever they stand; what the first group holds stays readable. Linear in the text. */
const CREDENTIALS: readonly RegExp[] = [
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@"']{0,200}:)[^/\s@"']{1,2000}(?=@)/gi, // the password of a URL
  /(\bhttps?:\/\/)[^/\s:@"']{1,2000}(?=@)/gi, // a token in place of a user
  /(\b(?:bearer|basic) )[A-Za-z0-9+/_.~-]{8,2000}=*/gi, // an Authorization header
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  /()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // an AWS access key id
  /()\bgh[pousr]_[A-Za-z0-9]{36,255}/g, // a GitHub token
  /()\bgithub_pat_\w{22,255}/g,
  /()\bglpat-[\w-]{20,255}/g, // a GitLab token
  /()\bxox[abprs]-[\w-]{10,255}/g, // a Slack token
  /()\bnpm_[A-Za-z0-9]{36,255}/g,
  /()\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,255}/g, // a Stripe key
  /()\bsk-[A-Za-z0-9_-]{20,255}/g, // an OpenAI or Anthropic key
  /()\bAIza[A-Za-z0-9_-]{35}/g, // a Google key
  /()\beyJ[\w-]{10,500}\.eyJ[\w-]{10,4000}\.[\w-]{0,2000}/g, // a JSON web token
];

/** Any text, with what is a credential by its form masked. */
export function maskText(text: string): string {
  return CREDENTIALS.reduce((masked, pattern) => masked.replace(pattern, `$1${MASK}`), text);
}

/** Tells whether a variable holds what looks like a credential. An empty value holds nothing. */
export function looksLikeCredential({ name, value }: EnvironmentVariable): boolean {
  if (value === "") return false;
  if (maskText(value) !== value) return true;
  return namesCredential(name);
}

/** `NAME=value` as a config has it, masked where it looks like a credential. */
export function maskAssignment(text: string): string {
  const equals = text.indexOf("=");
  if (equals < 0) return text;
  const name = text.slice(0, equals);
  return looksLikeCredential({ name, value: text.slice(equals + 1) }) ? `${name}=${MASK}` : text;
}

/** A value with its quotes, or without. */
const VALUE = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\.)+`;
const ASSIGNMENT = new RegExp(String.raw`(\b([A-Za-z_]\w{0,200})=)(${VALUE})`, "g");
const FLAG = new RegExp(String.raw`((?<![\w-])--?([A-Za-z][\w-]{0,100})[= ])(${VALUE})`, "g");
const INSTRUCTION = /(\b(?:ENV|ARG) {1,20}([A-Za-z_]\w{0,200}) {1,20})(\S.*)$/g;

/**
 * An instruction of an image's history, with what it assigns masked: `ENV NAME=…`, `ENV NAME …`, build arguments in
 * front of a command (`|1 NAME=value /bin/sh -c …`), flags (`--password …`); and what is a credential by its form,
 * wherever it stands.
 */
export function maskInstruction(text: string): string {
  const mask = (whole: string, start: string, name: string) => (namesCredential(name) ? `${start}${MASK}` : whole);
  return maskText(text.replace(ASSIGNMENT, mask).replace(FLAG, mask).replace(INSTRUCTION, mask));
}

/** The words of a command, each its own text: a flag's value may be the next one. */
export function maskCommand(words: readonly string[]): string[] {
  return words.map((word, i) => {
    const flag = /^--?([A-Za-z][\w-]{0,100})$/.exec(words[i - 1] ?? "")?.[1];
    return flag && !word.startsWith("-") && namesCredential(flag) ? MASK : maskInstruction(word);
  });
}

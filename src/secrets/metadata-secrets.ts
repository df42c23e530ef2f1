import type { ImageMetadata } from "../model/image.ts";
import type { LayerReference } from "../model/package.ts";
import type { SecretPlace } from "../model/secret.ts";
import { type FoundSecret, findInText } from "./find.ts";
import { looksSecret, namesSecret } from "./named-rules.ts";
import { isPlainWord } from "./placeholder.ts";
import type { RuleFacts } from "./rule.ts";

/** A value of a variable whose name says that it is a credential. */
const VARIABLE_RULE: RuleFacts = {
  id: "credential-variable",
  severity: "medium",
  provider: "any",
  title: "variable whose name means a credential",
};

/** Rules that know only what a variable is called. */
export const METADATA_RULES: readonly RuleFacts[] = [VARIABLE_RULE];

/** A secret in clear that the image's own documents tell. */
export interface MetadataSecret {
  readonly rule: RuleFacts;
  readonly secret: string;
  readonly place: SecretPlace;
}

/** A history, label or variable longer than this has programs in it, and no one's password. */
const LONGEST_TEXT = 1024 * 1024;

/** What an image says of itself, where people put secrets who think that nobody reads it. */
export type Documents = Pick<ImageMetadata, "environment" | "labels" | "entrypoint" | "command"> & {
  /** All instructions, oldest first, also those without a layer. */
  readonly history: readonly { readonly createdBy: string; readonly layer?: LayerReference }[];
};

/** The secrets in variables, labels, commands and history. */
export function findInDocuments({ environment, labels, entrypoint, command, history }: Documents): MetadataSecret[] {
  return [
    ...environment.flatMap(({ name, value }) =>
      inAssignment(name, value, { kind: "environment", name } satisfies SecretPlace),
    ),
    ...Object.entries(labels).flatMap(([name, value]) => inAssignment(name, value, { kind: "label", name })),
    ...inInstruction(entrypoint.join(" "), { kind: "command", name: "entrypoint" }),
    ...inInstruction(command.join(" "), { kind: "command", name: "command" }),
    ...history.flatMap(({ createdBy, layer }, step) =>
      inInstruction(createdBy, { kind: "history", step, ...(layer && { layer }) }),
    ),
  ];
}

/** What stands in a variable; by the name alone where its value has no shape that is known. */
function inAssignment(name: string, value: string, place: SecretPlace): MetadataSecret[] {
  const found = inText(`${name}=${value}`);
  if (found.length > 0) return found.map(({ rule, secret }) => ({ rule, secret, place }));
  return isCredential(name, value, place.kind) ? [{ rule: VARIABLE_RULE, secret: value, place }] : [];
}

/** Names and places of things, numbers and switches are no credentials, whatever the name says. */
const NO_CREDENTIAL = /^(?:[~.]{0,2}\/.*|[a-z][a-z0-9+.-]*:\/\/[^@]*|[\d.]+[a-z]{0,2}|sha\d+:.*)$/i;

/** How official images name the OpenPGP keys that sign what they download: `key='B97B…'`. They are public. */
const OPENPGP_NAME = /^(?:0x)?(?:[0-9A-F]{16}|[0-9A-F]{40})$/;

function isCredential(name: string, value: string, kind: SecretPlace["kind"]): boolean {
  if (!namesSecret(name) || value === "" || isPlainWord(value) || NO_CREDENTIAL.test(value)) return false;
  if (OPENPGP_NAME.test(value)) return false;
  // A weak password is one, too. A label's words are for people.
  return kind === "label" ? looksSecret(value) : value.length >= 4;
}

/** `NAME=value`, with quotes or without. */
const ASSIGNMENT =
  /(?<![\w.$-])([A-Za-z_][\w.-]{1,100})=(?:"((?:[^"\\]|\\.){1,2000})"|'([^']{1,2000})'|([^\s"';|&<>()]{1,2000}))/g;
/** `ENV NAME value`, as old builders wrote it. */
const ENV = /\b(?:ENV|ARG) {1,20}([A-Za-z_]\w{1,100}) {1,20}([^\s=][^\n]{0,2000})$/g;
/** `--password value`, `--token=value` */
const FLAG = /(?<![\w-])--([a-z][\w-]{1,60})(?: {1,4}|=)["']?([^\s"'-][^\s"']{3,500})/g;

/** What stands in an instruction: `|1 TOKEN=… /bin/sh -c …`, `RUN curl -u …`, `ENV …`. */
function inInstruction(text: string, place: SecretPlace): MetadataSecret[] {
  if (text.length > LONGEST_TEXT) return [];
  const found: Pick<FoundSecret, "rule" | "secret">[] = [...inText(text)];
  const known = () => found.map(({ secret }) => secret);
  for (const pattern of [ASSIGNMENT, ENV, FLAG]) {
    for (const [, name = "", ...values] of text.matchAll(pattern)) {
      const value = values.find((part) => part !== undefined)?.trim() ?? "";
      const isKnown = known().some((secret) => secret.includes(value) || value.includes(secret));
      if (!isKnown && isCredential(name.replaceAll("-", "_"), value, place.kind)) {
        found.push({ rule: VARIABLE_RULE, secret: value });
      }
    }
  }
  return found.map(({ rule, secret }) => ({ rule, secret, place }));
}

const inText = (text: string) => (text.length > LONGEST_TEXT ? [] : findInText(text));

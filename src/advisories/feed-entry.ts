import { z } from "zod";
import { readYamlText } from "../formats/yaml-text.ts";
import { messageOf, type Report } from "../model/errors.ts";
import { firstIssue } from "./first-issue.ts";

/** A file of an archive, as the readers of tars and zips give it. */
export interface FeedEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** No record of any of these databases comes near. */
const MOST_YAML_BYTES = 1024 * 1024;

/** A record in YAML, whose plain values are all texts; one that is damaged is reported by its name, and is `undefined`. */
export function readYamlEntry<T>(
  { name, bytes }: FeedEntry,
  schema: z.ZodType<T>,
  source: string,
  report: Report,
): T | undefined {
  if (bytes.length > MOST_YAML_BYTES) {
    report({ code: "LIMIT_EXCEEDED", message: `${source}: ${name}: larger than ${MOST_YAML_BYTES} bytes` });
    return undefined;
  }
  const { value, trouble } = readYamlText(new TextDecoder().decode(bytes));
  if (trouble !== undefined) {
    report({ code: "FEED_MALFORMED", message: `${source}: ${name}: ${trouble}` });
    return undefined;
  }
  return checked(value, schema, `${source}: ${name}`, report);
}

/** A record in JSON; one that is damaged is reported by its name, and is `undefined`. */
export function readJsonEntry<T>(
  { name, bytes }: FeedEntry,
  schema: z.ZodType<T>,
  source: string,
  report: Report,
): T | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    report({ code: "FEED_MALFORMED", message: `${source}: ${name}: not JSON: ${messageOf(error)}` });
    return undefined;
  }
  return checked(json, schema, `${source}: ${name}`, report);
}

function checked<T>(value: unknown, schema: z.ZodType<T>, place: string, report: Report): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  report({ code: "FEED_MALFORMED", message: `${place}: not a record of this source: ${firstIssue(result.error)}` });
  return undefined;
}

/** The path below the folder that a repository's archive begins with, which is named after the branch. */
export function pathInRepository(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

/** The name of a file without its folders and its last extension. */
export function stemOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}

/** YAML's words for nothing, which are texts to who reads every plain value as one. */
const NOTHING: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);

/** A text that may be absent, or be one of YAML's words for nothing. */
export const YamlWord = z
  .string()
  .optional()
  .transform((text) => (text === undefined || NOTHING.has(text.trim()) ? undefined : text.trim()));

/** A list that may be absent, or be one of YAML's words for nothing. */
export const YamlWords = z
  .union([z.array(z.string()), z.string().refine((text) => NOTHING.has(text.trim()))])
  .optional()
  .transform((list) => (Array.isArray(list) ? list : undefined));

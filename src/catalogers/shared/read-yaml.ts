import { parseDocument } from "yaml";
import { messageOf, type Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import { fieldsOf } from "./json-fields.ts";

/** Beyond this, names that stand for other parts make a small file a huge value. */
const MOST_ALIASES = 100;

/** A file's YAML, fields at the top, up to where it is damaged; `undefined` where it has no fields. */
export function readYaml(file: WantedFile, report: Report): Readonly<Record<string, unknown>> | undefined {
  const { path } = file;
  const malformed = (message: string) => report({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` });
  const firstLine = (text: string) => text.split("\n")[0]?.slice(0, 200);
  try {
    // Versions are texts, whether they stand in quotes or look like numbers.
    // To look for keys that stand twice, the library compares each with each: minutes for a long list.
    const document = parseDocument(file.text(), { schema: "failsafe", logLevel: "silent", uniqueKeys: false });
    const [trouble] = document.errors;
    if (trouble) malformed(`is not YAML: ${firstLine(trouble.message)}`);
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    if (typeof value === "object" || value === "") return fieldsOf(value);
    if (!trouble) malformed("has no fields");
  } catch (error) {
    malformed(`cannot be read as YAML: ${firstLine(messageOf(error))}`);
  }
  return undefined;
}

import { readYamlText } from "../../formats/yaml-text.ts";
import type { Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import { fieldsOf } from "./json-fields.ts";

/**
 * A file's YAML, fields at the top, up to where it is damaged; `undefined` where it has no fields.
 *
 * @param text  The part of the file that is meant; all of it when absent.
 */
export function readYaml(
  file: WantedFile,
  report: Report,
  text = file.text(),
): Readonly<Record<string, unknown>> | undefined {
  const { path } = file;
  const { value, trouble, isTooLong } = readYamlText(text);
  const complain = (message: string) =>
    report({ code: isTooLong ? "LIMIT_EXCEEDED" : "FILE_MALFORMED", path, message: `${path}: ${message}` });
  if (trouble !== undefined) complain(trouble);
  if ((typeof value === "object" && !Array.isArray(value)) || value === "") return fieldsOf(value);
  if (trouble === undefined) complain("has no fields");
  return undefined;
}

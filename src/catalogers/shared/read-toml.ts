import { parse } from "smol-toml";
import { messageOf, type Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import { fieldsOf } from "./json-fields.ts";

/** A file's TOML; `undefined`, and a problem, where it is none. */
export function readToml(file: WantedFile, report: Report): Readonly<Record<string, unknown>> | undefined {
  try {
    return fieldsOf(parse(file.text()));
  } catch (error) {
    const [reason = ""] = messageOf(error).split("\n");
    const message = `${file.path}: is not TOML: ${reason.slice(0, 200)}`;
    report({ code: "FILE_MALFORMED", path: file.path, message });
    return undefined;
  }
}

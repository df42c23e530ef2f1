import { readFileSync } from "node:fs";
import { KnownError, messageOf } from "../model/errors.ts";
import type { SecretReport } from "../model/secret.ts";
import { countOf } from "../report/words.ts";
import { applyAllowList, type JudgedSecrets, parseAllowList } from "../secrets/allow-list.ts";
import type { CommandContext } from "./command.ts";

/** Findings without those that a list allows, and the word about them on standard error. */
export function judgeSecrets(
  { terminal }: CommandContext,
  report: SecretReport,
  file: string | undefined,
): JudgedSecrets {
  const judged = applyAllowList(report, file === undefined ? [] : readAllowList(file));
  for (const { line } of judged.unused) terminal.status("warning", `${file}:${line}: allows nothing that was found`);
  const allowed = judged.allowed.length === 0 ? "" : `; ${judged.allowed.length} allowed`;
  const { length } = judged.secrets;
  if (length === 0) terminal.status("done", `No secrets found${allowed}`);
  else terminal.status("found", `${countOf(length, "secret")} found${allowed}`);
  return judged;
}

function readAllowList(file: string) {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new KnownError("READ_FAILED", `${file}: ${messageOf(cause)}`, { path: file }, cause);
  }
  return parseAllowList(text, file);
}

import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { KnownError } from "../model/errors.ts";
import { findReportFormat, REPORT_FORMATS } from "../report/formats/index.ts";
import type { ReportFormat } from "../report/report-format.ts";

/** A report that is asked for: in which form, and where it goes. */
export interface ReportOutput {
  readonly format: ReportFormat;
  /** Absent: to standard output. */
  readonly file?: string;
}

/** `--format FORMAT` and `--format FORMAT=FILE`, each as often as it is given. */
export function collectOutputs(value: string, previous: readonly ReportOutput[] = []): ReportOutput[] {
  const [, name = "", file] = /^([^=]*)(?:=(.*))?$/s.exec(value) ?? [];
  const format = findReportFormat(name);
  if (format === undefined) {
    throw new InvalidArgumentError(`Allowed choices are ${REPORT_FORMATS.map((one) => one.name).join(", ")}.`);
  }
  if (file === "") throw new InvalidArgumentError("There is no file behind the sign of equality.");
  return [...previous, { format, ...(file !== undefined && { file }) }];
}

/**
 * What is asked for by `--format` and `--output` together; `packages` where nothing is.
 *
 * @throws {KnownError} `OPTION_INVALID` where two reports would go to one place.
 */
export function outputsOf(asked: readonly ReportOutput[], output: string | undefined): ReportOutput[] {
  const outputs = asked.length > 0 ? asked : REPORT_FORMATS.slice(0, 1).map((format): ReportOutput => ({ format }));
  const unnamed = outputs.filter(({ file }) => file === undefined);
  if (unnamed.length > 1) {
    const names = unnamed.map(({ format }) => format.name).join(" and ");
    throw new KnownError("OPTION_INVALID", `--format: ${names} would go to one place; write FORMAT=FILE`);
  }
  if (output !== undefined && unnamed.length === 0) {
    throw new KnownError("OPTION_INVALID", "--output goes with a --format that names no file of its own");
  }
  const placed = outputs.map((one) =>
    one.file === undefined && output !== undefined ? { ...one, file: output } : one,
  );
  const files = placed.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const twice = files.find((file, i) => files.indexOf(file) !== i);
  if (twice !== undefined) throw new KnownError("OPTION_INVALID", `--format: two reports would go to ${twice}`);
  // What goes to standard output comes last: by then all that can fail has been done.
  return placed.toSorted((a, b) => Number(a.file === undefined) - Number(b.file === undefined));
}

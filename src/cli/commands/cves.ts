import { Option } from "commander";
import { standing } from "../../model/finding.ts";
import type { Severity } from "../../model/severity.ts";
import { REPORT_FORMATS } from "../../report/formats/index.ts";
import type { Sort } from "../../report/sort.ts";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import type { RefreshOptions } from "../db-refresh.ts";
import { aboutImage, type ImageOptions, shared } from "../options.ts";
import { collectOutputs, outputsOf, type ReportOutput } from "../report-outputs.ts";
import { type OverlayOptions, withOverlays } from "../vex-options.ts";

interface CvesOptions extends ImageOptions, OverlayOptions, RefreshOptions {
  readonly format?: readonly ReportOutput[];
  readonly onlySeverity?: readonly Severity[];
  readonly onlyFixed?: boolean;
  readonly onlyUnfixed?: boolean;
  readonly onlyReachable?: boolean;
  readonly onlyPackageType?: readonly string[];
  readonly onlyPackage?: readonly RegExp[];
  readonly onlyCveId?: readonly string[];
  readonly onlyCisaKev?: boolean;
  readonly epss?: boolean;
  readonly epssScore?: number;
  readonly epssPercentile?: number;
  readonly sort?: Sort;
  readonly onlyMetric?: readonly string[];
  readonly onlyVulnPackages?: boolean;
  readonly details?: boolean;
  readonly locations?: boolean;
  readonly exitCode?: boolean;
  readonly maxDbAge?: string;
}

/** Who asks for scores wants to see them. */
function showsEpss({ epss, epssScore, epssPercentile, sort }: CvesOptions): boolean {
  return epss === true || epssScore !== undefined || epssPercentile !== undefined || sort === "epss" || sort === "risk";
}
const width = Math.max(...REPORT_FORMATS.map(({ name }) => name.length));

const FORMATS = `
Formats:
${REPORT_FORMATS.map(({ name, describes }) => `  ${name.padEnd(width)}  ${describes}`).join("\n")}`;

export const cves: VerbDefinition = {
  name: "cves",
  define(program, run) {
    withOverlays(aboutImage(program.command("cves")))
      .summary("show the vulnerabilities of an image")
      .description("Show the vulnerabilities of an image, package by package, worst first.")
      .addOption(
        new Option(
          "--format <format[=file]>",
          "how to write the report, see Formats below; with a file behind it, as often as you like (default: packages)",
        ).argParser(collectOutputs),
      )
      .addOption(shared.onlySeverity())
      .addOption(shared.onlyFixed())
      .addOption(shared.onlyUnfixed())
      .option("--only-reachable", "leave out flaws in functions that the linker did not put into the Go program")
      .addOption(shared.onlyPackageType())
      .addOption(shared.onlyPackage())
      .addOption(shared.onlyCveId())
      .addOption(shared.onlyCisaKev())
      .addOption(shared.epss())
      .addOption(shared.epssScore())
      .addOption(shared.epssPercentile())
      .addOption(shared.sort())
      .addOption(shared.onlyMetric())
      .option("--only-vuln-packages", "with --format only-packages, leave out those without a vulnerability")
      .addOption(shared.allLayers())
      .option("--details", "also descriptions, weaknesses, and what was compared")
      .option("--locations", "show for each package its layer and the files that show it")
      .addOption(shared.exitCode())
      .addOption(shared.maxDbAge())
      .addOption(shared.dbUpdate())
      .addOption(shared.mirror())
      .addHelpText("after", FORMATS)
      .addHelpText(
        "after",
        examples(
          ["plimsoll cves debian:12", "everything that is known of an image"],
          ["plimsoll cves --exit-code --only-severity critical,high archive://app.tar", "fail a build on what is bad"],
          ["plimsoll cves --sort risk --epss app:1.0", "what is likely to be exploited first"],
          ["plimsoll cves --details --only-cve-id CVE-2023-4911 app:1.0", "one vulnerability, in full"],
          ["plimsoll cves --only-package '^lib(c|ssl)' --only-metric AV:N app:1.0", "some packages, over a network"],
          ["plimsoll cves --all-layers app:1.0", "also of packages that a later layer removed"],
          ["plimsoll cves --format only-packages --only-vuln-packages fs://image", "a line for each, of a folder"],
          ["plimsoll cves --format sarif=app.sarif --format html=app.html app:1.0", "several reports of one scan"],
          ["plimsoll cves --db-update --exit-code app:1.0", "with what is known by now, where nothing else updates"],
          ["plimsoll cves --format json -o report.json oci-dir://./images:app", "for a program, of an OCI layout"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: CvesOptions) => {
          // Before the work, not after it: a wrong flag is told at once.
          const outputs = outputsOf(options.format ?? [], options.output);
          const [{ scan, tellOutcome }, { writeReport }, { VERSION }, { readSourceDateEpoch }] = await Promise.all([
            import("../scan.ts"),
            import("../write-report.ts"),
            import("../version.ts"),
            import("../source-date-epoch.ts"),
          ]);
          const time = readSourceDateEpoch(process.env);
          const writers = await Promise.all(outputs.map(({ format }) => format.load()));
          const { report, image, tooOld } = await scan(
            context,
            reference,
            { ...options, epssFirst: options.epss === true && options.sort === undefined },
            {
              severities: options.onlySeverity ?? [],
              packageTypes: options.onlyPackageType ?? [],
              packageNames: options.onlyPackage ?? [],
              ids: options.onlyCveId ?? [],
              metrics: options.onlyMetric ?? [],
              ...(options.epssScore !== undefined && { epssScore: options.epssScore }),
              ...(options.epssPercentile !== undefined && { epssPercentile: options.epssPercentile }),
              ...(options.onlyCisaKev && { exploited: true }),
              ...(options.onlyReachable && { reachable: true }),
              ...(options.onlyFixed && { fix: "fixed" as const }),
              ...(options.onlyUnfixed && { fix: "unfixed" as const }),
            },
          );
          tellOutcome(context, report);
          for (const [i, { file }] of outputs.entries()) {
            const text = writers[i]?.(report, {
              toolVersion: VERSION,
              paint: context.terminal.paintFor(file),
              details: options.details === true,
              locations: options.locations === true,
              epss: showsEpss(options),
              onlyVulnerablePackages: options.onlyVulnPackages === true,
              raw: image,
              ...time,
            });
            if (text !== undefined) await writeReport(text, file, context.terminal);
          }
          const found = report.packages.some(({ findings }) => standing(findings).length > 0);
          return tooOld || (options.exitCode && found) ? EXIT.gate : EXIT.ok;
        }),
      );
  },
};

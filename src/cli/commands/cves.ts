import { Option } from "commander";
import { standing } from "../../model/finding.ts";
import type { Severity } from "../../model/severity.ts";
import type { Sort } from "../../report/sort.ts";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import { aboutImage, type ImageOptions, shared } from "../options.ts";
import { type OverlayOptions, withOverlays } from "../vex-options.ts";

interface CvesOptions extends ImageOptions, OverlayOptions {
  readonly format: "packages" | "only-packages" | "json";
  readonly onlySeverity?: readonly Severity[];
  readonly onlyFixed?: boolean;
  readonly onlyUnfixed?: boolean;
  readonly onlyReachable?: boolean;
  readonly onlyPackageType?: readonly string[];
  readonly onlyCveId?: readonly string[];
  readonly onlyCisaKev?: boolean;
  readonly epss?: boolean;
  readonly epssScore?: number;
  readonly epssPercentile?: number;
  readonly sort?: Sort;
  readonly locations?: boolean;
  readonly exitCode?: boolean;
  readonly maxDbAge?: string;
}

/** Who asks for scores wants to see them. */
function showsEpss({ epss, epssScore, epssPercentile, sort }: CvesOptions): boolean {
  return epss === true || epssScore !== undefined || epssPercentile !== undefined || sort === "epss" || sort === "risk";
}

export const cves: VerbDefinition = {
  name: "cves",
  define(program, run) {
    withOverlays(aboutImage(program.command("cves")))
      .summary("show the vulnerabilities of an image")
      .description("Show the vulnerabilities of an image, package by package, worst first.")
      .addOption(
        new Option("--format <format>", "how to write the report")
          .choices(["packages", "only-packages", "json"])
          .default("packages"),
      )
      .addOption(shared.onlySeverity())
      .addOption(shared.onlyFixed())
      .addOption(shared.onlyUnfixed())
      .option("--only-reachable", "leave out flaws in functions that the linker did not put into the Go program")
      .addOption(shared.onlyPackageType())
      .addOption(shared.onlyCveId())
      .addOption(shared.onlyCisaKev())
      .addOption(shared.epss())
      .addOption(shared.epssScore())
      .addOption(shared.epssPercentile())
      .addOption(shared.sort())
      .addOption(shared.allLayers())
      .option("--locations", "show for each package its layer and the files that show it")
      .addOption(shared.exitCode())
      .addOption(shared.maxDbAge())
      .addHelpText(
        "after",
        examples(
          ["plimsoll cves debian:12", "everything that is known of an image"],
          ["plimsoll cves --exit-code --only-severity critical,high archive://app.tar", "fail a build on what is bad"],
          ["plimsoll cves --sort risk --epss app:1.0", "what is likely to be exploited first"],
          ["plimsoll cves --all-layers app:1.0", "also of packages that a later layer removed"],
          ["plimsoll cves --format json -o report.json oci-dir://./images:app", "for a program, of an OCI layout"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: CvesOptions) => {
          const [{ scan, tellOutcome }, { cvesText, onlyPackagesText }, { cvesJson }, { writeReport, toJson }] =
            await Promise.all([
              import("../scan.ts"),
              import("../../report/cves-text.ts"),
              import("../../report/cves-json.ts"),
              import("../write-report.ts"),
            ]);
          const { report, tooOld } = await scan(
            context,
            reference,
            { ...options, epssFirst: options.epss === true && options.sort === undefined },
            {
              severities: options.onlySeverity ?? [],
              packageTypes: options.onlyPackageType ?? [],
              ids: options.onlyCveId ?? [],
              ...(options.epssScore !== undefined && { epssScore: options.epssScore }),
              ...(options.epssPercentile !== undefined && { epssPercentile: options.epssPercentile }),
              ...(options.onlyCisaKev && { exploited: true }),
              ...(options.onlyReachable && { reachable: true }),
              ...(options.onlyFixed && { fix: "fixed" as const }),
              ...(options.onlyUnfixed && { fix: "unfixed" as const }),
            },
          );
          tellOutcome(context, report);
          const paint = context.terminal.paintFor(options.output);
          const text = {
            packages: () =>
              cvesText(report, { locations: options.locations === true, epss: showsEpss(options) }, paint),
            "only-packages": () => onlyPackagesText(report, paint),
            json: () => toJson(cvesJson(report)),
          }[options.format]();
          await writeReport(text, options.output, context.terminal);
          const found = report.packages.some(({ findings }) => standing(findings).length > 0);
          return tooOld || (options.exitCode && found) ? EXIT.gate : EXIT.ok;
        }),
      );
  },
};

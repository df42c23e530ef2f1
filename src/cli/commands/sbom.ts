import { Option } from "commander";
import { KnownError } from "../../model/errors.ts";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import { aboutImage, type ImageOptions, shared } from "../options.ts";

interface SbomOptions extends ImageOptions {
  readonly format: "list" | "json";
  readonly onlyPackageType?: readonly string[];
  readonly secrets?: boolean;
  readonly allow?: string;
}

export const sbom: VerbDefinition = {
  name: "sbom",
  define(program, run) {
    aboutImage(program.command("sbom"))
      .summary("list what an image is made of")
      .description("List the packages of an image: its software bill of materials.")
      .addOption(new Option("--format <format>", "how to write it").choices(["list", "json"]).default("json"))
      .addOption(shared.onlyPackageType())
      .option("--secrets", "look for leaked credentials too; they stand in a section of their own")
      .addOption(shared.allow())
      .addHelpText(
        "after",
        examples(
          ["plimsoll sbom -o sbom.json debian:12", "as JSON, with licences, files and layers"],
          ["docker save app:1.0 | plimsoll sbom -", "of an archive that comes through a pipe"],
          ["plimsoll sbom --format list --only-package-type npm archive://app.tar", "names and versions"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: SbomOptions) => {
          if (options.onlyPackageType && options.format !== "list") {
            throw new KnownError("OPTION_INVALID", "--only-package-type goes with --format list only");
          }
          if (options.secrets && options.format === "list") {
            throw new KnownError("OPTION_INVALID", "--secrets goes with --format json; `plimsoll secrets` writes text");
          }
          if (options.allow !== undefined && !options.secrets) {
            throw new KnownError("OPTION_INVALID", "--allow goes with --secrets only");
          }
          const [{ inventory }, { sbomJson }, { sbomList }, { writeReport, toJson }, { VERSION }, secrets] =
            await Promise.all([
              import("../inventory.ts"),
              import("../../report/sbom-json.ts"),
              import("../../report/sbom-list.ts"),
              import("../write-report.ts"),
              import("../version.ts"),
              options.secrets ? Promise.all([import("../secret-salt.ts"), import("../secrets.ts")]) : undefined,
            ]);
          const [salt, judge] = secrets ?? [];
          const search = {
            packages: true,
            ...(salt && { secrets: { salt: salt.readSalt(context.settings.dataDir) } }),
          };
          const { image, sbom } = await inventory(context, reference, options, search);
          const judged = sbom.secrets && judge?.judgeSecrets(context, sbom.secrets, options.allow);
          const types = options.onlyPackageType;
          const paint = context.terminal.paintFor(options.output);
          const text =
            options.format === "list"
              ? sbomList(
                  sbom.packages.filter(({ type }) => types?.includes(type) ?? true),
                  paint,
                )
              : toJson(sbomJson(image, sbom, VERSION, judged));
          await writeReport(text, options.output, context.terminal);
          return EXIT.ok;
        }),
      );
  },
};

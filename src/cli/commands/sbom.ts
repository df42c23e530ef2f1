import { InvalidArgumentError, Option } from "commander";
import { findFormat, SBOM_FORMATS, type SbomFormat } from "../../exchange/formats.ts";
import { KnownError } from "../../model/errors.ts";
import type { Sbom } from "../../model/sbom.ts";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import { aboutImage, type ImageOptions, shared } from "../options.ts";

interface SbomOptions extends ImageOptions {
  readonly format: "list" | "json" | SbomFormat;
  readonly onlyPackageType?: readonly string[];
  readonly secrets?: boolean;
  readonly allow?: string;
}

const OWN = ["list", "json"] as const;
const NAMES = [...OWN, ...SBOM_FORMATS.map(({ name }) => name)];
const width = Math.max(...NAMES.map((name) => name.length));

const FORMATS = `
Formats:
  ${"list".padEnd(width)}  names, versions and types
  ${"json".padEnd(width)}  Plimsoll's own, with all that it knows
${SBOM_FORMATS.map(({ name, describes }) => `  ${name.padEnd(width)}  ${describes}`).join("\n")}`;

function parseFormat(text: string): SbomOptions["format"] {
  const format = OWN.find((name) => name === text) ?? findFormat(text);
  if (format === undefined) throw new InvalidArgumentError(`Formats are ${NAMES.join(", ")}.`);
  return format;
}

export const sbom: VerbDefinition = {
  name: "sbom",
  define(program, run) {
    aboutImage(program.command("sbom"))
      .summary("list what an image is made of")
      .description("List the packages of an image: its software bill of materials.")
      .addOption(
        new Option("--format <format>", "how to write it, see Formats below").argParser(parseFormat).default("json"),
      )
      .addOption(shared.onlyPackageType())
      .addOption(shared.allLayers())
      .option("--secrets", "look for leaked credentials too; they stand in a section of their own")
      .addOption(shared.allow())
      .addHelpText("after", FORMATS)
      .addHelpText(
        "after",
        examples(
          ["plimsoll sbom -o sbom.json debian:12", "as JSON, with licences, files and layers"],
          ["plimsoll sbom --format cyclonedx -o debian.cdx.json debian:12", "for other tools, as CycloneDX"],
          ["docker save app:1.0 | plimsoll sbom -", "of an archive that comes through a pipe"],
          ["plimsoll sbom --format list --only-package-type npm archive://app.tar", "names and versions"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: SbomOptions) => {
          const { format, onlyPackageType: types } = options;
          if (types && format !== "list") {
            throw new KnownError("OPTION_INVALID", "--only-package-type goes with --format list only");
          }
          if (options.secrets && format !== "json") {
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
          const paint = context.terminal.paintFor(options.output);
          const text =
            format === "list"
              ? sbomList(
                  sbom.packages.filter(({ type }) => types?.includes(type) ?? true),
                  paint,
                )
              : format === "json"
                ? toJson(sbomJson(image, sbom, VERSION, judged))
                : await inFormat(format, sbom, VERSION);
          await writeReport(text, options.output, context.terminal);
          return EXIT.ok;
        }),
      );
  },
};

async function inFormat({ load }: SbomFormat, sbom: Sbom, toolVersion: string): Promise<string> {
  const [write, { maskMetadata }, { toJson }, { readSourceDateEpoch }] = await Promise.all([
    load(),
    import("../../report/inspect-json.ts"),
    import("../write-report.ts"),
    import("../source-date-epoch.ts"),
  ]);
  const document = write(
    { ...sbom, image: maskMetadata(sbom.image) },
    {
      toolVersion,
      environment: process.env,
      ...readSourceDateEpoch(process.env),
    },
  );
  return typeof document === "string" ? document : toJson(document);
}

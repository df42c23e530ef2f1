import { Option } from "commander";
import { type CommandContext, EXIT, examples, type VerbDefinition } from "../command.ts";
import { aboutImage, type ImageOptions } from "../options.ts";
import { type OverlayOptions, vexOptions } from "../vex-options.ts";

interface ListOptions extends ImageOptions, Pick<OverlayOptions, "vexLocation" | "vexAuthor"> {
  readonly format: "text" | "json";
}

interface CreateOptions {
  readonly id: string;
  readonly alias?: readonly string[];
  readonly product?: readonly string[];
  readonly package?: readonly string[];
  readonly status: string;
  readonly justification?: string;
  readonly impactStatement?: string;
  readonly actionStatement?: string;
  readonly author: string;
  readonly output?: string;
  readonly append?: boolean;
}

/** Package URLs may hold commas: one value a flag. */
const collect = (value: string, previous: readonly string[] = []) => [...previous, value];

const STATUSES = ["not_affected", "affected", "fixed", "under_investigation"];
const JUSTIFICATIONS = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
];

export const vex: VerbDefinition = {
  name: "vex",
  define(program, run) {
    const command = program
      .command("vex")
      .summary("say that a vulnerability does not matter, and see who says so")
      .description("Write VEX documents (OpenVEX), and see which statements are about an image.");

    command
      .command("create")
      .summary("write a statement about a vulnerability")
      .description("Write a document of OpenVEX with a statement about a vulnerability, or append to one.")
      .requiredOption("--id <id>", "the vulnerability: CVE, GHSA, …")
      .addOption(new Option("--alias <id>", "another name of it").argParser(collect))
      .addOption(new Option("--product <image>", "the image that it is about: NAME[:TAG|@DIGEST]").argParser(collect))
      .addOption(
        new Option(
          "--package <purl>",
          "the package in it; without --product, wherever it is; pkg:npm/a is any version",
        ).argParser(collect),
      )
      .addOption(new Option("--status <status>", "what is true of it").choices(STATUSES).makeOptionMandatory())
      .addOption(new Option("--justification <word>", "why it is not affected").choices(JUSTIFICATIONS))
      .option("--impact-statement <text>", "why it is not affected, in words")
      .option("--action-statement <text>", "what to do where it is affected")
      .requiredOption("--author <who>", "who says so: 'Name <name@example.org>'")
      .option("-o, --output <file>", "write to this file instead of standard output")
      .option("--append", "add to the document that --output names")
      .addHelpText(
        "after",
        examples(
          [
            "plimsoll vex create --id CVE-2023-4911 --product app:1.0 --package pkg:deb/debian/libc6 --status not_affected " +
              "--justification vulnerable_code_not_in_execute_path --author 'Ann <ann@example.org>' -o app.vex.json",
            "a package of an image",
          ],
          ["plimsoll cves --vex-location app.vex.json --vex-author ann@example.org app:1.0", "and apply it"],
        ),
      )
      .action(run((context, options: CreateOptions) => create(context, options)));

    aboutImage(command.command("list"))
      .summary("show the statements that are about an image")
      .description("Show the VEX statements that are about an image or its packages, whether they count or not.")
      .addOption(vexOptions.location().makeOptionMandatory())
      .addOption(vexOptions.author())
      .addOption(new Option("--format <format>", "how to write them").choices(["text", "json"]).default("text"))
      .addHelpText(
        "after",
        examples(["plimsoll vex list --vex-location docs/vex app:1.0", "of all documents in a folder"]),
      )
      .action(run((context, reference: string | undefined, options: ListOptions) => list(context, reference, options)));
  },
};

async function create({ terminal }: CommandContext, options: CreateOptions): Promise<number> {
  const [{ writeOpenVex }, { writeReport, toJson }, { readFile }, { KnownError, messageOf }] = await Promise.all([
    import("../../matching/vex/write-openvex.ts"),
    import("../write-report.ts"),
    import("node:fs/promises"),
    import("../../model/errors.ts"),
  ]);
  const { append, output } = options;
  if (append && output === undefined) {
    throw new KnownError("OPTION_INVALID", "--append needs --output: the document that it is added to");
  }
  let before: unknown;
  if (append && output !== undefined) {
    try {
      before = JSON.parse(await readFile(output, "utf8")) as unknown;
    } catch (cause) {
      // The first statement makes the document.
      if ((cause as NodeJS.ErrnoException).code !== "ENOENT") {
        const code = cause instanceof SyntaxError ? "VEX_MALFORMED" : "READ_FAILED";
        throw new KnownError(code, `${output}: ${messageOf(cause)}`, { path: output }, cause);
      }
    }
  }
  const document = writeOpenVex(
    {
      id: options.id,
      aliases: options.alias ?? [],
      products: options.product ?? [],
      packages: options.package ?? [],
      status: options.status,
      justification: options.justification,
      impact: options.impactStatement,
      action: options.actionStatement,
    },
    { author: options.author, time: now() },
    before,
  );
  await writeReport(toJson(document), output, terminal);
  return EXIT.ok;
}

/** A build that is to be the same each time says which time it is. Source: https://reproducible-builds.org/specs/source-date-epoch/ */
function now(): string {
  const seconds = Number(process.env.SOURCE_DATE_EPOCH || Number.NaN);
  return new Date(Number.isSafeInteger(seconds) ? seconds * 1000 : Date.now()).toISOString();
}

async function list(context: CommandContext, reference: string | undefined, options: ListOptions): Promise<number> {
  const [{ inventory }, { readStatements }, { subjectOf }, { applyingStatements }, report, output, { parseLimits }] =
    await Promise.all([
      import("../inventory.ts"),
      import("../overlays.ts"),
      import("../../matching/vex/subject.ts"),
      import("../../matching/vex/list.ts"),
      import("../../report/vex-list.ts"),
      import("../write-report.ts"),
      import("../limits.ts"),
    ]);
  const { sbom } = await inventory(context, reference, options);
  const subject = subjectOf(sbom);
  const limits = parseLimits(options.limit ?? [], "--limit", context.settings.limits);
  const { statements, problems } = await readStatements(subject, options, limits);
  const applying = applyingStatements(statements, subject);
  const text =
    options.format === "json"
      ? output.toJson(report.vexListJson(sbom.image.source.reference, applying, problems))
      : report.vexListText(applying, problems, context.terminal.paintFor(options.output));
  await output.writeReport(text, options.output, context.terminal);
  return EXIT.ok;
}

import { Option } from "commander";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import { aboutImage, type ImageOptions } from "../options.ts";

interface InspectOptions extends ImageOptions {
  readonly format: "text" | "json";
  readonly showEnvValues?: boolean;
}

export const inspect: VerbDefinition = {
  name: "inspect",
  define(program, run) {
    aboutImage(program.command("inspect"))
      .summary("show what an image says of itself")
      .description(
        "Show an image's metadata: digests, platform, distribution, layers, ports, environment, labels.\n" +
          "Values that look like credentials are masked.",
      )
      .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
      .option("--show-env-values", "show values that look like credentials, too")
      .addHelpText(
        "after",
        examples(
          ["plimsoll inspect registry://ghcr.io/team/app:1.0", "for people"],
          ["plimsoll inspect --format json archive://app.tar | jq .layers", "for programs"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: InspectOptions) => {
          const [{ inventory }, { inspectJson }, { inspectText }, { writeReport, toJson }] = await Promise.all([
            import("../inventory.ts"),
            import("../../report/inspect-json.ts"),
            import("../../report/inspect-text.ts"),
            import("../write-report.ts"),
          ]);
          const { sbom } = await inventory(context, reference, options);
          const show = { showValues: options.showEnvValues === true };
          const paint = context.terminal.paintFor(options.output);
          const text =
            options.format === "json"
              ? toJson(inspectJson(sbom.image, sbom.problems, show))
              : inspectText(sbom.image, sbom.problems, show, paint);
          await writeReport(text, options.output, context.terminal);
          return EXIT.ok;
        }),
      );
  },
};

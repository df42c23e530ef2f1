import { Option } from "commander";
import { KnownError } from "../../model/errors.ts";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import { aboutImage, type ImageOptions } from "../options.ts";

interface LayersOptions extends ImageOptions {
  readonly format: "text" | "json";
  readonly packages?: boolean;
}

export const layers: VerbDefinition = {
  name: "layers",
  define(program, run) {
    aboutImage(program.command("layers"))
      .summary("show what each layer of an image did")
      .description(
        "Show each layer: the instruction that made it, its size, the bytes that later layers hide again, and the\n" +
          "packages that it added (+), changed (~) and removed (−).",
      )
      .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
      .option("--packages", "name every package, not only the first ones")
      .addHelpText(
        "after",
        examples(
          ["plimsoll layers debian:12", "for people"],
          ["plimsoll layers --format json archive://app.tar | jq .layers", "for programs"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: LayersOptions) => {
          const [{ inventory }, { layerHistory }, { layersJson }, { layersText }, { writeReport, toJson }] =
            await Promise.all([
              import("../inventory.ts"),
              import("../../sbom/layer-history.ts"),
              import("../../report/layers-json.ts"),
              import("../../report/layers-text.ts"),
              import("../write-report.ts"),
            ]);
          const { sbom, layered } = await inventory(context, reference, options);
          if (!layered) throw new KnownError("OPTION_INVALID", `${reference}: a list of packages has no layers`);
          const changes = layerHistory(layered);
          const shown = { problems: sbom.problems, allPackages: options.packages === true };
          const text =
            options.format === "json"
              ? toJson(layersJson(sbom.image, changes, sbom))
              : layersText(sbom.image, changes, shown, context.terminal.paintFor(options.output));
          await writeReport(text, options.output, context.terminal);
          return EXIT.ok;
        }),
      );
  },
};

import { Option } from "commander";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import type { RefreshOptions } from "../db-refresh.ts";
import { aboutImage, type ImageOptions, shared } from "../options.ts";

interface ExplainOptions extends ImageOptions, RefreshOptions {
  readonly format: "text" | "json";
  readonly package?: string;
}

export const explain: VerbDefinition = {
  name: "explain",
  define(program, run) {
    const command = program.command("explain").argument("<id>", "any name of a flaw or an advisory: CVE, GHSA, DSA, …");
    aboutImage(command)
      .summary("show why a vulnerability is found in an image, or why not")
      .description(
        "Show the proof of a finding: which package, by which record, which versions were compared and how it came out.\n" +
          "Where nothing is found: the package that comes nearest, and why it is not affected.",
      )
      .option("--package <name>", "only this package, by its own name or that of its source")
      .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
      .addOption(shared.allLayers())
      .addOption(shared.dbUpdate())
      .addOption(shared.mirror())
      .addHelpText(
        "after",
        examples(
          ["plimsoll explain CVE-2022-37434 debian:11", "for people"],
          ["plimsoll explain CVE-2022-37434 --package zlib1g debian:11", "of one package"],
          ["plimsoll explain --db-update CVE-2022-37434 debian:11", "by what the sources say now"],
          [
            "plimsoll explain --format json GHSA-29mw-wpgm-hmr9 sbom://app.cdx.json",
            "for a program, of a list of packages",
          ],
        ),
      )
      .action(
        run(async (context, id: string, reference: string | undefined, options: ExplainOptions) => {
          const [
            { inventory, tellProblems },
            { openCurrent },
            matching,
            { explainText },
            { explainJson },
            { writeReport, toJson },
          ] = await Promise.all([
            import("../inventory.ts"),
            import("../../advisories/store.ts"),
            import("../../matching/explain.ts"),
            import("../../report/explain-text.ts"),
            import("../../report/explain-json.ts"),
            import("../write-report.ts"),
          ]);
          const { dataDir } = context.settings;
          using opened = new DisposableStack();
          const openNow = () => {
            const { snapshot, checkedAt } = openCurrent(dataDir);
            return { open: opened.use(snapshot), checkedAt };
          };
          const before = options.dbUpdate ? undefined : openNow();
          const { sbom } = await inventory(context, reference, options);
          if (options.dbUpdate) {
            const { refreshFor } = await import("../db-refresh.ts");
            const { problems } = await refreshFor(context, sbom, options);
            tellProblems(context.terminal, problems);
          }
          const { open, checkedAt } = before ?? openNow();
          const explanation = matching.explain(id, sbom.packages, open, options.package);
          const { id: snapshotId, builtAt, sources } = open;
          const report = {
            image: sbom.image,
            snapshot: { id: snapshotId, builtAt, checkedAt, sources },
            explanation,
            recordOf: open.get,
          };
          const paint = context.terminal.paintFor(options.output);
          const text = {
            text: () => explainText(report, paint),
            json: () => toJson(explainJson(report)),
          }[options.format]();
          await writeReport(text, options.output, context.terminal);
          return EXIT.ok;
        }),
      );
  },
};

import { EXIT, examples, type VerbDefinition } from "../command.ts";
import type { RefreshOptions } from "../db-refresh.ts";
import { aboutImage, type ImageOptions, shared } from "../options.ts";
import { type OverlayOptions, withOverlays } from "../vex-options.ts";

interface QuickviewOptions extends ImageOptions, OverlayOptions, RefreshOptions {
  readonly maxDbAge?: string;
}

export const quickview: VerbDefinition = {
  name: "quickview",
  define(program, run) {
    withOverlays(aboutImage(program.command("quickview")))
      .alias("qv")
      .summary("show at a glance how an image stands")
      .description("Show at a glance what an image is, how many vulnerabilities it has, and where to begin.")
      .addOption(shared.maxDbAge())
      .addOption(shared.dbUpdate())
      .addOption(shared.mirror())
      .addHelpText(
        "after",
        examples(
          ["plimsoll quickview debian:12", "an image of Docker or Podman, else of the registry"],
          ["plimsoll qv --db-update --mirror /srv/advisories app:1.0", "with the news of a mirror"],
          ["plimsoll qv --platform linux/arm64 archive://app.tar", "one platform of an archive"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: QuickviewOptions) => {
          const [{ scan, tellOutcome }, { quickviewText }, { writeReport }] = await Promise.all([
            import("../scan.ts"),
            import("../../report/quickview-text.ts"),
            import("../write-report.ts"),
          ]);
          const { report, tooOld } = await scan(context, reference, options, {});
          tellOutcome(context, report);
          const paint = context.terminal.paintFor(options.output);
          await writeReport(quickviewText(report, paint), options.output, context.terminal);
          const target = reference === undefined ? "" : /\s/.test(reference) ? `'${reference}'` : reference;
          context.terminal.hint(`What's next:\n    View vulnerabilities → plimsoll cves ${target}`);
          return tooOld ? EXIT.gate : EXIT.ok;
        }),
      );
  },
};

import { Option } from "commander";
import type { Severity } from "../../model/severity.ts";
import { EXIT, examples, type VerbDefinition } from "../command.ts";
import { aboutImage, type ImageOptions, shared } from "../options.ts";

interface SecretsOptions extends ImageOptions {
  readonly format: "text" | "json" | "sarif";
  readonly onlySeverity?: readonly Severity[];
  readonly allow?: string;
  readonly exitCode?: boolean;
}

export const secrets: VerbDefinition = {
  name: "secrets",
  define(program, run) {
    aboutImage(program.command("secrets"))
      .summary("find leaked credentials in an image")
      .description(
        "Find passwords, tokens and private keys in an image: in the files of all layers, also those that a later layer\n" +
          "deleted, in variables, labels, and in the history with its build arguments. No secret is ever shown whole.",
      )
      .addOption(
        new Option("--format <format>", "how to write the report; sarif is for code scanning")
          .choices(["text", "json", "sarif"])
          .default("text"),
      )
      .addOption(shared.onlySeverity())
      .addOption(shared.allow())
      .option("-e, --exit-code", "exit with 2 when a secret remains that is not allowed")
      .addHelpText(
        "after",
        examples(
          ["plimsoll secrets app:1.0", "whatever an image gives away"],
          ["plimsoll secrets --exit-code --allow secrets.allow archive://app.tar", "fail a build on new ones"],
          ["plimsoll secrets --format json fs://.", "of a folder, for a program"],
          ["plimsoll secrets --format sarif -o secrets.sarif app:1.0", "for code scanning, as SARIF"],
        ),
      )
      .action(
        run(async (context, reference: string | undefined, options: SecretsOptions) => {
          const [
            { inventory },
            { readSalt },
            { judgeSecrets },
            { secretsJson },
            { secretsSarif },
            { secretsText },
            { writeReport, toJson },
            { VERSION },
          ] = await Promise.all([
            import("../inventory.ts"),
            import("../secret-salt.ts"),
            import("../secrets.ts"),
            import("../../report/secrets-json.ts"),
            import("../../report/secrets-sarif.ts"),
            import("../../report/secrets-text.ts"),
            import("../write-report.ts"),
            import("../version.ts"),
          ]);
          const search = { packages: false, secrets: { salt: readSalt(context.settings.dataDir) } };
          const { sbom } = await inventory(context, reference, options, search);
          const found = sbom.secrets ?? { secrets: [], ruleSet: "", notRead: { files: 0, bytes: 0 } };
          const { onlySeverity } = options;
          const chosen = found.secrets.filter(({ severity }) => onlySeverity?.includes(severity) ?? true);
          const judged = judgeSecrets(context, { ...found, secrets: chosen }, options.allow);
          const text = {
            text: () => secretsText(sbom, judged, context.terminal.paintFor(options.output)),
            json: () => toJson(secretsJson(sbom, judged)),
            sarif: () => toJson(secretsSarif(sbom, judged, VERSION)),
          }[options.format]();
          await writeReport(text, options.output, context.terminal);
          return options.exitCode && judged.secrets.length > 0 ? EXIT.gate : EXIT.ok;
        }),
      );
  },
};

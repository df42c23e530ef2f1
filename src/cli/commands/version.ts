import { EXIT, type VerbDefinition } from "../command.ts";
import { COMMIT, VERSION } from "../version.ts";

export const version: VerbDefinition = {
  name: "version",
  define(program, run) {
    program
      .command("version")
      .summary("show which Plimsoll this is")
      .description("Show the version of Plimsoll, what runs it, and the commit it was made from.")
      .action(
        run(async () => {
          const lines = [
            `version: v${VERSION} (node ${process.version} - ${process.platform}/${process.arch})`,
            ...(COMMIT ? [`git commit: ${COMMIT}`] : []),
          ];
          process.stdout.write(
            `plimsoll: what lies below the waterline of your container images\n${lines.join("\n")}\n`,
          );
          return EXIT.ok;
        }),
      );
  },
};

import { messageOf } from "../../model/errors.ts";
import { EXIT, examples, type VerbDefinition } from "../command.ts";

export const versions: VerbDefinition = {
  name: "versions",
  define(program, run) {
    const command = program
      .command("versions")
      .summary("compare versions as an ecosystem does")
      .description("Compare versions in the order of their ecosystem, and see whether a range holds one.");

    command
      .command("compare")
      .summary("print -1, 0 or 1")
      .description(
        "Print -1 when A is older than B, 0 when neither is newer, 1 when A is newer.\n" +
          "Without A and B, read pairs from standard input, one a line, separated by a tab or blanks, and answer each\n" +
          "with a line; a pair that cannot be compared is answered with '?', and the exit code is 1.",
      )
      .argument("<scheme>", "deb, rpm, apk, maven, semver, …; a name that is none is answered with all of them")
      .argument("[a]")
      .argument("[b]")
      .addHelpText(
        "after",
        examples(
          ["plimsoll versions compare deb 1.0~rc1-1 1.0-1", "prints -1"],
          ["printf '1.10.0 1.9.0\\n' | plimsoll versions compare semver", "prints 1"],
        ),
      )
      .action(
        run(async ({ terminal }, scheme: string, a: string | undefined, b: string | undefined) => {
          const [{ getVersionOrder }, { KnownError }, { createInterface }] = await Promise.all([
            import("../../versions/index.ts"),
            import("../../model/errors.ts"),
            import("node:readline"),
          ]);
          const order = getVersionOrder(scheme);
          const compare = (left: string, right: string) => String(Math.sign(order.compare(left, right)));
          if (a !== undefined && b !== undefined) {
            process.stdout.write(`${compare(a, b)}\n`);
            return EXIT.ok;
          }
          if (a !== undefined)
            throw new KnownError("OPTION_INVALID", `'${a}' needs another version to compare it with`);
          let failed = false;
          let number = 0;
          let answers = "";
          for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
            number++;
            const pair = line.includes("\t") ? line.split("\t") : line.trim().split(/\s+/);
            const [left, right, ...rest] = pair.map((text) => text.trim());
            try {
              if (!left || !right || rest.length > 0) {
                throw new KnownError("OPTION_INVALID", "is not two versions separated by a tab or blanks");
              }
              answers += `${compare(left, right)}\n`;
            } catch (error) {
              failed = true;
              answers += "?\n";
              terminal.status("warning", `line ${number}: ${messageOf(error)}`);
            }
            if (answers.length > 65_536) {
              process.stdout.write(answers);
              answers = "";
            }
          }
          process.stdout.write(answers);
          return failed ? EXIT.error : EXIT.ok;
        }),
      );

    command
      .command("within")
      .summary("print which versions a range holds")
      .description(
        "Print those of the versions that lie in the range, a line each. The range is written as the ecosystem does, or\n" +
          "in vers, which names the ecosystem itself. The exit code is 1 when there is none.",
      )
      .argument("<scheme>", "as above; of a range in vers, `vers`")
      .argument("<range>")
      .argument("<version...>")
      .addHelpText(
        "after",
        examples(
          ["plimsoll versions within semver '^1.2.3' 1.9.0 2.0.0", "prints 1.9.0"],
          ["plimsoll versions within pep440 '~=2.2' 2.9 3.0", "prints 2.9"],
          ["plimsoll versions within vers 'vers:deb/>=1.0|<1.2-3' 1.2-1", "prints 1.2-1"],
        ),
      )
      .action(
        run(async (_, scheme: string, range: string, versions: readonly string[]) => {
          const [{ getVersionOrder }, { parseRange }, { parseVers, rangeOf }, { rangeHolds }] = await Promise.all([
            import("../../versions/index.ts"),
            import("../../versions/ranges/index.ts"),
            import("../../versions/ranges/vers.ts"),
            import("../../versions/ranges/bounds.ts"),
          ]);
          const vers = scheme === "vers" ? parseVers(range) : undefined;
          const order = vers?.order ?? getVersionOrder(scheme);
          const runs = vers ? rangeOf(vers) : parseRange(scheme, range);
          const held = versions.filter((version) => rangeHolds(runs, version, order));
          process.stdout.write(held.map((version) => `${version}\n`).join(""));
          return held.length > 0 ? EXIT.ok : EXIT.error;
        }),
      );
  },
};

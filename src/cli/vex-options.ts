import { type Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_AUTHORS } from "../matching/vex/authors.ts";

/** What is said of findings beside the advisories, and what of them is shown. */
export interface OverlayOptions {
  readonly vexLocation?: readonly string[];
  readonly vexAuthor?: readonly string[];
  readonly ignoreFile?: string;
  readonly ignoreSuppressed?: boolean;
  readonly onlyVexAffected?: boolean;
  /** Docker Scout's old word for the same. */
  readonly vex?: boolean;
}

const HEADING = "What does not matter here:";

/** `--flag a --flag b`, and `a,b` as Docker Scout has it; a pattern with a comma is written with `\x2c`. */
function collect(value: string, previous: readonly string[] | undefined): string[] {
  const values = value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (values.length === 0) throw new InvalidArgumentError("It needs a value.");
  return [...(previous ?? []), ...values];
}

const option = (flags: string, description: string) => new Option(flags, description).helpGroup(HEADING);

export const vexOptions = {
  location: () =>
    option(
      "--vex-location <path>",
      "apply VEX documents: a file, a folder, a pattern, or a VEX repository in a folder or tar",
    ).argParser(collect),
  author: () =>
    option(
      "--vex-author <regex>",
      `whose statements count, as patterns (default: ${DEFAULT_AUTHORS.join(", ")}; PLIMSOLL_VEX_AUTHOR)`,
    ).argParser(collect),
};

/** The flags of verbs that show findings. */
export function withOverlays(command: Command): Command {
  return command
    .addOption(vexOptions.location())
    .addOption(vexOptions.author())
    .addOption(
      option("--ignore-file <file>", "what not to count (default: .plimsollignore.yaml here, if there is one)"),
    )
    .addOption(option("--ignore-suppressed", "leave out what VEX or the ignore file takes away, not only its count"))
    .addOption(option("--only-vex-affected", "leave out what VEX says is not affected"))
    .addOption(option("--vex", "the old name of --only-vex-affected").hideHelp());
}

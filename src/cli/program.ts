import { Command, CommanderError } from "commander";
import { codeOf, ERRORS, KnownError, messageOf } from "../model/errors.ts";
import { EXIT, type Runner } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { readSettings } from "./settings.ts";
import { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

interface GlobalOptions {
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/**
 * The program with all its verbs. What a verb answers becomes the exit code.
 *
 * @param signal  Given when the run is to stop.
 */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command("plimsoll")
    .description("What lies below the waterline of your container images: packages, vulnerabilities, layers.")
    .version(VERSION, "-v, --version", "show the version")
    .option("-q, --quiet", "nothing on standard error but warnings and errors")
    .option("--debug", "show where an error comes from")
    .showHelpAfterError("(--help shows what is possible)")
    // Text that is wider is hard to read.
    .configureOutput({ getOutHelpWidth: () => Math.min(process.stdout.columns || 80, 100) })
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  const run: Runner =
    (work) =>
    async (...args) => {
      const { quiet = false } = program.opts<GlobalOptions>();
      const terminal = new Terminal({ quiet });
      const settings = readSettings(process.env);
      // Commander hands its own command over behind the arguments and options; the work has no use for it.
      process.exitCode = await work({ terminal, settings, signal }, ...args);
    };
  for (const { define } of COMMANDS) define(program, run);
  inherit(program);
  return program;
}

/** Commander copies such settings only to verbs that are made afterwards; ours make verbs of their own, too. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}

/** Runs the command line and tells of what went wrong. */
export async function runProgram(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const program = createProgram(signal);
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    // Commander has said it already; help and version end this way too.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.error;
      return;
    }
    // Ctrl-C reaches what feeds us too: that the archive ends early is then not what went wrong.
    const told = signal.aborted ? new KnownError("INTERRUPTED", "stopped before the work was done", {}, error) : error;
    new Terminal({ quiet: false }).error(codeOf(told), messageOf(told), hintFor(told));
    const { debug } = program.opts<GlobalOptions>();
    if (debug && error instanceof Error) process.stderr.write(`${describeCauses(error)}\n`);
    process.exitCode = EXIT.error;
  }
}

function hintFor(error: unknown): string {
  return ERRORS[codeOf(error)].remedy;
}

function describeCauses(error: Error): string {
  const lines = [error.stack ?? error.message];
  for (let { cause } = error; cause instanceof Error; { cause } = cause)
    lines.push(`caused by ${cause.stack ?? cause.message}`);
  return lines.join("\n");
}

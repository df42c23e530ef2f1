import type { SnapshotSource } from "../../advisories/snapshot-reader.ts";
import type { UpdateResult } from "../../advisories/update.ts";
import type { Paint } from "../../report/paint.ts";
import { type CommandContext, EXIT, examples, type VerbDefinition } from "../command.ts";
import { carryVerbs } from "../db-carry.ts";
import { shared } from "../options.ts";

interface MirrorOptions {
  readonly mirror?: string;
}

export const db: VerbDefinition = {
  name: "db",
  define(program, run) {
    const command = program
      .command("db")
      .summary("get and look after the advisories")
      .description(
        "Get and look after the advisory snapshot: one file, made from public sources, by which images are checked.\n" +
          "Scans ask nobody of it, unless --db-update says so.",
      );

    command
      .command("build")
      .summary("make a snapshot from nothing")
      .description("Read all sources and make a snapshot of them, whatever was there before.")
      .addOption(shared.mirror())
      .addHelpText(
        "after",
        examples(["plimsoll db build --mirror /srv/advisories", "from a copy, without the internet"]),
      )
      .action(run((context, options: MirrorOptions) => update(context, "build", options)));

    command
      .command("update")
      .summary("bring the snapshot up to date")
      .description(
        "Ask all sources for news and read again only what changed. Makes a first snapshot where there is none.",
      )
      .addOption(shared.mirror())
      .addHelpText("after", examples(["plimsoll db update", "once a day is what most sources are published for"]))
      .action(run((context, options: MirrorOptions) => update(context, "update", options)));

    command
      .command("status")
      .summary("show the sources of the snapshot in use")
      .description("Show the snapshot in use: its age, and each source with its records and why it is not fresh.")
      .action(
        run(async ({ settings, terminal }) => {
          const [{ openCurrent, snapshotPath }, { formatFacts }, { showOn }] = await Promise.all([
            import("../../advisories/store.ts"),
            import("../../report/table.ts"),
            import("../../report/show-on.ts"),
          ]);
          const { paint } = terminal;
          const { snapshot, checkedAt } = openCurrent(settings.dataDir);
          using open = snapshot;
          const facts = formatFacts(
            [
              ["Snapshot", open.id],
              ["Built", open.builtAt],
              ["Checked", checkedAt],
              ["File", snapshotPath(settings.dataDir, open.id)],
            ],
            paint,
          );
          process.stdout.write(showOn(paint, facts, await sourcesTable(open.sources, checkedAt, paint)));
          return EXIT.ok;
        }),
      );

    command
      .command("list")
      .summary("list the snapshots on this machine")
      .description("List the snapshots on this machine: the one in use and the one before it.")
      .action(
        run(async ({ settings, terminal }) => {
          const [{ listSnapshots }, { formatTable }, { formatBytes }] = await Promise.all([
            import("../../advisories/store.ts"),
            import("../../report/table.ts"),
            import("../../report/words.ts"),
          ]);
          const { paint } = terminal;
          const header = ["", "Snapshot", "Built", "Records", "Size"].map((text) => paint("bold", text));
          const rows = listSnapshots(settings.dataDir).map(({ id, builtAt, records, sizeBytes, current }) => [
            current ? paint("green", "*") : " ",
            id.slice(0, 12),
            builtAt,
            String(records),
            formatBytes(sizeBytes),
          ]);
          if (rows.length === 0) terminal.status("info", "There is no snapshot yet; get one: plimsoll db update");
          else process.stdout.write(`${formatTable([header, ...rows])}\n`);
          return EXIT.ok;
        }),
      );

    carryVerbs(command, run);

    command
      .command("verify")
      .summary("check the snapshot in use against its name and its own sums")
      .description("Check that the snapshot in use is, byte for byte, what was built, and that its records are whole.")
      .action(
        run(async ({ settings, terminal }) => {
          const [{ readCurrent, openCurrent, scoresPath, snapshotPath }, { verifyScores, verifySnapshot }] =
            await Promise.all([import("../../advisories/store.ts"), import("../../advisories/verify.ts")]);
          // A damaged file does not open: only where none is named, opening it says how to get one.
          const current = readCurrent(settings.dataDir);
          const id = current?.snapshot ?? openCurrent(settings.dataDir).snapshot.id;
          const scores = current?.scores?.file;
          const path = snapshotPath(settings.dataDir, id);
          const problems = verifySnapshot(path);
          if (scores !== undefined) problems.push(...verifyScores(scoresPath(settings.dataDir, scores)));
          for (const { code, message } of problems) terminal.error(code, message);
          if (problems.length > 0) return EXIT.error;
          terminal.status("done", `${path} is whole`);
          return EXIT.ok;
        }),
      );
  },
};

async function update(
  { settings, terminal, signal }: CommandContext,
  mode: "build" | "update",
  { mirror }: MirrorOptions,
): Promise<number> {
  const [{ updateSnapshot }, { mirrorOf, UPSTREAM }, { snapshotPath }] = await Promise.all([
    import("../../advisories/update.ts"),
    import("../../advisories/origin.ts"),
    import("../../advisories/store.ts"),
  ]);
  const { countOf } = await import("../../report/words.ts");
  const { updateProgress } = await import("../db-progress.ts");
  const result: UpdateResult = await updateSnapshot({
    dataDir: settings.dataDir,
    apiKeys: settings.apiKeys,
    origin: mirror === undefined ? UPSTREAM : mirrorOf(mirror),
    mode,
    signal,
    onProgress: await updateProgress(terminal),
  });
  const absent = result.sources.filter(({ state }) => state === "absent");
  for (const { name, state, records, reason } of result.sources.filter((source) => !absent.includes(source))) {
    const why = reason ? ` (${reason})` : "";
    terminal.status(state === "fresh" ? "done" : "warning", `${name}: ${countOf(records, "record")}${why}`);
  }
  if (absent.length > 0) {
    terminal.status(
      "info",
      `Not served there: ${absent.map(({ name }) => name).join(", ")}; plimsoll db status has more`,
    );
  }
  // What stands behind a source that failed was told with the source.
  const failed = result.sources.filter(({ reason }) => reason !== undefined).map(({ name }) => `${name}:`);
  const left = result.problems.filter(({ message }) => !failed.some((source) => message.startsWith(source)));
  if (left.length > 0) {
    const rest = left.length > 1 ? `, and ${left.length - 1} more like it` : "";
    terminal.status("warning", `Not read in full: ${left[0]?.message}${rest}`);
  }
  terminal.status(
    "done",
    result.changed ? `Snapshot ${result.id.slice(0, 12)} is in use` : "Nothing new; the snapshot stays in use",
  );
  process.stdout.write(`${snapshotPath(settings.dataDir, result.id)}\n`);
  // A source that gave nothing at all leaves a hole that nobody should overlook.
  return result.sources.some(({ state }) => state === "failed") ? EXIT.error : EXIT.ok;
}

async function sourcesTable(sources: readonly SnapshotSource[], checkedAt: string, paint: Paint): Promise<string> {
  const [{ formatTable }, { asOf }, { printable }] = await Promise.all([
    import("../../report/table.ts"),
    import("../../advisories/age.ts"),
    import("../../report/printable.ts"),
  ]);
  const styles = { fresh: "green", stale: "yellow", absent: "dim", failed: "red" } as const;
  const header = ["Source", "State", "Records", "As of", "Reason"].map((text) => paint("bold", text));
  const rows = sources.map((source) => [
    source.name,
    paint(styles[source.state], source.state),
    String(source.records),
    asOf(source, checkedAt) ?? "-",
    printable(source.reason ?? ""),
  ]);
  return formatTable([header, ...rows], { columns: paint.columns, yields: header.length - 1 });
}

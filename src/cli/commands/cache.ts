import { EXIT, examples, type VerbDefinition } from "../command.ts";

interface PruneOptions {
  readonly sboms?: boolean;
  readonly force?: boolean;
}

export const cache: VerbDefinition = {
  name: "cache",
  define(program, run) {
    const command = program
      .command("cache")
      .summary("look at and empty the layer cache")
      .description("Look at and empty the cache of layer readings, by which a known layer costs nothing.");

    command
      .command("df")
      .summary("show what the cache takes")
      .description("Show temporary files and cached layer readings, with their sizes.")
      .action(
        run(async ({ terminal, settings }) => {
          const [{ listCache }, { formatTable }, { countOf, formatBytes, shortDigest }] = await Promise.all([
            import("../../sbom/layer-cache.ts"),
            import("../../report/table.ts"),
            import("../../report/words.ts"),
          ]);
          const files = listCache(settings.cacheDir);
          const { paint } = terminal;
          const table = (title: string, kind: "reading" | "temporary") => {
            const rows = files.filter((file) => file.kind === kind).sort((a, b) => b.sizeBytes - a.sizeBytes);
            const total = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
            const lines = rows.map(({ name, sizeBytes, usedAt }) => [
              `  ${kind === "reading" ? shortDigest(name) : name}`,
              formatBytes(sizeBytes).padStart(9),
              new Date(usedAt).toISOString().slice(0, 10),
            ]);
            const head = kind === "reading" ? "  Layer" : "  File";
            const header = [head, "     Size", "Used"].map((text) => paint("bold", text));
            return `${paint("bold", title)}\n${formatTable([header, ...lines, ["  total", formatBytes(total).padStart(9)]])}`;
          };
          const those = (kind: (typeof files)[number]["kind"]) => files.filter((file) => file.kind === kind);
          const code = those("code").reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
          const known = [
            `${countOf(those("pair").length, "blob digest")} known`,
            `${countOf(those("image").length, "image")} of engines on this machine`,
            `${formatBytes(code)} of compiled code`,
          ];
          process.stdout.write(
            `${table("Temporary files", "temporary")}\n\n${table("Cached layer readings", "reading")}\n\n` +
              `${known.join(", ")}; at most ${formatBytes(settings.cacheMaxBytes)} kept, in ${settings.cacheDir}\n`,
          );
          return EXIT.ok;
        }),
      );

    command
      .command("prune")
      .summary("empty the cache")
      .description("Delete what stopped runs left behind; with --sboms, the cached layer readings too.")
      .option("--sboms", "delete cached layer readings, too")
      .option("-f, --force", "do not ask")
      .addHelpText(
        "after",
        examples(["plimsoll cache prune --sboms --force", "start from nothing, without a question"]),
      )
      .action(
        run(async ({ terminal, settings }, options: PruneOptions) => {
          const [{ pruneCache }, { countOf, formatBytes }, { confirm }] = await Promise.all([
            import("../../sbom/layer-cache.ts"),
            import("../../report/words.ts"),
            import("../confirm.ts"),
          ]);
          const what = options.sboms ? "temporary files and all cached layer readings" : "temporary files";
          if (!options.force && !(await confirm(`Delete ${what} in ${settings.cacheDir}?`))) {
            terminal.status("info", "Nothing was deleted");
            return EXIT.ok;
          }
          const gone = await pruneCache(settings.cacheDir, { readings: options.sboms === true });
          terminal.status("done", `${countOf(gone.files, "file")} deleted, ${formatBytes(gone.sizeBytes)} freed`);
          return EXIT.ok;
        }),
      );
  },
};

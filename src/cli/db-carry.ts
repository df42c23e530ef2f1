import type { Command } from "commander";
import type { Imported } from "../advisories/import-parcels.ts";
import type { ParcelHeader } from "../advisories/parcel-header.ts";
import { type CommandContext, EXIT, examples, type Runner } from "./command.ts";
import { shared } from "./options.ts";

interface KeyOptions {
  readonly key?: string;
}

interface RegistryOptions extends KeyOptions {
  readonly insecureRegistry?: readonly string[];
}

interface OutputOptions extends KeyOptions {
  readonly output?: string;
}

interface DiffOptions {
  readonly format: string;
}

const SNAPSHOTS = "current, previous, the beginning of an id, or the path of a file";

/** The verbs that carry snapshots to other machines, and tell two of them apart. */
export function carryVerbs(db: Command, run: Runner): void {
  db.command("export")
    .summary("write the snapshot into a file for other machines")
    .description(
      "Write a snapshot, and the scores of EPSS beside it, into one packed file, which `db import` and `db pull` put in\n" +
        "use elsewhere.",
    )
    .argument("[snapshot]", SNAPSHOTS, "current")
    .requiredOption("-o, --output <file>", "where to write it")
    .option("--key <file>", "sign it with this private key (PEM: Ed25519, or any that signs SHA-256)")
    .addHelpText(
      "after",
      examples(
        ["plimsoll db export --output advisories.plimsoll", "for a site without the internet"],
        [
          "plimsoll db export --key signing.pem --output advisories.plimsoll",
          "signed, so that nobody can put in another",
        ],
      ),
    )
    .action(
      run(async (context, name: string, { output = "", key }: OutputOptions) => {
        const { exportSnapshot, findSnapshot } = await import("../advisories/carry.ts");
        const { dataDir } = context.settings;
        const snapshot = findSnapshot(dataDir, name);
        const header = await exportSnapshot(snapshot, { dataDir, file: output, key: await keyOf(key, "private") });
        await tellWritten(context, header, output);
        return EXIT.ok;
      }),
    );

  db.command("delta")
    .summary("write what makes one snapshot of another into a file")
    .description("Write what is new between two snapshots into one packed file; `db import` makes the newer one of it.")
    .argument("<old>", SNAPSHOTS)
    .argument("<new>", SNAPSHOTS)
    .requiredOption("-o, --output <file>", "where to write it")
    .option("--key <file>", "sign it with this private key (PEM)")
    .addHelpText(
      "after",
      examples(["plimsoll db delta previous current --output today.plimsoll", "the news since the last update"]),
    )
    .action(
      run(async (context, from: string, to: string, { output = "", key }: OutputOptions) => {
        const { exportDelta, findSnapshot } = await import("../advisories/carry.ts");
        const { dataDir } = context.settings;
        const [older, newer] = [findSnapshot(dataDir, from), findSnapshot(dataDir, to)];
        const header = await exportDelta(older, newer, { dataDir, file: output, key: await keyOf(key, "private") });
        await tellWritten(context, header, output);
        return EXIT.ok;
      }),
    );

  db.command("import")
    .summary("put in use what `db export` or `db delta` wrote")
    .description("Check a file of `db export` or `db delta`, and put its snapshot in use.")
    .argument("<file>", "where it lies")
    .option("--key <file>", "refuse what was not signed by this public key (PEM)")
    .addHelpText(
      "after",
      examples(["plimsoll db import --key public.pem advisories.plimsoll", "only if it is signed by the owner"]),
    )
    .action(run(async (context, file: string, { key }: KeyOptions) => take(context, file, key)));

  db.command("push")
    .summary("bring the snapshot into a registry")
    .description(
      "Bring a snapshot, and the scores of EPSS beside it, into a registry of images, as an OCI artifact, for `db pull`.\n" +
        "Where the tag has an older one that is still here, what makes this one of it goes along.",
    )
    .argument("<ref>", "[registry://]HOST/NAME[:TAG]; the tag is `latest` where there is none")
    .argument("[snapshot]", SNAPSHOTS, "current")
    .option("--key <file>", "sign it with this private key (PEM: Ed25519, or any that signs SHA-256)")
    .addOption(shared.insecureRegistry())
    .addHelpText(
      "after",
      examples(
        ["plimsoll db push --key signing.pem ghcr.io/team/advisories:latest", "for all machines, once a day"],
        ["plimsoll db push --insecure-registry registry.lan:5000 registry.lan:5000/advisories", "by plain http"],
      ),
    )
    .action(run((context, ref: string, name: string, options: RegistryOptions) => push(context, ref, name, options)));

  db.command("pull")
    .summary("fetch a snapshot from a registry or a web server and put it in use")
    .description(
      "Fetch what `db push` brought into a registry, or a file of `db export` or `db delta` from a web server; check it,\n" +
        "and put its snapshot in use. From a registry only what is new is fetched, where it offers that.",
    )
    .argument("<ref|url>", "[registry://]HOST/NAME[:TAG|@DIGEST], or https://…")
    .option("--key <file>", "refuse what was not signed by this public key (PEM)")
    .addOption(shared.insecureRegistry())
    .addHelpText(
      "after",
      examples(
        ["plimsoll db pull --key public.pem ghcr.io/team/advisories:latest", "from a registry, every day"],
        ["plimsoll db pull --key public.pem https://mirror.example/latest", "from a web server"],
      ),
    )
    .action(
      run((context, from: string, options: RegistryOptions) =>
        /^https?:\/\//.test(from) ? fetchFile(context, from, options) : pull(context, from, options),
      ),
    );

  db.command("diff")
    .summary("show what is new between two snapshots")
    .description("Show the records that differ between two snapshots, and which packages they concern.")
    .argument("<old>", SNAPSHOTS)
    .argument("<new>", SNAPSHOTS)
    .option("--format <format>", "text or json", "text")
    .addHelpText("after", examples(["plimsoll db diff previous current", "what the last update brought"]))
    .action(run((context, from: string, to: string, { format }: DiffOptions) => diff(context, from, to, format)));
}

async function keyOf(path: string | undefined, kind: "private" | "public") {
  if (path === undefined) return undefined;
  const { readKey } = await import("../advisories/signing.ts");
  return readKey(path, kind);
}

async function tellWritten({ terminal }: CommandContext, header: ParcelHeader, output: string): Promise<void> {
  const [{ formatBytes }, { stat }] = await Promise.all([import("../report/words.ts"), import("node:fs/promises")]);
  const { size } = await stat(output);
  const what =
    header.kind === "delta" ? `${header.from.slice(0, 12)} to ${header.to.slice(0, 12)}` : header.to.slice(0, 12);
  terminal.status("done", `${header.kind} ${what} written to ${output}, ${formatBytes(size)}`);
}

async function push(
  context: CommandContext,
  ref: string,
  name: string,
  { key, insecureRegistry = [] }: RegistryOptions,
): Promise<number> {
  const [{ pushArtifact }, { findSnapshot }, { countOf, formatBytes }] = await Promise.all([
    import("../advisories/push-artifact.ts"),
    import("../advisories/carry.ts"),
    import("../report/words.ts"),
  ]);
  const { terminal, settings, signal } = context;
  const { dataDir } = settings;
  const snapshot = findSnapshot(dataDir, name);
  const pushed = await pushArtifact(ref, snapshot, {
    dataDir,
    key: await keyOf(key, "private"),
    environment: process.env,
    insecureRegistries: insecureRegistry,
    signal,
    onNotice: (text) => terminal.status("info", text),
    onProgress: (step, bytes, totalBytes) =>
      terminal.progress(
        step === "pack" ? "packing" : `uploading ${formatBytes(bytes ?? 0)} of ${formatBytes(totalBytes ?? 0)}`,
      ),
  });
  const id = snapshot.id.slice(0, 12);
  const sent = pushed.bytes === 0 ? "nothing of it had to be sent" : `${formatBytes(pushed.bytes)} sent`;
  const deltas = pushed.deltas === 0 ? "" : `, with ${countOf(pushed.deltas, "delta")} to it`;
  terminal.status(
    "done",
    pushed.isNew ? `Snapshot ${id} is at ${ref}${deltas}; ${sent}` : `Snapshot ${id} was at ${ref} already`,
  );
  process.stdout.write(`${pushed.name}\n`);
  return EXIT.ok;
}

async function pull(
  context: CommandContext,
  ref: string,
  { key, insecureRegistry = [] }: RegistryOptions,
): Promise<number> {
  const [{ pullArtifact }, { countOf, formatBytes }] = await Promise.all([
    import("../advisories/pull-artifact.ts"),
    import("../report/words.ts"),
  ]);
  const { terminal, settings, signal } = context;
  warnWithoutKey(context, key);
  const pulled = await pullArtifact(ref, {
    dataDir: settings.dataDir,
    key: await keyOf(key, "public"),
    environment: process.env,
    insecureRegistries: insecureRegistry,
    signal,
    onNotice: (text) => terminal.status("info", text),
    onProgress: (bytes, totalBytes) =>
      terminal.progress(`downloading ${formatBytes(bytes)} of ${formatBytes(totalBytes)}`),
  });
  if (pulled.bytes > 0) {
    const by = pulled.deltas > 0 ? ` in ${countOf(pulled.deltas, "delta")}` : "";
    terminal.status("done", `${formatBytes(pulled.bytes)} fetched${by}`);
  }
  tellImported(context, pulled);
  return EXIT.ok;
}

async function fetchFile(context: CommandContext, address: string, { key }: RegistryOptions): Promise<number> {
  const { fetchParcel } = await import("../advisories/fetch-parcel.ts");
  const { formatBytes } = await import("../report/words.ts");
  const { terminal, signal } = context;
  using fetched = await fetchParcel(address, {
    signal,
    onProgress: (bytes) => terminal.progress(`downloading ${formatBytes(bytes)}`),
  });
  return await take(context, fetched.path, key);
}

async function take(context: CommandContext, file: string, key: string | undefined): Promise<number> {
  const { importFile } = await import("../advisories/import-parcels.ts");
  warnWithoutKey(context, key);
  const { dataDir } = context.settings;
  tellImported(context, await importFile(file, { dataDir, key: await keyOf(key, "public") }));
  return EXIT.ok;
}

function warnWithoutKey({ terminal }: CommandContext, key: string | undefined): void {
  if (key !== undefined) return;
  terminal.status("warning", "Nobody's signature is asked for; --key names who has to have made it");
}

function tellImported({ terminal }: CommandContext, { header, isNew, hasNewScores }: Imported): void {
  const id = header.to.slice(0, 12);
  const scores = hasNewScores && !isNew ? "; the scores of EPSS are new" : "";
  terminal.status(
    "done",
    isNew ? `Snapshot ${id} of ${header.builtAt} is in use` : `Snapshot ${id} was in use already${scores}`,
  );
}

async function diff({ settings, terminal }: CommandContext, from: string, to: string, format: string): Promise<number> {
  const [{ findSnapshot }, { compareSnapshots }, { KnownError }] = await Promise.all([
    import("../advisories/carry.ts"),
    import("../advisories/changes.ts"),
    import("../model/errors.ts"),
  ]);
  if (format !== "text" && format !== "json") {
    throw new KnownError("OPTION_INVALID", `--format ${format}: text or json`);
  }
  const [older, newer] = [findSnapshot(settings.dataDir, from), findSnapshot(settings.dataDir, to)];
  const changes = compareSnapshots(older.path, newer.path);
  if (format === "json") {
    const { toJson } = await import("./write-report.ts");
    process.stdout.write(toJson({ from: older.id, to: newer.id, ...changes }));
    return EXIT.ok;
  }
  const { diffText } = await import("../report/snapshot-diff-text.ts");
  const { showOn } = await import("../report/show-on.ts");
  process.stdout.write(showOn(terminal.paint, diffText(changes, terminal.paint)));
  return EXIT.ok;
}

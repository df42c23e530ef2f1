import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { z } from "zod";
import { FEEDS } from "../src/advisories/feeds/index.ts";
import type { Cataloger, GivenFact } from "../src/catalogers/cataloger.ts";
import { DECLARED } from "../src/catalogers/declared.ts";
import { INSTALLED } from "../src/catalogers/installed.ts";
import { flagName } from "../src/cli/limits.ts";
import { createProgram } from "../src/cli/program.ts";
import { ENVIRONMENT_VARIABLES } from "../src/cli/settings.ts";
import { IMAGE_OPENERS } from "../src/image/open.ts";
import { IgnoreFileDocument } from "../src/matching/ignore/ignore-file.ts";
import { ERRORS } from "../src/model/errors.ts";
import { LIMITS } from "../src/model/limits.ts";
import { CONTRACTS } from "../src/report/contracts.ts";
import { VERSION_ORDERS } from "../src/versions/index.ts";

// Writes the pages of docs/reference/ that say what the tables in the code say. `--check` only compares, for CI.

const reference = fileURLToPath(new URL("./reference", import.meta.url));

const NOTE = "<!-- Made by `npm run docs` from the code: change it there. -->";

function page(title: string, text: string, ...parts: string[]): string {
  return `${[NOTE, `# ${title}`, text, ...parts].join("\n\n")}\n`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), `|${header.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const UNITS = [
  { name: "GiB", bytes: 1024 ** 3 },
  { name: "MiB", bytes: 1024 ** 2 },
  { name: "KiB", bytes: 1024 },
];

/** In the largest unit of which it is one. */
function size(bytes: number): string {
  const unit = UNITS.find((one) => bytes >= one.bytes) ?? { name: "bytes", bytes: 1 };
  return `${bytes / unit.bytes} ${unit.name}`;
}

function errorsPage(): string {
  return page(
    "Errors and problems",
    "An error ends the command with exit code 1 and is written to standard error with its code. A problem is one thing " +
      "that could not be read or checked: the rest of the report stands, and the problem is part of it.",
    ...Object.entries(ERRORS).map(([code, { means, remedy }]) => `## ${code}\n\n${means}\n\n${remedy}`),
  );
}

/** Facts as columns. */
const FACTS: readonly (readonly [GivenFact, string])[] = [
  ["licenses", "Licences"],
  ["author", "Author"],
  ["description", "Description"],
  ["homepage", "Homepage"],
  ["source", "Source package"],
  ["architecture", "Architecture"],
  ["sizeBytes", "Size"],
  ["installedSizeBytes", "Installed size"],
  ["checksums", "Checksums"],
  ["dependsOn", "What it needs"],
  ["direct", "Direct or not"],
  ["scope", "Role"],
  ["owns", "Its files"],
];

function catalogersPage(): string {
  const tableOf = (catalogers: readonly Cataloger[]) =>
    table(
      ["Cataloger", "Finds", "Package URL type", "Largest file", "By the rules of"],
      catalogers.map(({ name, describes, purlType, maxFileBytes, specification }) => [
        `\`${name}\``,
        describes,
        `\`${purlType}\``,
        maxFileBytes === 0 ? "none is read" : size(maxFileBytes),
        `<${specification}>`,
      ]),
    );
  const factsOf = (catalogers: readonly Cataloger[]) =>
    table(
      ["Cataloger", ...FACTS.map(([, title]) => title)],
      catalogers.map(({ name, gives }) => [`\`${name}\``, ...FACTS.map(([fact]) => (gives.includes(fact) ? "✓" : ""))]),
    );
  return page(
    "Catalogers",
    "What Plimsoll finds, and up to which size it reads a file that tells of it.",
    `## What is installed\n\nIn images, and in folders (\`fs://\`).\n\n${tableOf(INSTALLED)}`,
    `## What projects ask for\n\nLock files and manifests, in folders alone: in an image they say nothing of what is there.\n\n${tableOf(DECLARED)}`,
    "## Which facts each gives\n\nName, version, package URL, layer and paths every package has. The others are told where the files have " +
      "them: what the cataloger's own test shows, and no more.\n\n" +
      `${factsOf(INSTALLED)}\n\n${factsOf(DECLARED)}`,
  );
}

function feedsPage(): string {
  const rows = FEEDS.flatMap(({ name, describes, files, license, insteadOf }) =>
    files.map(({ url, mirrorPath, maxBytes }) => [
      `\`${name}\``,
      insteadOf ? `${describes} (only where \`${insteadOf}\` is not served)` : describes,
      `<${url}>`,
      `\`${mirrorPath}\``,
      size(maxBytes),
      license,
    ]),
  );
  return page(
    "Advisory sources",
    "What `plimsoll db build` and `plimsoll db update` read. With `--mirror` every file is taken from its path below the " +
      "mirror instead of its address.",
    table(["Source", "What it is", "Address", "Path below a mirror", "Largest file", "Licence of the data"], rows),
  );
}

function versionsPage(): string {
  const rows = VERSION_ORDERS.map(({ name, describes, specification }) => [
    `\`${name}\``,
    describes,
    `<${specification}>`,
  ]);
  return page(
    "Version orders",
    "By which versions are compared; `plimsoll versions compare` takes the names.",
    table(["Order", "Versions of", "Rules"], rows),
  );
}

function limitsPage(): string {
  const rows = Object.entries(LIMITS).map(([name, { value, unit, why }]) => [
    `\`${flagName(name)}\``,
    unit === "bytes" ? size(value) : `${value.toLocaleString("en")} ${unit}`,
    why,
  ]);
  return page(
    "Limits",
    "Images are made by strangers. What goes over one of these limits is left out and told as a `LIMIT_EXCEEDED` problem; " +
      "with `--strict` it is an error. Each can be set: `--limit layer-entries=9000000`, or `PLIMSOLL_LIMITS` for all runs. " +
      "How much of a single file is read is in [catalogers.md](catalogers.md), how much of an advisory source in [feeds.md](feeds.md).",
    table(["Limit", "Value", "Why"], rows),
  );
}

function environmentPage(): string {
  const rows = Object.entries(ENVIRONMENT_VARIABLES).map(([name, text]) => [`\`${name}\``, text]);
  return page(
    "Environment variables",
    "What Plimsoll reads from its environment.",
    table(["Variable", "Meaning"], rows),
  );
}

/** Commander writes for the terminal that it finds; the page wants one width. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
    writeOut: (part) => (text += part),
  });
  command.outputHelp();
  return text.trimEnd();
}

function cliPage(): string {
  const sections: string[] = [];
  const add = (command: Command, path: string) => {
    sections.push(`## ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``);
    for (const child of command.commands) if (child.name() !== "help") add(child, `${path} ${child.name()}`);
  };
  add(createProgram(new AbortController().signal), "plimsoll");
  const sources = IMAGE_OPENERS.map(({ describes }) => `- ${describes}`).join("\n");
  return page(
    "Command line",
    "Results go to standard output, all else to standard error. Exit codes: 0 success, 1 error, 2 a gate that the image did " +
      "not pass (`--exit-code`, `--max-db-age`).",
    `Images are read from:\n\n${sources}`,
    ...sections,
  );
}

const pages = new Map<string, string>([
  ["errors.md", errorsPage()],
  ["catalogers.md", catalogersPage()],
  ["feeds.md", feedsPage()],
  ["versions.md", versionsPage()],
  ["limits.md", limitsPage()],
  ["environment.md", environmentPage()],
  ["cli.md", cliPage()],
  ...Object.entries(CONTRACTS).map(([name, contract]): [string, string] => [
    `schemas/${name.replaceAll(" ", "-")}.schema.json`,
    `${JSON.stringify({ title: `plimsoll ${name} --format json`, ...z.toJSONSchema(contract, { io: "input" }) }, undefined, 2)}\n`,
  ]),
  [
    "schemas/ignore-file.schema.json",
    `${JSON.stringify({ title: ".plimsollignore.yaml", ...z.toJSONSchema(IgnoreFileDocument, { io: "input" }) }, undefined, 2)}\n`,
  ],
]);

const readPage = (name: string) => {
  try {
    return readFileSync(join(reference, name), "utf8");
  } catch {
    return undefined;
  }
};

const changed = [...pages].filter(([name, text]) => readPage(name) !== text).map(([name]) => name);
const schemas = readdirSync(join(reference, "schemas"), { withFileTypes: true }).map(({ name }) => `schemas/${name}`);
const leftOver = schemas.filter((name) => !pages.has(name));

if (process.argv.includes("--check")) {
  for (const name of changed) console.error(`docs/reference/${name} is not what the code says: npm run docs`);
  for (const name of leftOver) console.error(`docs/reference/${name} is made by nothing any more: delete it`);
  process.exitCode = changed.length + leftOver.length > 0 ? 1 : 0;
} else {
  for (const name of changed) {
    mkdirSync(dirname(join(reference, name)), { recursive: true });
    writeFileSync(join(reference, name), pages.get(name) ?? "");
    console.log(`docs/reference/${name}`);
  }
}

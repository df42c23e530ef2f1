import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetchSources } from "./debian-sources.ts";
import type { Ecosystem } from "./ecosystem.ts";
import { run } from "./run.ts";

const APPLICATION = "srv/shop";

/** Sources of Debian that are packages of Composer, with all that they need. */
const SOURCES = [
  "php-brick-math",
  "php-dflydev-dot-access-data",
  "php-getallheaders",
  "php-guzzlehttp-psr7",
  "php-league-config",
  "php-monolog",
  "php-nette-schema",
  "php-nette-utils",
  "php-parser",
  "php-psr-cache",
  "php-psr-clock",
  "php-psr-container",
  "php-psr-event-dispatcher",
  "php-psr-http-factory",
  "php-psr-http-message",
  "php-psr-log",
  "php-ramsey-collection",
  "php-ramsey-uuid",
  "php-symfony-contracts",
];

const REQUIRED = ["monolog/monolog", "ramsey/uuid", "guzzlehttp/psr7", "league/config", "symfony/contracts"];
const REQUIRED_TO_DEVELOP = ["nikic/php-parser", "psr/clock"];

/** An application of 19 packages: as Debian has their sources, and each a repository of its own for Composer. */
export const composer: Ecosystem = {
  name: "composer",
  purlTypes: ["composer"],
  needs: ["composer", "apt-get", "mmdebstrap"],

  build(root, scratch) {
    const sources = fetchSources(SOURCES, scratch);
    const versions = sources.map(({ folder, version }) => {
      const { name } = JSON.parse(readFileSync(join(folder, "composer.json"), "utf8")) as { name: string };
      return [name, version] as const;
    });
    const options = { symlink: false, versions: Object.fromEntries(versions) };
    const anyVersion = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "*"]));
    const manifest = {
      name: "example/shop",
      require: { php: ">=7", "ext-json": "*", ...anyVersion(REQUIRED) },
      "require-dev": anyVersion(REQUIRED_TO_DEVELOP),
      repositories: [{ "packagist.org": false }, { type: "path", url: `${scratch}/unpacked/*`, options }],
    };
    mkdirSync(join(root, APPLICATION), { recursive: true });
    writeFileSync(join(root, APPLICATION, "composer.json"), JSON.stringify(manifest));
    run("composer", ["install", "--no-interaction", "--ignore-platform-reqs", "--no-progress"], optionsOf(root));
  },

  listed(root) {
    const ask = (...args: readonly string[]) =>
      JSON.parse(run("composer", [...args, "--format=json"], optionsOf(root))) as unknown;
    const { installed } = ask("show") as { installed: readonly Shown[] };
    const direct = (ask("show", "--direct") as { installed: readonly Shown[] }).installed.map(({ name }) => name);
    const { dependencies } = ask("licenses") as { dependencies: Record<string, { license: readonly string[] }> };
    return installed.map(({ name, version, description, homepage }) => ({
      name,
      version,
      facts: {
        description,
        ...(homepage !== undefined && { url: homepage }),
        direct: direct.includes(name),
        licenses: anyOf(dependencies[name]?.license ?? []),
      },
    }));
  },
};

interface Shown {
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  /** Not told by Composer 2.2. */
  readonly homepage?: string | null;
}

/** One of several may be chosen. Source: https://getcomposer.org/doc/04-schema.md#license */
const anyOf = (licences: readonly string[]) => (licences.length > 1 ? [`(${licences.join(" OR ")})`] : licences);

const optionsOf = (root: string) => ({
  cwd: join(root, APPLICATION),
  // As root it asks whether that is meant.
  env: { COMPOSER_ALLOW_SUPERUSER: "1", COMPOSER_HOME: "/nonexistent", COMPOSER_NO_INTERACTION: "1" },
});

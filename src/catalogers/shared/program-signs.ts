import { type KnownProgram, programTable } from "./known-program.ts";
import { DATABASES } from "./programs/databases.ts";
import { GO_PROGRAMS } from "./programs/go-programs.ts";
import { LANGUAGES } from "./programs/languages.ts";
import { SERVERS } from "./programs/servers.ts";
import { TOOLS } from "./programs/tools.ts";

/**
 * Programs that come without any record of a package manager, as official images have them. Every pattern is linear
 * and looks at the few characters around its literal. Where two rows fit one file, the first that finds a version
 * counts: MariaDB's programs hold MySQL's texts, OpenResty's those of nginx.
 */
export const KNOWN_PROGRAMS: readonly KnownProgram[] = [
  ...LANGUAGES,
  ...DATABASES,
  ...SERVERS,
  ...GO_PROGRAMS,
  ...TOOLS,
];

/** Rows that a path fits. */
export const programsAt = programTable(KNOWN_PROGRAMS);

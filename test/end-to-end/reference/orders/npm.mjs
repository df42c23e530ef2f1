// Compares versions of npm packages, a pair a line, as node-semver does where it is lenient, which npm itself is.
import { readFileSync } from "node:fs";
import semver from "semver";

const loose = { loose: true };
const compare = ([a, b]) => (semver.valid(a, loose) && semver.valid(b, loose) ? semver.compare(a, b, loose) : "?");
const lines = readFileSync(0, "utf8").split("\n").slice(0, -1);
process.stdout.write(lines.map((line) => `${compare(line.split("\t"))}\n`).join(""));

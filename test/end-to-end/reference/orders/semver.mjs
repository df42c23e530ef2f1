// Compares semantic versions, a pair a line, as node-semver does by the letter.
import { readFileSync } from "node:fs";
import semver from "semver";

const lines = readFileSync(0, "utf8").split("\n").slice(0, -1);
// A record has `0.1` once.
const whole = (version) => (/^\d+\.\d+$/.test(version) ? `${version}.0` : version);
const compare = (a, b) => (semver.valid(whole(a)) && semver.valid(whole(b)) ? semver.compare(whole(a), whole(b)) : "?");
process.stdout.write(lines.map((line) => `${compare(...line.split("\t"))}\n`).join(""));

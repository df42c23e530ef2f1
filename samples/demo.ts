import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { buildImage } from "../src/image/build/build-image.ts";
import { writeOciLayout } from "../src/image/build/write-image.ts";
import { sampleImage } from "./image.ts";
import { makeMirror } from "./make-mirror.ts";

// `npm run demo`: the whole way on a sample, without the network. The image and the advisories are made here, the
// rest is the program as everybody runs it.

const plimsoll = fileURLToPath(new URL("../bin/plimsoll", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "plimsoll-demo-"));
const layout = join(work, "image");
const mirror = join(work, "mirror");

function run(...words: string[]): void {
  const shown = words.map((word) => word.replace(work, "."));
  console.log(`\n${styleText("bold", `$ plimsoll ${shown.join(" ")}`, { stream: process.stdout })}`);
  const { status, error } = spawnSync(process.execPath, [plimsoll, ...words], {
    stdio: "inherit",
    env: { ...process.env, PLIMSOLL_DATA_DIR: join(work, "data"), PLIMSOLL_CACHE_DIR: join(work, "cache") },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`plimsoll ${words[0]} ended with ${status}`);
}

try {
  writeOciLayout(layout, [{ name: "sample", image: buildImage(sampleImage) }]);
  makeMirror(fileURLToPath(new URL("./advisories", import.meta.url)), mirror);
  console.log("A sample image and sample advisories: well-known flaws of real packages, not a feed to rely on.");
  run("db", "build", "--mirror", mirror);
  run("quickview", `oci-dir://${layout}`);
  run("cves", "--locations", "--only-severity", "critical,high", `oci-dir://${layout}`);
  console.log(
    "\nThat was a sample. For your own images:\n" +
      "  bin/plimsoll db update                      # advisories, from the public sources\n" +
      "  bin/plimsoll quickview debian:12            # or archive://FILE, oci-dir://PATH, fs://PATH\n",
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImage } from "../../../src/image/build/build-image.ts";
import { writeDockerArchive, writeOciArchive } from "../../../src/image/build/write-image.ts";
import { openImage } from "../../../src/image/open.ts";
import { catalogImage } from "../../../src/sbom/catalog.ts";
import { OS_RELEASE, stanza } from "../../support/scan-layers.ts";
import type { Target } from "../target.ts";

const entries = [
  { path: "etc/os-release", content: OS_RELEASE },
  { path: "var/lib/dpkg/status", content: stanza("openssl", "1.1.1k-1") },
  { path: "node_modules/a/package.json", content: '{"name":"a","version":"1.0.0"}' },
];
const image = (compression: "none" | "gzip" | "zstd") =>
  buildImage({
    layers: [
      { entries, compression },
      {
        entries: [{ path: "var/lib/dpkg/.wh.status" }, { path: "l", type: "symlink", linkTarget: "etc" }],
        compression,
      },
    ],
  });

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let corpus: readonly Uint8Array[] | undefined;

function makeCorpus(): readonly Uint8Array[] {
  return inFolder((folder) => {
    const file = join(folder, "image.tar");
    const archives = (["none", "gzip", "zstd"] as const).flatMap((compression) => {
      writeDockerArchive(file, [{ name: "app:1", image: image(compression) }]);
      const docker = readFileSync(file);
      writeOciArchive(file, [{ name: "app:1", image: image(compression) }]);
      return [docker, readFileSync(file)];
    });
    return archives;
  });
}

/** A whole archive, from its first byte to its packages. */
export const images: Target = {
  name: "images",
  corpus: () => {
    corpus ??= makeCorpus();
    return corpus;
  },
  async read(bytes) {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
    try {
      const file = join(folder, "image.tar");
      writeFileSync(file, bytes);
      const opened = await openImage(`archive://${file}`);
      try {
        const { packages, problems } = await catalogImage(opened, { threads: 1 });
        return JSON.parse(JSON.stringify({ packages, problems }).replaceAll(folder, ""));
      } finally {
        await opened.close?.();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

import { execFileSync } from "node:child_process";
import { defineConfig } from "rolldown";

function commit(): string | undefined {
  try {
    return execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    // Not a git checkout: a tarball, a package.
    return undefined;
  }
}

export default defineConfig({
  input: { main: "src/cli/main.ts", "layer-worker": "src/sbom/layer-worker.ts" },
  platform: "node",
  transform: {
    define: {
      PLIMSOLL_LAYER_WORKER: JSON.stringify("./layer-worker.js"),
      PLIMSOLL_COMMIT: JSON.stringify(commit() ?? null),
    },
  },
  output: {
    dir: "dist",
    format: "esm",
    chunkFileNames: "[name]-[hash].js",
    cleanDir: true,
    minify: false,
    sourcemap: false,
  },
});

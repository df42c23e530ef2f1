import { join } from "node:path";
import { defineConfig } from "vitest/config";

// Real images, real advisories, real signals: these tests run the built program, as root, and take their time.
export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../.."),
    include: ["test/end-to-end/**/*.test.ts"],
    globalSetup: ["test/end-to-end/global-setup.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Interrupts and full disks are timed by what a scan does; a neighbour that takes both cores would blur them.
    fileParallelism: false,
  },
});

import { defineConfig } from "vitest/config";

// Real images, real advisories, real signals: these tests run the built program, as root, and take their time.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["./global-setup.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Interrupts and full disks are timed by what a scan does; a neighbour that takes both cores would blur them.
    fileParallelism: false,
  },
});

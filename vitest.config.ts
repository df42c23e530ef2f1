import { defineConfig } from "vitest/config";

const FILES = ["src/**/*.test.ts", "test/*.test.ts", "bench/**/*.test.ts", "test/evaluation/*.test.ts"];
const FUZZ = "test/fuzz.test.ts";

export default defineConfig({
  test: {
    setupFiles: ["test/support/stopped-network.ts", "test/support/given-facts.ts"],
    testTimeout: 20_000,
    // One fewer is the default: half of what a machine with two cores has.
    maxWorkers: "100%",
    projects: [
      // A third less time: a worker loads what all files need once.
      { extends: true, test: { name: "shared", include: FILES, exclude: [FUZZ], isolate: false } },
      // It measures the memory of its whole process.
      { extends: true, test: { name: "fuzz", include: [FUZZ] } },
    ],
  },
});

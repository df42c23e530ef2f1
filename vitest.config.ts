import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/*.test.ts", "bench/**/*.test.ts", "test/evaluation/*.test.ts"],
    setupFiles: ["test/support/stopped-network.ts", "test/support/given-facts.ts"],
    testTimeout: 20_000,
    // One fewer is the default: half of what a machine with two cores has.
    maxWorkers: "100%",
    projects: [
      // A third less time: a worker loads what all files need once.
      { extends: true, test: { name: "shared", exclude: ["test/fuzz.test.ts"], isolate: false } },
      // It measures the memory of its whole process.
      { extends: true, test: { name: "fuzz", include: ["test/fuzz.test.ts"] } },
    ],
  },
});

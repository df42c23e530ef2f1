import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/*.test.ts", "bench/**/*.test.ts"],
    setupFiles: ["test/support/stopped-network.ts", "test/support/given-facts.ts"],
    testTimeout: 20_000,
    // One fewer is the default: half of what a machine with two cores has.
    maxWorkers: "100%",
    // A third less time: a worker loads what all files need once.
    isolate: false,
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/*.test.ts", "bench/**/*.test.ts"],
    setupFiles: ["test/support/stopped-network.ts"],
    testTimeout: 20_000,
  },
});

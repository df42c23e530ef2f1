import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest, though some are short texts: one begun last would keep a core busy and the others waiting. */
const LONGEST = [
  "hostile-archives",
  "ecosystems",
  "hostile-layers",
  "fuzz",
  "browser",
  "packages",
  "advisories",
  "cache",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** One more than the machine has cores: many wait for a network, a disk or a time-out. */
const WORKERS = availableParallelism() + 1;

/** What times interrupts and full disks by what a scan does: a neighbour that takes a core would blur it. */
const ALONE = "test/end-to-end/robustness/{launcher,scan}.test.ts";

// Real images, real advisories, real signals: these tests run the built program, as root, and take their time.
export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../.."),
    globalSetup: ["test/end-to-end/global-setup.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "side by side",
          include: ["test/end-to-end/**/*.test.ts"],
          exclude: [ALONE],
          maxWorkers: WORKERS,
        },
      },
      { extends: true, test: { name: "alone", include: [ALONE], fileParallelism: false } },
    ],
  },
});

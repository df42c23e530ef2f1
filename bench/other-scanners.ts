import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Invocation } from "./measure.ts";

/** Another scanner on this machine, told to list the packages of the same image and to ask no network. */
export interface Tool {
  readonly name: string;
  /** Whether it keeps what it learned of a layer. */
  readonly caches: boolean;
  readonly invoke: (cacheFolder: string) => Invocation;
}

/**
 * The scanners that are on the PATH.
 *
 * @param input  An OCI layout of one image, or an archive: the form that all of them read.
 */
export function findOtherScanners(input: string): Tool[] {
  const tools: Tool[] = [];
  const trivy = findOnPath("trivy");
  if (trivy !== undefined) {
    tools.push({
      name: "trivy",
      caches: true,
      // CycloneDX without scanners is its SBOM alone: no database is opened, for vulnerabilities or for Java.
      invoke: (cache) => ({
        command: trivy,
        args: ["image", "--input", input, "--format", "cyclonedx", "--cache-dir", cache, "--offline-scan", "--quiet"],
        env: { TRIVY_SKIP_VERSION_CHECK: "true", TRIVY_SKIP_JAVA_DB_UPDATE: "true" },
      }),
    });
  }
  const syft = findOnPath("syft");
  if (syft !== undefined) {
    tools.push({
      name: "syft",
      caches: false,
      invoke(cache) {
        // It unpacks layers there.
        mkdirSync(cache, { recursive: true });
        return {
          command: syft,
          args: ["scan", input, "--output", "cyclonedx-json", "--quiet"],
          env: { SYFT_CHECK_FOR_APP_UPDATE: "false", SYFT_CACHE_DIR: cache, TMPDIR: cache },
        };
      },
    });
  }
  return tools;
}

function findOnPath(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

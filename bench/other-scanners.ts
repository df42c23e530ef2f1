import { accessSync, constants, existsSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Invocation } from "./measure.ts";

/** Another scanner on this machine, told to list the packages of the same image and to ask no network. */
export interface Tool {
  readonly name: string;
  /** Whether it keeps what it learned of a layer. */
  readonly caches: boolean;
  /** Puts what it cannot do without into its cache folder. */
  readonly seed?: (cacheFolder: string) => void;
  readonly invoke: (cacheFolder: string) => Invocation;
}

/**
 * The scanners that are on the PATH.
 *
 * @param input  An OCI layout of one image, or an archive: the form that all of them read.
 */
export function findOtherScanners(input: string): Tool[] {
  return [trivy(input), syft(input)].filter((tool) => tool !== undefined);
}

function trivy(input: string): Tool | undefined {
  const command = findOnPath("trivy");
  if (command === undefined) return undefined;
  // It names jars by their hashes and stops without its database of them: where it was never downloaded, jars are left out.
  const { TRIVY_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  const ownCache = TRIVY_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "trivy");
  const javaDatabase = join(ownCache, "java-db");
  const hasJavaDatabase = existsSync(javaDatabase);
  const withoutJars = ["jar", "war", "ear", "par"].flatMap((extension) => ["--skip-files", `**/*.${extension}`]);
  return {
    name: "trivy",
    caches: true,
    seed(cache) {
      const link = join(cache, "java-db");
      if (hasJavaDatabase && !existsSync(link)) symlinkSync(javaDatabase, link);
    },
    invoke: (cache) => ({
      command,
      args: [
        ...["image", "--input", input, "--cache-dir", cache, "--offline-scan", "--skip-java-db-update", "--quiet"],
        // Its SBOM alone: no database of vulnerabilities is opened.
        ...["--format", "cyclonedx"],
        ...(hasJavaDatabase ? [] : withoutJars),
      ],
    }),
  };
}

function syft(input: string): Tool | undefined {
  const command = findOnPath("syft");
  if (command === undefined) return undefined;
  return {
    name: "syft",
    caches: false,
    invoke: (cache) => ({
      command,
      args: ["scan", input, "--output", "cyclonedx-json", "--quiet"],
      // It unpacks layers into TMPDIR.
      env: { SYFT_CHECK_FOR_APP_UPDATE: "false", SYFT_CACHE_DIR: cache, TMPDIR: cache },
    }),
  };
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

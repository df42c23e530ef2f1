import { accessSync, constants, existsSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Invocation } from "./measure.ts";

/** Another scanner on this machine, told to list the packages of the same image and to ask no network for more. */
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
  return [trivy(["--input", input]), syft(input)].filter((tool) => tool !== undefined);
}

/**
 * Those that are measured on an image in a registry.
 *
 * @param name  `HOST:PORT/NAME:TAG`; the registry may speak plain http.
 */
export function findRemoteScanners(name: string): Tool[] {
  return [trivy([name, "--image-src", "remote", "--insecure"])].filter((tool) => tool !== undefined);
}

/** Trivy names jars by their hashes and stops without its database of them: it downloads that on its own, we do not. */
export function findTrivyJavaDatabase(): string | undefined {
  const { TRIVY_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  const ownCache = TRIVY_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "trivy");
  const folder = join(ownCache, "java-db");
  return existsSync(folder) ? folder : undefined;
}

function trivy(target: readonly string[]): Tool | undefined {
  const command = findOnPath("trivy");
  if (command === undefined) return undefined;
  const javaDatabase = findTrivyJavaDatabase();
  const withoutJars = ["jar", "war", "ear", "par"].flatMap((extension) => ["--skip-files", `**/*.${extension}`]);
  return {
    name: "trivy",
    caches: true,
    seed(cache) {
      const link = join(cache, "java-db");
      if (javaDatabase !== undefined && !existsSync(link)) symlinkSync(javaDatabase, link);
    },
    invoke: (cache) => ({
      command,
      args: [
        ...["image", ...target, "--cache-dir", cache, "--offline-scan", "--skip-java-db-update", "--quiet"],
        // Its SBOM alone: no database of vulnerabilities is opened.
        ...["--format", "cyclonedx"],
        ...(javaDatabase === undefined ? withoutJars : []),
      ],
      // As variables: older versions do not know the flags.
      env: { TRIVY_SKIP_VERSION_CHECK: "true", TRIVY_DISABLE_TELEMETRY: "true" },
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

/** The program that a name starts. */
export function findOnPath(name: string): string | undefined {
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

import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { serve } from "./serve.ts";

/**
 * Where `crane` of go-containerregistry is: on the PATH, or in the folder that PLIMSOLL_TEST_TOOLS names. Debian does
 * not have it. Without it, its tests are skipped, and say so.
 */
export const CRANE = findCrane();

function findCrane(): string | undefined {
  const { PATH = "", PLIMSOLL_TEST_TOOLS } = process.env;
  const folders = [PLIMSOLL_TEST_TOOLS ?? "", ...PATH.split(":")].filter((folder) => folder !== "");
  const found = folders.map((folder) => join(folder, "crane")).find(isProgram);
  if (found === undefined) {
    console.warn(
      "crane is neither on the PATH nor in PLIMSOLL_TEST_TOOLS: what needs it is skipped; " +
        "`go install github.com/google/go-containerregistry/cmd/crane@latest` brings it",
    );
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Go's registry in memory, over plain http. */
export async function startCraneRegistry(): Promise<AsyncDisposable & { readonly port: number }> {
  const served = await serve(
    [CRANE ?? "crane", "registry", "serve", "--address", "127.0.0.1:0"],
    /serving on port (\d+)/,
  );
  return { port: Number(served.ready[1]), [Symbol.asyncDispose]: served[Symbol.asyncDispose] };
}

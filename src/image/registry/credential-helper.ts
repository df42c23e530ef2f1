import { type ExecFileException, execFile } from "node:child_process";
import { z } from "zod";
import { environmentOfPrograms, findProgram } from "../../host/programs.ts";
import { KnownError } from "../../model/errors.ts";
import type { Environment } from "./config-places.ts";
import type { Credential } from "./credential.ts";
import { printable } from "./printable.ts";

/** Long enough for a person who is asked for a passphrase. */
const PATIENCE_MS = 60_000;

/** A token takes a few thousand bytes. */
const ANSWER_BYTES = 1024 * 1024;

/** What a helper says when all is well and it has nothing. Source: docker-credential-helpers, credentials/error.go */
const NOTHING = "credentials not found in native keychain";

const AnswerDocument = z.object({ Username: z.string(), Secret: z.string() });

export interface HelperQuery {
  /** `pass` for the program `docker-credential-pass` */
  readonly name: string;
  /** What the helper knows the registry by: `ghcr.io`, `https://index.docker.io/v1/` */
  readonly serverUrl: string;
  /** Given to the helper; its `PATH` tells where the helper is. */
  readonly environment: Environment;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a credential helper: `docker-credential-NAME get` with the server on standard input. The helpers of ECR
 * (`ecr-login`), of Google (`gcloud`, `gcr`) and of ACR (`acr-env`, `acr-login`) speak the same protocol.
 *
 * @returns `undefined` when the helper has nothing for the server.
 * @throws {KnownError} `CREDENTIAL_HELPER_FAILED` when it is missing, fails, or answers something else.
 *
 * Source: https://github.com/docker/docker-credential-helpers
 */
export async function askHelper(query: HelperQuery): Promise<Credential | undefined> {
  // The name comes from a settings file; it must not lead out of the folders of PATH.
  if (!/^[A-Za-z0-9][\w.-]*$/.test(query.name)) {
    throw failed("docker-credential-…", "the settings name a credential helper whose name is no program's");
  }
  const program = `docker-credential-${query.name}`;
  const path = await findProgram(program, query.environment);
  if (path === undefined) throw failed(program, "the settings name it, but it is not on the PATH");

  const output = await run(path, program, query);
  if (output === undefined) return undefined;
  const answer = parseAnswer(output);
  if (!answer) throw failed(program, "its answer is not that of a credential helper");
  if (answer.Secret === "") return undefined;
  if (answer.Username === "<token>") return { kind: "identity", token: answer.Secret, origin: program };
  if (answer.Username === "") throw failed(program, "its answer has a secret and no user");
  return { kind: "basic", user: answer.Username, password: answer.Secret, origin: program };
}

/** Standard output, or `undefined` when the helper says that it has nothing. */
function run(path: string, program: string, query: HelperQuery): Promise<string | undefined> {
  const { serverUrl, environment, patienceMs = PATIENCE_MS, signal } = query;
  const limits = { timeout: patienceMs, killSignal: "SIGKILL", maxBuffer: ANSWER_BYTES, windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(
      path,
      ["get"],
      { env: environmentOfPrograms(environment), ...limits, signal },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        if (signal?.aborted)
          return reject(new KnownError("INTERRUPTED", "stopped before the credential helper answered"));
        const said = stdout.trim() || stderr.trim();
        if (said === NOTHING) return resolve(undefined);
        reject(failed(program, reasonOf(error, said, patienceMs)));
      },
    );
    // A helper that ends before it has read: what it answers counts.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(serverUrl);
  });
}

function reasonOf({ code, killed, signal }: ExecFileException, said: string, patienceMs: number): string {
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `it answered more than ${ANSWER_BYTES} bytes`;
  if (killed) return `it did not answer within ${patienceMs / 1000} s`;
  if (signal) return `it was ended by ${signal}`;
  const ending = typeof code === "number" ? `it ended with ${code}` : `it could not be run (${code})`;
  // What looks like an answer may hold the secret.
  return said === "" || /[{}]|secret"?\s*:/i.test(said) ? ending : `${ending}: ${printable(said)}`;
}

function parseAnswer(output: string): z.infer<typeof AnswerDocument> | undefined {
  try {
    return AnswerDocument.safeParse(JSON.parse(output)).data;
  } catch {
    return undefined;
  }
}

function failed(program: string, why: string): KnownError {
  return new KnownError("CREDENTIAL_HELPER_FAILED", `${program}: ${why}`, { program });
}

import { z } from "zod";
import { KnownError } from "../../model/errors.ts";
import type { Environment } from "./config-places.ts";
import type { Credential } from "./credential.ts";
import { readConfigFile } from "./read-config.ts";

/** Container Registry, Artifact Registry, and its regional names. Source: docker-credential-gcr, config/const.go */
const GOOGLE =
  /^(?:(?:us|eu|asia|marketplace)\.)?gcr\.io$|^[a-z0-9-]+-docker\.pkg\.dev$|^docker\.[a-z0-9-]+\.rep\.pkg\.dev$/;

const AZURE = /^[a-z0-9][a-z0-9.-]*\.azurecr\.(?:io|cn|us)$/;

/** Tells whether a registry is Google's, and takes the key of a service account. */
export function isGoogleHost(host: string): boolean {
  return GOOGLE.test(host);
}

/** Tells whether a registry is of ACR, and takes a service principal. */
export function isAzureHost(host: string): boolean {
  return AZURE.test(host);
}

const KeyDocument = z.object({ type: z.string(), private_key: z.string().optional() });

/**
 * The key of a service account, in the file that `GOOGLE_APPLICATION_CREDENTIALS` names, for Artifact Registry and
 * Container Registry: they take the text of the file as the password of `_json_key`. A short-lived token as the
 * password of `oauth2accesstoken` needs nothing from here: it is an ordinary user and password.
 *
 * @returns `undefined` when the host is not Google's, or the variable is not set.
 * @throws {KnownError} `READ_FAILED`, or `CONFIG_MALFORMED` when the file is no key of a service account.
 *
 * Source: https://cloud.google.com/artifact-registry/docs/docker/authentication#json-key
 */
export async function googleCredential(host: string, environment: Environment): Promise<Credential | undefined> {
  const path = environment.GOOGLE_APPLICATION_CREDENTIALS;
  if (!path || !isGoogleHost(host)) return undefined;
  const where = `${path} (GOOGLE_APPLICATION_CREDENTIALS)`;
  const text = await readConfigFile(path);
  if (text === undefined) throw new KnownError("READ_FAILED", `${where}: there is no such file`, { path });
  // Nothing of the text goes into a message, nor the parser's error, which quotes it.
  const key = KeyDocument.safeParse(parseJson(text)).data;
  if (key === undefined)
    throw new KnownError("CONFIG_MALFORMED", `${where}: is no file of Google credentials`, { path });
  if (key.type !== "service_account" || !key.private_key) {
    throw new KnownError(
      "CONFIG_MALFORMED",
      `${where}: is not the key of a service account; for other kinds: gcloud auth configure-docker ${host}`,
      { path },
    );
  }
  return { kind: "basic", user: "_json_key", password: text.trim(), origin: `the service account key ${where}` };
}

/**
 * A service principal, in `AZURE_CLIENT_ID` and `AZURE_CLIENT_SECRET`: ACR takes them as user and password.
 *
 * @returns `undefined` when the host is not of ACR, or one of the variables is not set.
 *
 * Source: https://learn.microsoft.com/azure/container-registry/container-registry-auth-service-principal
 */
export function azureCredential(host: string, environment: Environment): Credential | undefined {
  const { AZURE_CLIENT_ID: user, AZURE_CLIENT_SECRET: password } = environment;
  if (!user || !password || !isAzureHost(host)) return undefined;
  return { kind: "basic", user, password, origin: "the service principal in the environment (AZURE_CLIENT_ID)" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

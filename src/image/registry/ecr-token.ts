import { z } from "zod";
import { throwIfInterrupted } from "../../host/retry.ts";
import { KnownError, messageOf } from "../../model/errors.ts";
import { signAwsRequest } from "./aws-signature.ts";
import type { Environment } from "./config-places.ts";
import type { Credential } from "./credential.ts";
import { ecrRegistryOf } from "./ecr-host.ts";

/** Sends one request and brings back the whole answer, however it is reached; the answer is small. */
export type SendRequest = (request: {
  readonly url: string;
  readonly method: "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<{ readonly status: number; readonly body: string }>;

export interface EcrTokenOptions {
  readonly environment: Environment;
  readonly send: SendRequest;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

const AnswerDocument = z.object({
  authorizationData: z.array(z.object({ authorizationToken: z.string() })).min(1),
});

const ErrorDocument = z.object({ __type: z.string() });

/**
 * Asks AWS for a token of a private registry, with the keys in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for
 * keys that are lent, `AWS_SESSION_TOKEN`. Profiles, roles and metadata servers are not asked: that is what the helper
 * `docker-credential-ecr-login` is for.
 *
 * @returns `undefined` when the host is no private registry of ECR, or the environment has no keys.
 * @throws {KnownError} `CREDENTIAL_HELPER_FAILED` when AWS refuses or does not answer.
 *
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
export async function fetchEcrToken(host: string, options: EcrTokenOptions): Promise<Credential | undefined> {
  const registry = ecrRegistryOf(host);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = options.environment;
  if (!registry || !accessKeyId || !secretAccessKey) return undefined;
  const { region, apiHost } = registry;
  const sessionToken = options.environment.AWS_SESSION_TOKEN;
  const request = {
    method: "POST",
    host: apiHost,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
    },
    body: "{}",
  } as const;
  const signer = { accessKeyId, secretAccessKey, sessionToken, region, service: "ecr" };
  const headers = signAwsRequest(request, signer, options.now ?? Date.now());
  const answer = await options
    .send({ url: `https://${apiHost}/`, method: "POST", headers, body: request.body })
    .catch((cause: unknown) => {
      throwIfInterrupted(options.signal);
      throw new KnownError("CREDENTIAL_HELPER_FAILED", `${apiHost}: ${messageOf(cause)}`, { host: apiHost }, cause);
    });
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token) return { kind: "basic", ...token, origin: "an ECR token, by the environment (AWS_ACCESS_KEY_ID)" };
  const why = answer.status === 200 ? "gave no token" : `answered ${answer.status}${kindOfError(answer.body)}`;
  throw new KnownError("CREDENTIAL_HELPER_FAILED", `${apiHost}: ${why}`, { host: apiHost, status: answer.status });
}

/** The token is user and password in base64; the user is always `AWS`. */
function tokenIn(body: string): { user: string; password: string } | undefined {
  const [data] = AnswerDocument.safeParse(parseJson(body)).data?.authorizationData ?? [];
  const pair = Buffer.from(data?.authorizationToken ?? "", "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon > 0 && colon < pair.length - 1
    ? { user: pair.slice(0, colon), password: pair.slice(colon + 1) }
    : undefined;
}

/** Only the kind: the message of a wrong signature quotes the request, with the session's token in it. */
function kindOfError(body: string): string {
  const kind = ErrorDocument.safeParse(parseJson(body)).data?.__type.split("#").at(-1) ?? "";
  return /^[A-Za-z]{1,100}$/.test(kind) ? ` (${kind})` : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

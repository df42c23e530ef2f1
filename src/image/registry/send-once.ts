import { retrying } from "../../host/retry.ts";
import { certificatesForAll } from "./certificates.ts";
import type { Environment } from "./config-places.ts";
import type { SendRequest } from "./ecr-token.ts";
import { PATIENCE, type Patience } from "./patience.ts";
import { readBody } from "./read-body.ts";
import { createTransport } from "./transport.ts";

/** A token with what stands around it takes some thousand bytes. */
const ANSWER_BYTES = 1024 * 1024;

export interface SendOnceOptions {
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience;
}

/** Sends a request to a server that is not asked again: by the proxies and authorities that the environment names. */
export function sendOnce({ environment, signal, patience = PATIENCE }: SendOnceOptions): SendRequest {
  return async ({ url, ...request }) => {
    const authorities = await certificatesForAll(environment);
    const endpoint = { url: new URL(url).origin, isMirror: false, skipVerify: false, authorities };
    const transport = createTransport({ endpoint, environment, patience, signal });
    try {
      return await retrying(
        async () => {
          const answer = await transport.send(new URL(url), request);
          const body = await readBody(answer, ANSWER_BYTES, new URL(url).host);
          return { status: answer.status, body: new TextDecoder().decode(body) };
        },
        { patience, tries: 2, signal },
      );
    } finally {
      await transport.close();
    }
  };
}

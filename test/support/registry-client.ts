import { onTestFinished } from "vitest";
import {
  createRegistryClient,
  type RegistryClient,
  type RegistryClientOptions,
} from "../../src/image/registry/client.ts";
import type { Credential, Endpoint } from "../../src/image/registry/credential.ts";
import { PATIENCE, type Patience } from "../../src/image/registry/patience.ts";

/** Short enough for tests that wait it out, long enough for a busy machine. */
export const QUICK: Patience = {
  ...PATIENCE,
  connectMs: 5000,
  answerMs: 500,
  silenceMs: 500,
  tries: 3,
  firstPauseMs: 1,
};

export interface TestClientOptions extends Partial<Omit<RegistryClientOptions, "settings" | "findCredential">> {
  /** The registry's, as names write it; that of the last endpoint when absent. */
  readonly host?: string;
  /** By host; who asks for another is told where was looked. */
  readonly credentials?: Readonly<Record<string, Credential>>;
  /** Takes every host that credentials were looked for. */
  readonly searches?: string[];
}

export interface TestClient extends RegistryClient {
  /** What people were told. */
  readonly notices: readonly string[];
}

/** A server, by its address. */
export function endpointOf(url: string, more: Partial<Endpoint> = {}): Endpoint {
  return { url, isMirror: false, skipVerify: false, authorities: [], ...more };
}

/** A client of these endpoints that is closed when the test is over. */
export function clientOf(endpoints: readonly Endpoint[], options: TestClientOptions = {}): TestClient {
  const { host, credentials = {}, searches = [], ...rest } = options;
  const notices: string[] = [];
  const client = createRegistryClient({
    settings: { host: host ?? new URL(endpoints.at(-1)?.url ?? "").host, endpoints },
    async findCredential(asked) {
      searches.push(asked);
      const credential = Object.hasOwn(credentials, asked) ? credentials[asked] : undefined;
      return {
        searched: [{ place: "~/.docker/config.json", result: "no such file" }],
        ...(credential && { credential }),
      };
    },
    patience: QUICK,
    onNotice: (text) => notices.push(text),
    ...rest,
  });
  onTestFinished(() => client.close());
  return { ...client, notices };
}

/** All bytes of a stream. */
export async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

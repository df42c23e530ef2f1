import { retrying } from "../../host/retry.ts";
import { KnownError } from "../../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../../model/limits.ts";
import { verifyDigest } from "../documents.ts";
import { type AnswerFacts, type Conversation, startConversation } from "./conversation.ts";
import type { HostSettings } from "./credential.ts";
import type { CredentialSearch } from "./credentials.ts";
import { createDeadline } from "./deadline.ts";
import { fetchBlob, type WantedBlob } from "./fetch-blob.ts";
import { fetchManifest, type Manifest, refuseLargeDocument } from "./manifest.ts";
import { PATIENCE, type Patience } from "./patience.ts";
import type { Environment } from "./proxy.ts";

export interface RegistryClientOptions {
  readonly settings: HostSettings;
  /** Asked when a server wants to know who we are: with the registry's host as names write it, or a mirror's own. */
  readonly findCredential: (host: string, repository: string) => Promise<CredentialSearch>;
  /** Names the proxies; none when absent. */
  readonly environment?: Environment | undefined;
  readonly limits?: Pick<Limits, "documentBytes"> | undefined;
  readonly patience?: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Told of a mirror that was passed over, and of pulls that run out; each thing once. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/**
 * Reads images of one registry and its mirrors. A mirror that fails in any way is passed over; what an image's manifest
 * came from is asked first for the rest of its repository.
 */
export interface RegistryClient {
  /**
   * @param reference A tag or a digest.
   * @throws {KnownError} `IMAGE_NOT_FOUND`, `DIGEST_MISMATCH`, `MEDIA_TYPE_UNSUPPORTED`, `LIMIT_EXCEEDED`,
   * `REGISTRY_UNREACHABLE`, `REGISTRY_DENIED`, `REGISTRY_INSECURE`, `REGISTRY_RATE_LIMITED`,
   * `REGISTRY_UNEXPECTED_STATUS`, `INTERRUPTED`
   */
  readonly getManifest: (repository: string, reference: string) => Promise<Manifest>;
  /**
   * A small blob, verified.
   *
   * @throws {KnownError} As `openBlob`, and `DIGEST_MISMATCH`, `LIMIT_EXCEEDED`.
   */
  readonly getBlob: (repository: string, digest: string, sizeBytes: number) => Promise<Uint8Array>;
  /**
   * A blob as a stream that begins when it is read and resumes when it breaks. Its digest is for the reader to verify.
   *
   * @throws {KnownError} While reading: `IMAGE_INCOMPLETE` when it is missing or too short, `DIGEST_MISMATCH` when it
   * is longer than `sizeBytes`, and the registry's as above.
   */
  readonly openBlob: (repository: string, digest: string, sizeBytes: number) => AsyncIterable<Uint8Array>;
  /** What the registry itself told of its make; `undefined` while only mirrors were asked. */
  readonly answerFacts: () => AnswerFacts | undefined;
  /** Ends all connections, also of blobs that are being read. */
  readonly close: () => Promise<void>;
}

export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { settings, findCredential, environment = {}, signal, patience = PATIENCE } = options;
  const { documentBytes } = options.limits ?? DEFAULT_LIMITS;
  const told = new Set<string>();
  const onNotice = (text: string) => {
    if (!told.has(text)) options.onNotice?.(text);
    told.add(text);
  };
  const { host } = settings;
  const conversations = settings.endpoints.map((endpoint) =>
    startConversation({ endpoint, host, findCredential, environment, patience, signal, onNotice }),
  );
  /** Which endpoint answered, by repository. */
  const answered = new Map<string, number>();

  /** Where to go on after an error, if anywhere. */
  function nextAfter(index: number, error: unknown): number | undefined {
    const from = conversationAt(index);
    if (!(error instanceof KnownError) || error.code === "INTERRUPTED") return undefined;
    const next = conversations.findIndex((to, later) => later > index && mayFollow(from, to, error));
    return next < 0 ? undefined : next;
  }

  /** @throws {unknown} The error itself when there is nobody else to ask. */
  function passOver(index: number, error: unknown): number {
    const next = nextAfter(index, error);
    if (next === undefined) throw error;
    const [from, to] = [conversationAt(index), conversationAt(next)];
    if (!isTwin(from, to)) onNotice(`${(error as KnownError).message}; ${to.server} is asked instead`);
    return next;
  }

  const triesAt = (index: number) => (error: KnownError) => {
    // Where nobody has ever listened, nobody will in a moment.
    const isClosed = error.details.reason === "ECONNREFUSED" && conversationAt(index).answerFacts() === undefined;
    return isClosed || nextAfter(index, error) !== undefined ? 1 : patience.tries;
  };

  /** @param mostMs  How long one endpoint may take in all; as long as something comes when absent. */
  async function* openBlob(blob: WantedBlob, mostMs = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array, void> {
    let offset = 0;
    let index = answered.get(blob.repository) ?? 0;
    for (;;) {
      const options = { from: offset, patience, tries: triesAt(index), signal };
      const keepDeadline = createDeadline(mostMs, conversationAt(index).server);
      try {
        for await (const chunk of fetchBlob(conversationAt(index), blob, options)) {
          keepDeadline();
          offset += chunk.length;
          yield chunk;
        }
        return;
      } catch (error) {
        index = passOver(index, error);
      }
    }
  }

  function conversationAt(index: number): Conversation {
    const conversation = conversations[index];
    if (!conversation) throw new KnownError("REGISTRY_UNREACHABLE", `${host}: no server of it is known`, { host });
    return conversation;
  }

  const wanted = (repository: string, digest: string, sizeBytes: number): WantedBlob => ({
    repository,
    digest,
    sizeBytes,
    image: `${host}/${repository}`,
  });

  return {
    async getManifest(repository, reference) {
      const image = `${host}/${repository}${reference.includes(":") ? "@" : ":"}${reference}`;
      const question = { repository, reference, image, maxBytes: documentBytes };
      let index = answered.get(repository) ?? 0;
      for (;;) {
        const conversation = conversationAt(index);
        const retry = { patience, tries: triesAt(index), signal };
        try {
          const manifest = await retrying(() => fetchManifest(conversation, question), retry);
          answered.set(repository, index);
          return manifest;
        } catch (error) {
          index = passOver(index, error);
        }
      }
    },

    async getBlob(repository, digest, sizeBytes) {
      const blob = wanted(repository, digest, sizeBytes);
      refuseLargeDocument(sizeBytes, documentBytes, `${blob.image}: the blob ${digest}`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of openBlob(blob, patience.documentMs)) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      verifyDigest(bytes, digest, blob.image);
      return bytes;
    },

    openBlob: (repository, digest, sizeBytes) => openBlob(wanted(repository, digest, sizeBytes)),

    answerFacts: () =>
      conversations
        .filter(({ endpoint }) => !endpoint.isMirror)
        .map((own) => own.answerFacts())
        .find(Boolean),

    async close() {
      await Promise.all(conversations.map(({ close }) => close()));
    },
  };
}

/** A server that may be insecure is known by two addresses: with and without encryption. */
function isTwin({ endpoint: a }: Conversation, { endpoint: b }: Conversation): boolean {
  const isSame = a.url.replace(/^https?:/, "") === b.url.replace(/^https?:/, "");
  return isSame && a.repository === b.repository && a.isMirror === b.isMirror;
}

/**
 * Whether an endpoint may be asked for what another one failed to give. A mirror is passed over whatever its reason.
 * The twin without encryption is for a server that has never answered with it.
 */
function mayFollow(from: Conversation, to: Conversation, { code }: KnownError): boolean {
  if (isTwin(from, to)) return code === "REGISTRY_UNREACHABLE" && from.answerFacts() === undefined;
  return from.endpoint.isMirror;
}

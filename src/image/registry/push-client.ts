import { retrying } from "../../host/retry.ts";
import { sha256Of } from "../../host/sha256.ts";
import { codeOf, KnownError } from "../../model/errors.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import type { RegistryClientOptions } from "./client.ts";
import { type Conversation, type Question, startConversation } from "./conversation.ts";
import { fetchManifest, type Manifest } from "./manifest.ts";
import { PATIENCE } from "./patience.ts";
import { type PushedBlob, pushBlob } from "./push-blob.ts";

/** Brings things into one repository of a registry; mirrors are not asked. */
export interface RegistryPusher {
  /**
   * What the registry has under a tag or a digest; `undefined` when there is none.
   *
   * @throws {KnownError} As `RegistryClient.getManifest`.
   */
  readonly getManifest: (reference: string) => Promise<Manifest | undefined>;
  /**
   * Brings a blob, unless it is there.
   *
   * @returns Whether it had to be sent.
   * @throws {KnownError} What `pushBlob` throws.
   */
  readonly pushBlob: (
    blob: Omit<PushedBlob, "repository" | "image">,
    onProgress?: (bytes: number) => void,
  ) => Promise<boolean>;
  /**
   * Gives a manifest a tag. All that it names has to be there.
   *
   * @returns Its digest.
   * @throws {KnownError} What `pushBlob` throws.
   */
  readonly pushManifest: (manifest: { readonly bytes: Uint8Array; readonly mediaType: string }) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface RegistryPusherOptions extends RegistryClientOptions {
  readonly repository: string;
  readonly tag: string;
}

/** @param options  Settings without mirrors: `resolveHost` leaves them out. */
export function createRegistryPusher(options: RegistryPusherOptions): RegistryPusher {
  const {
    settings,
    findCredential,
    environment = {},
    signal,
    patience = PATIENCE,
    onNotice,
    repository,
    tag,
  } = options;
  const { documentBytes } = options.limits ?? DEFAULT_LIMITS;
  const { host } = settings;
  const image = `${host}/${repository}:${tag}`;
  const conversations = settings.endpoints.map((endpoint) =>
    startConversation({ endpoint, host, findCredential, environment, writes: true, patience, signal, onNotice }),
  );
  let spoken: Conversation | undefined;

  /** A server that may be insecure is tried without encryption where it never answered with it. */
  async function speak<Result>(work: (conversation: Conversation, tries: number) => Promise<Result>): Promise<Result> {
    for (const [i, conversation] of conversations.entries()) {
      if (spoken !== undefined && spoken !== conversation) continue;
      const isLast = i === conversations.length - 1;
      try {
        return await work(conversation, isLast || spoken ? patience.tries : 1);
      } catch (error) {
        const isSilent = codeOf(error) === "REGISTRY_UNREACHABLE" && conversation.answerFacts() === undefined;
        if (isLast || !isSilent) throw error;
      } finally {
        if (conversation.answerFacts() !== undefined) spoken = conversation;
      }
    }
    throw new KnownError("REGISTRY_UNREACHABLE", `${host}: no server of it is known`, { host });
  }

  async function put(
    conversation: Conversation,
    { bytes, mediaType }: { readonly bytes: Uint8Array; readonly mediaType: string },
  ): Promise<void> {
    const headers = { "content-type": mediaType, "content-length": String(bytes.length) };
    const question: Question = { method: "PUT", repository, path: `manifests/${tag}`, headers, body: bytes };
    const answer = await conversation.ask(question);
    if (answer.status !== 201 && answer.status !== 200) {
      throw await conversation.refuse(answer, question, { image, kind: "upload", thing: "the manifest" });
    }
    await answer.discard();
  }

  return {
    getManifest: (reference) =>
      speak(async (conversation, tries) => {
        const name = `${host}/${repository}${reference.includes(":") ? "@" : ":"}${reference}`;
        const question = { repository, reference, image: name, maxBytes: documentBytes };
        try {
          return await retrying(() => fetchManifest(conversation, question), { patience, tries, signal });
        } catch (error) {
          if (codeOf(error) === "IMAGE_NOT_FOUND") return undefined;
          throw error;
        }
      }),
    pushBlob: (blob, onProgress) =>
      speak((conversation) => pushBlob(conversation, { ...blob, repository, image }, { patience, signal, onProgress })),
    pushManifest: (manifest) =>
      speak(async (conversation, tries) => {
        await retrying(() => put(conversation, manifest), { patience, tries, signal });
        return sha256Of(manifest.bytes);
      }),
    async close() {
      await Promise.all(conversations.map(({ close }) => close()));
    },
  };
}

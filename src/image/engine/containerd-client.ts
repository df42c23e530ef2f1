import { KnownError } from "../../model/errors.ts";
import { GRPC_STATUS, type GrpcChannel } from "./grpc.ts";
import { bytesOf, countOf, decodeMessage, encodeMessage, type FieldToSend, messagesOf, textOf } from "./protobuf.ts";

/** A name that containerd keeps, and what it leads to. */
export interface ContainerdImage {
  /** `docker.io/library/debian:12`; Kubernetes adds `sha256:…` of the config, and names with a digest. */
  readonly name: string;
  readonly target: { readonly mediaType: string; readonly digest: string; readonly size: number };
  /** Seconds since 1970 when the name was last given to something. */
  readonly updatedAt: number;
}

/** containerd's API, as far as it tells of images. Source: https://github.com/containerd/containerd/tree/main/api */
export interface ContainerdClient {
  /** What to call it in a message. */
  readonly label: string;
  /** @throws {KnownError} `ENGINE_FAILED`, `LIMIT_EXCEEDED`, `INTERRUPTED` */
  readonly listNamespaces: () => Promise<string[]>;
  /** @throws {KnownError} As `listNamespaces`. */
  readonly listImages: (namespace: string) => Promise<ContainerdImage[]>;
  /**
   * Bytes of a blob; `undefined` when it is not there.
   *
   * @throws {KnownError} As `listNamespaces`.
   */
  readonly findSize: (namespace: string, digest: string) => Promise<number | undefined>;
  /** @throws {KnownError} As `listNamespaces`; `IMAGE_INCOMPLETE` when it is gone. */
  readonly readContent: (namespace: string, digest: string) => AsyncGenerator<Uint8Array, void>;
}

export function containerdClient({ label, call }: GrpcChannel): ContainerdClient {
  const ask = (method: string, fields: readonly FieldToSend[], namespace?: string) =>
    call(
      `/containerd.services.${method}`,
      encodeMessage(fields),
      namespace ? { "containerd-namespace": namespace } : {},
    );

  async function askOnce(...question: Parameters<typeof ask>) {
    let answer: Uint8Array | undefined;
    for await (const message of ask(...question)) answer ??= message;
    return decodeMessage(answer ?? new Uint8Array(0));
  }

  return {
    label,
    async listNamespaces() {
      const answer = await askOnce("namespaces.v1.Namespaces/List", []);
      return messagesOf(answer, 1).map((namespace) => textOf(namespace, 1));
    },

    async listImages(namespace) {
      const answer = await askOnce("images.v1.Images/List", [], namespace);
      return messagesOf(answer, 1).map((image) => {
        const [target = new Map()] = messagesOf(image, 3);
        const [updatedAt = new Map()] = messagesOf(image, 8);
        return {
          name: textOf(image, 1),
          target: { mediaType: textOf(target, 1), digest: textOf(target, 2), size: countOf(target, 3) },
          updatedAt: countOf(updatedAt, 1),
        };
      });
    },

    async findSize(namespace, digest) {
      try {
        const [info = new Map()] = messagesOf(await askOnce("content.v1.Content/Info", [[1, digest]], namespace), 1);
        return countOf(info, 2);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async *readContent(namespace, digest) {
      try {
        for await (const message of ask("content.v1.Content/Read", [[1, digest]], namespace)) {
          yield bytesOf(decodeMessage(message), 2);
        }
      } catch (cause) {
        if (!isNotFound(cause)) throw cause;
        throw new KnownError("IMAGE_INCOMPLETE", `${label}: the blob ${digest} is gone`, { digest }, cause);
      }
    },
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof KnownError && error.details.grpcStatus === GRPC_STATUS.notFound;
}

import { pauseOfRetryAfter, WorthRetrying } from "../../host/retry.ts";
import { type ErrorCode, KnownError } from "../../model/errors.ts";
import { type CredentialSearch, describeSearch } from "./credentials.ts";
import { type Allowance, allowanceInWords, parseAllowance } from "./rate-limit.ts";
import { readSpokenError, type SpokenError } from "./spoken-error.ts";
import type { HttpAnswer } from "./transport.ts";

/** What was asked, and of whom, for the words of an error. */
export interface Asked {
  /** `docker.io/library/debian:12` */
  readonly image: string;
  /** `blob`: what the image's manifest names. `upload`: what is brought there. */
  readonly kind: "manifest" | "blob" | "upload";
  /** `the blob sha256:…`; for a manifest, what of the repository was asked for: `the tag '12'`. */
  readonly thing: string;
  /** `Docker Hub`, `the mirror mirror.local`, `ghcr.io` */
  readonly server: string;
  /** As names and `docker login` write it. */
  readonly host: string;
}

/** What of the conversation so far belongs into an error. */
export interface Standing {
  /** With what people log in there: `` `docker login ghcr.io` ``, in the words of `howToLogIn`. */
  readonly logIn: string;
  /** For credentials; `undefined` when nobody asked for any. */
  readonly search: CredentialSearch | undefined;
  readonly allowance: Allowance | undefined;
  /** Takes our own secrets out of a text. */
  readonly hide: (text: string) => string;
  /** The server that the registry sent us to, where it is that one that refuses. */
  readonly elsewhere: string | undefined;
}

/** The error that an answer amounts to which is not what was asked for. Reads the answer's body. */
export async function refusalOf(answer: HttpAnswer, asked: Asked, standing: Standing): Promise<Error> {
  const { status } = answer;
  const spoken = await readSpokenError(answer, standing.hide);
  const who = standing.elsewhere ? `${standing.elsewhere}, where ${asked.server} sends us,` : asked.server;
  const error = (code: ErrorCode, message: string) =>
    new KnownError(code, `${asked.image}: ${message}`, { status, host: asked.host });
  const said = spoken.message ? ` ("${spoken.message}")` : "";

  if (status === 401 || status === 403) {
    return error("REGISTRY_DENIED", `${who} refuses access${said}${wayIn(asked, standing)}`);
  }
  if (status === 404 && asked.kind === "blob") return error("IMAGE_INCOMPLETE", `${who} does not have ${asked.thing}`);
  if (status === 404 && asked.kind === "upload") {
    return error(
      "IMAGE_NOT_FOUND",
      `${who} has no such repository and makes none by itself${said}; create it there first`,
    );
  }
  if (status === 405 && asked.kind === "upload") {
    return error("REGISTRY_UNEXPECTED_STATUS", `${who} takes nothing: it is there for reading only${said}`);
  }
  if (status === 404) return error("IMAGE_NOT_FOUND", `${who} has ${whatIsMissing(spoken, asked)}${said}`);

  const pauseMs = pauseOfRetryAfter(answer.headers.get("retry-after"));
  if (status === 429) {
    const limited = error("REGISTRY_RATE_LIMITED", rateLimited(asked, standing, said));
    // Where all pulls of six hours are used up, some seconds make no difference.
    const isUsedUp = parseAllowance(answer.headers)?.remaining === 0 && pauseMs === undefined;
    return isUsedUp ? limited : new WorthRetrying(limited, pauseMs);
  }
  const unexpected = error("REGISTRY_UNEXPECTED_STATUS", `${who} answered ${status}${said}`);
  return status === 408 || status === 425 || status >= 500 ? new WorthRetrying(unexpected, pauseMs) : unexpected;
}

/** What was tried, and what to do. Registries hide whether a private image exists. */
function wayIn({ kind, host }: Asked, { search, elsewhere, logIn }: Standing): string {
  if (elsewhere) return "";
  const isManifest = kind === "manifest";
  const writes = kind === "upload";
  if (search?.credential) {
    const doubt = isManifest
      ? ": they do not suffice, or there is no such image"
      : writes
        ? ": they do not suffice to push there"
        : "";
    return ` with the credentials from ${search.credential.origin}${doubt}`;
  }
  const doubt = isManifest ? ": the image is private, or there is none of that name" : "";
  if (!search) return `${doubt}; it did not ask who we are, and got no credentials`;
  const places = search.searched.length > 0 ? `, looked for in ${describeSearch(search.searched)}` : "";
  return `${doubt}; no credentials for ${host} were found${places}; log in with ${logIn}`;
}

function whatIsMissing({ code }: SpokenError, { thing }: Asked): string {
  return code === "NAME_UNKNOWN" ? "no such repository" : `no image under ${thing}`;
}

function rateLimited({ server }: Asked, { search, allowance, logIn }: Standing, said: string): string {
  const isKnown = search?.credential !== undefined;
  const limit = allowance ? `; ${allowanceInWords(allowance, server, isKnown)}` : "";
  const way = isKnown ? "" : `; log in with ${logIn}`;
  return `${server} takes no more requests for now${said}${limit}${way}`;
}

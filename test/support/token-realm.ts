import type { ServerResponse } from "node:http";
import type { RecordedRequest } from "./recorded-server.ts";

/** A registry that wants tokens, which another server gives. */
export interface TokenAuth {
  readonly kind: "token";
  /** Passwords by user; nobody else gets a token unless `isOpen`. */
  readonly users?: Readonly<Record<string, string>>;
  /** Refresh tokens that count. */
  readonly identityTokens?: readonly string[];
  /** Gives tokens to people without credentials too. */
  readonly isOpen?: boolean;
  readonly expiresInSeconds?: number;
  /** In place of the true address, in the challenge. */
  readonly realm?: string;
  /** What a POST is answered with, where it is not known. */
  readonly postStatus?: number;
  /** Leaves the scope out of the challenge. */
  readonly withoutScope?: boolean;
  /** How the answer names the token. */
  readonly field?: "token" | "access_token";
}

export interface TokenRealm {
  readonly answer: (request: RecordedRequest, response: ServerResponse) => void;
  /** The `WWW-Authenticate` for a request; `undefined` when it may pass. */
  readonly challenge: (authorization: string | undefined, repository: string, realmUrl: string) => string | undefined;
  readonly revoke: () => void;
}

/** Source: https://distribution.github.io/distribution/spec/auth/token/ */
export function createTokenRealm(auth: TokenAuth): TokenRealm {
  /** Which scope each token is good for. */
  const tokens = new Map<string, string>();
  let count = 0;

  function isAdmitted({ method, headers, body }: RecordedRequest): boolean {
    if (method === "POST") {
      const form = new URLSearchParams(body);
      const isRefresh = form.get("grant_type") === "refresh_token";
      return isRefresh && (auth.identityTokens ?? []).includes(form.get("refresh_token") ?? "");
    }
    if (headers.authorization === undefined) return auth.isOpen ?? false;
    const pair = Buffer.from(headers.authorization.replace("Basic ", ""), "base64").toString();
    const [user = "", password = ""] = pair.split(/:(.*)/s);
    if (user === "<token>") return (auth.identityTokens ?? []).includes(password);
    return Object.hasOwn(auth.users ?? {}, user) && auth.users?.[user] === password;
  }

  return {
    answer(request, response) {
      const { method, url, body } = request;
      if (method === "POST" && auth.postStatus !== undefined) {
        response.writeHead(auth.postStatus).end();
        return;
      }
      response.setHeader("Content-Type", "application/json");
      if (!isAdmitted(request)) {
        response.writeHead(401).end(JSON.stringify({ details: "incorrect username or password" }));
        return;
      }
      const asked = method === "POST" ? new URLSearchParams(body) : new URL(url, "http://realm").searchParams;
      const token = `token-${++count}`;
      tokens.set(token, asked.get("scope") ?? "");
      const expiry = auth.expiresInSeconds === undefined ? {} : { expires_in: auth.expiresInSeconds };
      response.end(JSON.stringify({ [auth.field ?? "token"]: token, ...expiry }));
    },
    challenge(authorization, repository, realmUrl) {
      const scope = `repository:${repository}:pull`;
      if (tokens.get(authorization?.replace("Bearer ", "") ?? "") === scope) return undefined;
      const withScope = auth.withoutScope ? "" : `,scope="${scope}"`;
      return `Bearer realm="${auth.realm ?? `${realmUrl}/token`}",service="test-registry"${withScope}`;
    },
    revoke: () => tokens.clear(),
  };
}

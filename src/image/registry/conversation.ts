import { type Authenticator, createAuthenticator } from "./authenticate.ts";
import { parseChallenges } from "./challenge.ts";
import type { Endpoint } from "./credential.ts";
import type { CredentialSearch } from "./credentials.ts";
import { canonicalHost } from "./hosts.ts";
import { howToLogIn, registryTypeOf } from "./known-registries.ts";
import type { Patience } from "./patience.ts";
import type { Environment } from "./proxy.ts";
import { type Allowance, allowanceInWords, isRunningOut, parseAllowance } from "./rate-limit.ts";
import { follow } from "./redirects.ts";
import { type Asked, refusalOf } from "./refusal.ts";
import { createSecrets } from "./secrets.ts";
import { createTransport, type HttpAnswer, type HttpRequest } from "./transport.ts";

/** What a server told of itself, by which its make can be known. */
export interface AnswerFacts {
  /** `https://registry.example.com:5000` */
  readonly origin: string;
  /** Of its first answer, by name in lower case; none that may hold a secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where it sends people for tokens, without a query; of basic authentication, what it calls itself. */
  readonly realm?: string;
  readonly service?: string;
}

/** One thing to get from an endpoint, or to bring to it. */
export interface Question extends Pick<HttpRequest, "method" | "body"> {
  /** As the image's name has it, whatever it is called at the endpoint. */
  readonly repository: string;
  /** Behind `/v2/REPOSITORY/`: `manifests/latest` */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the endpoint said to go on, in place of the path. Another server is told nothing of who we are. */
  readonly at?: URL;
}

/** All that is said to one endpoint: its connections, its tokens, what it told. */
export interface Conversation {
  readonly endpoint: Endpoint;
  /** What to call the server in a message: `Docker Hub`, `the mirror mirror.local`. */
  readonly server: string;
  /**
   * Gets something, with credentials if the server asks for them.
   *
   * @returns The answer, whatever its status.
   * @throws {WorthRetrying | KnownError}
   */
  readonly ask: (question: Question) => Promise<HttpAnswer>;
  /** The error that an answer amounts to which is not what was asked for. */
  readonly refuse: (
    answer: HttpAnswer,
    question: Question,
    asked: Pick<Asked, "image" | "kind" | "thing">,
  ) => Promise<Error>;
  /** `undefined` while it has not answered at all. */
  readonly answerFacts: () => AnswerFacts | undefined;
  readonly close: () => Promise<void>;
}

export interface ConversationOptions {
  readonly endpoint: Endpoint;
  /** The registry's, as names write it; a mirror goes by its own. */
  readonly host: string;
  readonly findCredential: (host: string, repository: string) => Promise<CredentialSearch>;
  readonly environment: Environment;
  /** Asks for leave to write, too. */
  readonly writes?: boolean | undefined;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** These may hold a signature or a session. */
const PRIVATE_HEADERS = new Set(["location", "set-cookie", "content-location", "link", "www-authenticate"]);

export function startConversation(options: ConversationOptions): Conversation {
  const { endpoint, findCredential, environment, writes, patience, signal, onNotice } = options;
  const registry = new URL(endpoint.url);
  const host = endpoint.isMirror ? canonicalHost(registry.host) : options.host;
  const server = endpoint.isMirror ? `the mirror ${host}` : host === "docker.io" ? "Docker Hub" : host;
  const secrets = createSecrets();
  const transport = createTransport({ endpoint, environment, patience, signal, onNotice });
  const authenticator: Authenticator = createAuthenticator({
    transport,
    registry,
    host,
    // A mirror is another server: what is known of the registry is not for it.
    findCredential: (repository) => findCredential(host, repository),
    secrets,
    writes,
  });
  const nameThere = ({ repository }: Question) => endpoint.repository ?? repository;
  let facts: AnswerFacts | undefined;
  let allowance: Allowance | undefined;
  let isTold = false;
  const logIn = () => howToLogIn(registryTypeOf(host, facts), host);

  function takeIn({ url, headers, challenges }: HttpAnswer): void {
    if (url.origin !== registry.origin) return;
    facts ??= {
      origin: url.origin,
      headers: Object.fromEntries([...headers].filter(([name]) => !PRIVATE_HEADERS.has(name))),
    };
    if (facts.realm === undefined && challenges.length > 0) facts = { ...facts, ...realmOf(challenges) };
    allowance = parseAllowance(headers) ?? allowance;
  }

  async function learn(repository: string, answer: HttpAnswer, sent: string | undefined): Promise<boolean> {
    try {
      return await authenticator.learn(repository, parseChallenges(answer.challenges), sent);
    } catch (error) {
      await answer.discard();
      throw error;
    }
  }

  async function tellAllowance(repository: string): Promise<void> {
    if (isTold || !allowance || !isRunningOut(allowance)) return;
    isTold = true;
    const isKnown = (await authenticator.searchOf(repository))?.credential !== undefined;
    const words = allowanceInWords(allowance, server, isKnown);
    const way = isKnown ? "" : `; for more, log in with ${logIn()}`;
    onNotice?.(`${words}, and ${allowance.remaining} are left${way}`);
  }

  return {
    endpoint,
    server,
    async ask(question) {
      const repository = nameThere(question);
      const start = question.at ?? new URL(`${endpoint.url}/v2/${repository}/${question.path}`);
      const isElsewhere = start.origin !== registry.origin;
      const { method, body } = question;
      for (let isRepeated = false; ; isRepeated = true) {
        const authorization = isElsewhere ? undefined : await authenticator.authorize(repository);
        const answer = await follow({
          transport,
          start,
          request: { ...(method && { method }), ...(body !== undefined && { body }) },
          headers: { "user-agent": "plimsoll", "accept-encoding": "identity", ...question.headers },
          authorization,
          onAnswer: takeIn,
        });
        // Only the registry itself may ask who we are, not a server that it sends us to.
        const asksWho = answer.status === 401 && answer.url.origin === registry.origin && !isRepeated;
        if (!asksWho || !(await learn(repository, answer, authorization))) {
          await tellAllowance(repository);
          return answer;
        }
        await answer.discard();
      }
    },
    async refuse(answer, question, asked) {
      const search = await authenticator.searchOf(nameThere(question));
      const elsewhere = answer.url.origin === registry.origin ? undefined : answer.url.host;
      return refusalOf(
        answer,
        { ...asked, server, host },
        { logIn: logIn(), search, allowance, hide: secrets.hide, elsewhere },
      );
    },
    answerFacts: () => facts,
    close: transport.close,
  };
}

function realmOf(headers: readonly string[]): Pick<AnswerFacts, "realm" | "service"> {
  const challenges = parseChallenges(headers);
  const challenge = challenges.find(({ scheme }) => scheme === "bearer") ?? challenges[0];
  const realm = challenge?.parameters.get("realm");
  const service = challenge?.parameters.get("service");
  if (realm === undefined) return {};
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  // That of basic authentication is a name for people as a rule: `Artifactory Realm`.
  const shown = url ? url.origin + url.pathname : realm;
  return { realm: shown, ...(service !== undefined && { service }) };
}

import { z } from "zod";
import { KnownError } from "../../model/errors.ts";
import { printable } from "./printable.ts";
import { readBody } from "./read-body.ts";
import type { HttpAnswer } from "./transport.ts";

const MOST_BYTES = 64 * 1024;

/** The forms that registries and token realms use: the distribution specification's, OAuth's, Docker Hub's own. */
const ErrorBody = z.object({
  errors: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })).nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
  details: z.string().nullish(),
  detail: z.string().nullish(),
  message: z.string().nullish(),
});

/** What a server says of its refusal. */
export interface SpokenError {
  /** `MANIFEST_UNKNOWN`, `DENIED`; empty when it gives none. */
  readonly code: string;
  /** Printable and short; empty when it says nothing that can be shown. */
  readonly message: string;
}

/**
 * Reads what a server says of its refusal: its body is the last thing to fail on.
 *
 * @param hide Takes our own secrets out, should a server send them back.
 */
export async function readSpokenError(answer: HttpAnswer, hide: (text: string) => string): Promise<SpokenError> {
  const type = answer.headers.get("content-type") ?? "";
  try {
    const text = new TextDecoder().decode(await readBody(answer, MOST_BYTES, answer.url.host));
    const { code, message } = wordsIn(text, type);
    return { code: printable(hide(code)), message: printable(hide(message)) };
  } catch (error) {
    if (error instanceof KnownError && error.code === "INTERRUPTED") throw error;
    return NOTHING;
  }
}

const NOTHING: SpokenError = { code: "", message: "" };

/** Without a form that we know (an error page, an empty body) there is nothing to show. */
function wordsIn(text: string, type: string): SpokenError {
  const document = documentIn(text);
  // Go's registry sends its JSON as plain text.
  if (document === undefined && /^text\/plain/i.test(type)) return { code: "", message: text };
  const body = ErrorBody.safeParse(document).data ?? {};
  const [first] = body.errors ?? [];
  const code = first?.code ?? body.error ?? "";
  const message =
    first?.message || body.error_description || body.details || body.detail || body.message || body.error || "";
  return { code, message };
}

function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

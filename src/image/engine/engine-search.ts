import { KnownError } from "../../model/errors.ts";
import type { EngineCandidate } from "./candidates.ts";
import type { Engine, EngineImage, EngineKind, NewestImage } from "./engine.ts";
import type { LocalName } from "./local-name.ts";

/** An image, and the engine that has it, which whoever gets this has to close. */
export interface FoundImage {
  readonly engine: Engine;
  readonly image: EngineImage;
}

/** Told when an engine fails, and whether the user named it; throws, or lets the others be asked. */
export type OnFailure = (error: KnownError, isNamed: boolean) => void;

/** What came of asking the engines. */
export interface EngineSearch {
  readonly found?: FoundImage;
  /** Labels of the engines that answered. */
  readonly asked: readonly string[];
  /** What is to say of those that did not. */
  readonly failures: readonly string[];
}

/**
 * The image of a name or id, of the first engine that has it.
 *
 * @throws {KnownError} `INTERRUPTED`, `LIMIT_EXCEEDED`, and what `onFailure` throws.
 */
export async function findByName(
  candidates: readonly EngineCandidate[],
  name: LocalName,
  onFailure: OnFailure,
): Promise<EngineSearch> {
  const survey = startSurvey(onFailure);
  for (const candidate of candidates) {
    const found = await survey.ask(candidate, (engine) => findSpelling(engine, name));
    if (found) return { ...survey.told, found: { engine: found.engine, image: found.answer } };
  }
  return survey.told;
}

async function findSpelling(engine: Engine, { spellings, idPrefix }: LocalName): Promise<EngineImage | undefined> {
  for (const spelling of spellings) {
    const image = await engine.findImage(spelling);
    // Engines take the digits of an id for a name too.
    if (image?.id.startsWith(`sha256:${idPrefix ?? ""}`)) return image;
  }
  return undefined;
}

/**
 * The image that was made last, of all engines; the first of several of one moment.
 *
 * @throws {KnownError} As `findByName`.
 */
export async function findNewest(candidates: readonly EngineCandidate[], onFailure: OnFailure): Promise<EngineSearch> {
  const survey = startSurvey(onFailure);
  let newest: (NewestImage & { readonly candidate: EngineCandidate }) | undefined;
  for (const candidate of candidates) {
    const next = await survey.ask(candidate, (engine) => engine.findNewest());
    await next?.engine[Symbol.asyncDispose]();
    if (next && !(newest && newest.createdAt >= next.answer.createdAt)) newest = { ...next.answer, candidate };
  }
  if (!newest) return survey.told;
  const { id, candidate } = newest;
  return findByName([candidate], { spellings: [id] }, onFailure);
}

interface Answer<Value> {
  readonly engine: Engine;
  readonly answer: Value;
}

function startSurvey(onFailure: OnFailure) {
  const asked: string[] = [];
  const failures: string[] = [];
  const answering = new Set<EngineKind>();

  /** Leaves the engine open when it has an answer. */
  async function ask<Value>(
    { open, isNamed, standsInFor }: EngineCandidate,
    question: (engine: Engine) => Promise<Value | undefined>,
  ): Promise<Answer<Value> | undefined> {
    if (standsInFor && answering.has(standsInFor)) return undefined;
    let engine: Engine | undefined;
    try {
      engine = await open();
      if (!engine) return undefined;
      const answer = await question(engine);
      answering.add(engine.kind);
      asked.push(engine.label);
      if (answer !== undefined) return { engine, answer };
    } catch (error) {
      if (!(error instanceof KnownError) || !error.code.startsWith("ENGINE_")) {
        await engine?.[Symbol.asyncDispose]();
        throw error;
      }
      failures.push(error.message);
      onFailure(error, isNamed);
    }
    await engine?.[Symbol.asyncDispose]();
    return undefined;
  }
  return { ask, told: { asked, failures } };
}

import { codeOf, KnownError } from "../../model/errors.ts";
import { formatPlatform } from "../../model/image.ts";
import { openArchiveStream } from "../archive-stream.ts";
import { refuseTooLarge } from "../from-manifest.ts";
import type { Image, OpenOptions } from "../image.ts";
import { matchesPlatform } from "../platform.ts";
import { normalizeName } from "../reference.ts";
import { openByRecord } from "./by-record.ts";
import { engineCandidates } from "./candidates.ts";
import { usualSockets } from "./endpoints.ts";
import { ENGINE_NAMES, type EngineKind } from "./engine.ts";
import { type EngineHost, engineHost } from "./engine-host.ts";
import { type EngineSearch, type FoundImage, findByName, findNewest, type OnFailure } from "./engine-search.ts";
import { isAbsence } from "./engine-trouble.ts";
import { parseLocalName } from "./local-name.ts";
import { verifySaved } from "./verify-saved.ts";

/** Which engines are meant, and what stands around them. */
export interface LocalOptions {
  /** In the order in which they are asked; all when absent. */
  readonly kinds?: readonly EngineKind[];
  /** Taken from the environment when absent. */
  readonly host?: EngineHost;
  readonly openArchiveStream?: typeof openArchiveStream;
}

const ALL_KINDS: readonly EngineKind[] = ["docker", "podman"];

/**
 * Opens an image of an engine of this machine: of the first that has it, or the one that any of them made last.
 *
 * @param rest  `NAME[:TAG|@DIGEST]`, `sha256:…`, the first digits of an id, or nothing for the newest image.
 * @throws {KnownError} `IMAGE_NOT_FOUND`, `ENGINE_UNREACHABLE` when no engine answers or one that the user named does
 * not, `ENGINE_FAILED`, `DIGEST_MISMATCH`, and what opening an archive throws.
 */
export async function openLocal(
  rest: string,
  reference: string,
  options: OpenOptions,
  local: LocalOptions = {},
): Promise<Image> {
  const search = await searchFor(rest, reference, options, local, (error, isNamed) => {
    if (isNamed) throw error;
  });
  if (search.found) return openFound(search.found, rest, reference, options, local);
  throw notFound(rest, search, options, local);
}

/** Opens an image of Docker's engine alone; see `openLocal`. */
export function openDockerDaemon(
  rest: string,
  reference: string,
  options: OpenOptions,
  local: LocalOptions = {},
): Promise<Image> {
  return openLocal(rest, reference, options, { ...local, kinds: ["docker"] });
}

/** Opens an image of Podman's storage alone; see `openLocal`. */
export function openContainersStorage(
  rest: string,
  reference: string,
  options: OpenOptions,
  local: LocalOptions = {},
): Promise<Image> {
  return openLocal(rest, reference, options, { ...local, kinds: ["podman"] });
}

/** What came of looking for an image where another place may have it. */
export interface LocalSearch {
  readonly image?: Image;
  /** Labels of the engines that answered. */
  readonly asked: readonly string[];
  /** What is to say of those that are there, or that the user named, and that did not. */
  readonly failures: readonly string[];
  /** An engine has the image, for another platform than was asked for. */
  readonly otherPlatform?: KnownError;
}

/**
 * Opens an image of an engine of this machine, if there is one that has it for the platform that is asked for.
 * An engine that is there or that the user named, and that fails, is worth a notice.
 *
 * @throws {KnownError} `ENGINE_FAILED`, `DIGEST_MISMATCH`, and what opening an archive throws.
 */
export async function findLocal(
  rest: string,
  reference: string,
  options: OpenOptions,
  local: LocalOptions = {},
): Promise<LocalSearch> {
  const failures: string[] = [];
  const tell = (error: KnownError, isNamed: boolean) => {
    if (!isNamed && isAbsence(error)) return;
    failures.push(error.message);
    options.onNotice?.(`not asked for the image: ${error.message}`);
  };
  let asked: readonly string[] = [];
  try {
    const search = await searchFor(rest, reference, options, local, tell);
    asked = search.asked;
    if (!search.found) return { asked, failures };
    return { asked, failures, image: await openFound(search.found, rest, reference, options, local) };
  } catch (error) {
    // Another place may have it for that platform, or take that name.
    if (codeOf(error) === "REFERENCE_INVALID") return { asked, failures };
    if (!(error instanceof KnownError) || error.code !== "PLATFORM_NOT_FOUND") throw error;
    options.onNotice?.(error.message);
    return { asked, failures, otherPlatform: error };
  }
}

async function searchFor(
  rest: string,
  reference: string,
  options: OpenOptions,
  { kinds = ALL_KINDS, host = engineHost(options.environment) }: LocalOptions,
  onFailure: OnFailure,
): Promise<EngineSearch> {
  const name = rest === "" ? undefined : parseLocalName(rest, reference);
  const candidates = await engineCandidates(kinds, { ...options, host });
  return name ? findByName(candidates, name, onFailure) : findNewest(candidates, onFailure);
}

async function openFound(
  found: FoundImage,
  rest: string,
  reference: string,
  options: OpenOptions,
  local: LocalOptions,
): Promise<Image> {
  try {
    return await openKnownOrSaved(found, rest, reference, options, local);
  } catch (error) {
    await found.engine[Symbol.asyncDispose]();
    throw error;
  }
}

async function openKnownOrSaved(
  { engine, image: told }: FoundImage,
  rest: string,
  reference: string,
  options: OpenOptions,
  local: LocalOptions,
): Promise<Image> {
  const { label } = engine;
  // The name that was asked for goes first.
  const names = told.names.toSorted((a, b) => Number(isName(b, rest)) - Number(isName(a, rest)));
  const name = `${label}: ${names[0] ?? told.id}`;
  if (
    told.platform &&
    told.isIndex === false &&
    options.platform &&
    !matchesPlatform(told.platform, options.platform)
  ) {
    throw new KnownError(
      "PLATFORM_NOT_FOUND",
      `${name} is for ${formatPlatform(told.platform)}, not ${formatPlatform(options.platform)}`,
      { platform: formatPlatform(options.platform) },
    );
  }
  // To look at this before an archive is made spares minutes; the layers of the archive are looked at again.
  if (told.unpackedBytes !== undefined) refuseTooLarge([{ size: told.unpackedBytes }], options, name);

  // Of an index this machine has one image as a rule, which need not be for the machine's own platform.
  const platform = options.platform ?? (told.isIndex ? told.platform : undefined);
  // An archive by id holds this image alone, without a name: there is nothing left to choose.
  const { ref: _, ...others } = options;
  const save = async () => {
    const saved = await (local.openArchiveStream ?? openArchiveStream)(
      engine.save(told.id, platform),
      { kind: "local", reference, name },
      { ...others, ...(platform && { platform }) },
    );
    try {
      verifySaved(saved, told, engine);
    } catch (error) {
      await saved.close?.();
      throw error;
    }
    return saved;
  };
  return openByRecord({
    id: told.id,
    platform,
    source: { kind: "local", reference, names },
    save,
    records: options.records,
    // Podman 4.3 loads an image whose config names other diff_ids than its layers have.
    verifiesLayers: engine.kind === "docker",
    close: async () => engine[Symbol.asyncDispose](),
  });
}

function isName(name: string, wanted: string): boolean {
  return name === wanted || normalizeName(name) === normalizeName(wanted);
}

function notFound(rest: string, search: EngineSearch, options: OpenOptions, local: LocalOptions): KnownError {
  const { asked, failures } = search;
  const others = failures.map((failure) => `\n  ${failure}`).join("");
  if (asked.length > 0) {
    const what = rest === "" ? "there is no image yet" : `there is no image '${rest}'`;
    const silent = others && `; not asked:${others}`;
    return new KnownError("IMAGE_NOT_FOUND", `${asked.join(", ")}: ${what}${silent}`, { image: rest });
  }
  const { kinds = ALL_KINDS, host = engineHost(options.environment) } = local;
  const names = kinds.map((kind) => ENGINE_NAMES[kind]).join(" or ");
  if (failures.length > 0) return new KnownError("ENGINE_UNREACHABLE", `${names}: no engine answers:${others}`);
  const places = kinds.flatMap((kind) => usualSockets(kind, host)).map(({ url }) => `\n  ${url}`);
  const program = kinds.includes("podman") ? "\n  the program podman" : "";
  return new KnownError(
    "ENGINE_UNREACHABLE",
    `${names}: no engine is on this machine; looked for${places.join("")}${program}`,
  );
}

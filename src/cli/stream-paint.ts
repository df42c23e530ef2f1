import { type Bounds, createPaint, type Paint } from "../report/paint.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What of a stream decides how text is shown on it. */
export type Stream = Pick<NodeJS.WriteStream, "isTTY"> & { readonly columns?: number };

/** How text is shown on one of the program's streams. */
export function paintOf(stream: Stream, environment: Environment, platform: string = process.platform): Paint {
  return createPaint(wantsColours(stream, environment, platform), boundsOf(stream, environment, platform));
}

/** Whether a line may be drawn over: never in a log, also where a build machine pretends to be a terminal. */
export function canRedraw(stream: Stream, environment: Environment, platform: string = process.platform): boolean {
  return stream.isTTY === true && !isDumb(environment, platform) && /^(|0|false)$/i.test(environment.CI ?? "");
}

/** https://no-color.org, and its opposite. */
function wantsColours(stream: Stream, environment: Environment, platform: string): boolean {
  if (environment.NO_COLOR) return false;
  const force = environment.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  return stream.isTTY === true && !isDumb(environment, platform);
}

function boundsOf(stream: Stream, environment: Environment, platform: string): Bounds {
  if (stream.isTTY !== true) return {};
  // A terminal that nobody gave a size says 0.
  return { ...(stream.columns && { columns: stream.columns }), asciiOnly: !showsUnicode(environment, platform) };
}

/** Of a terminal without a name nobody knows which codes it obeys. Those of Windows have none. */
function isDumb({ TERM }: Environment, platform: string): boolean {
  return TERM === "dumb" || TERM === "unknown" || (!TERM && platform !== "win32");
}

/** Whether a terminal has characters beyond ASCII: by its locale; on Windows, where that says nothing, by its kind. */
function showsUnicode(environment: Environment, platform: string): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM, TERM_PROGRAM, WT_SESSION, ConEmuTask, TERMINAL_EMULATOR } = environment;
  if (platform === "win32") {
    // The old console has the code page but not the font.
    return [WT_SESSION, TERM_PROGRAM, ConEmuTask, TERMINAL_EMULATOR, TERM].some(Boolean);
  }
  // The console of Linux has a font of 512 signs.
  return TERM !== "linux" && /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || "");
}

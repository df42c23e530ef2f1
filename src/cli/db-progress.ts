import type { UpdateProgress } from "../advisories/update.ts";
import type { Terminal } from "./terminal.ts";

const STEPS: Readonly<Record<UpdateProgress["step"], string>> = {
  download: "downloading",
  read: "reading",
  copy: "keeping the records of",
  finish: "finishing",
};

/** Shows how an update of advisories goes on. */
export async function updateProgress(terminal: Terminal): Promise<(progress: UpdateProgress) => void> {
  const { formatBytes } = await import("../report/words.ts");
  return ({ source, step, bytes, totalBytes, records }) => {
    const done =
      bytes === undefined ? "" : ` ${formatBytes(bytes)}${totalBytes ? ` of ${formatBytes(totalBytes)}` : ""}`;
    terminal.progress(`${STEPS[step]} ${source}${done}${records === undefined ? "" : ` ${records} records`}`);
  };
}

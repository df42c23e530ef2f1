import { homedir } from "node:os";

/** What of this machine decides where its engines are. */
export interface EngineHost {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
  /** The user's number; absent on Windows. */
  readonly uid?: number;
  readonly platform: NodeJS.Platform;
}

/** The machine that we run on, as an environment describes it. */
export function engineHost(environment: EngineHost["environment"] = {}): EngineHost {
  const { platform } = process;
  const home = (platform === "win32" ? environment.USERPROFILE : environment.HOME) || homedir();
  const uid = process.getuid?.();
  return { environment, home, platform, ...(uid !== undefined && { uid }) };
}

/** Where a user's own sockets are; sudo, cron and ssh leave the variable out, and systemd makes the folder all the same. */
export function runtimeFolder({ environment, uid }: EngineHost): string | undefined {
  return environment.XDG_RUNTIME_DIR || (uid === undefined ? undefined : `/run/user/${uid}`);
}

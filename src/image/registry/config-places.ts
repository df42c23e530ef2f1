import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Environment } from "./proxy.ts";

export type { Environment } from "./proxy.ts";

/** Where the files of engines are looked for. What is absent is as on this machine; tests name folders of their own. */
export interface ConfigPlaces {
  /** As it is handed over: nothing here looks at the variables of the process itself. */
  readonly environment: Environment;
  /** The user's home folder. */
  readonly home?: string;
  /** `/etc` */
  readonly etc?: string;
  /** `/run` */
  readonly run?: string;
  /** The user's number. */
  readonly uid?: number;
}

export function homeOf({ home = homedir() }: ConfigPlaces): string {
  return home;
}

export function etcOf({ etc = "/etc" }: ConfigPlaces): string {
  return etc;
}

/** XDG's folder of a user's settings. An empty or relative variable counts as none, as its specification says. */
export function userConfigOf(places: ConfigPlaces): string {
  const named = places.environment.XDG_CONFIG_HOME;
  return named && isAbsolute(named) ? named : join(homeOf(places), ".config");
}

/** The user's folder of Docker's command line, which keeps `config.json`. */
export function dockerFolderOf(places: ConfigPlaces): string {
  return places.environment.DOCKER_CONFIG || join(homeOf(places), ".docker");
}

/**
 * Where Podman, Buildah and Skopeo keep what `login` was told, best first.
 *
 * Source: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
export function containersAuthFiles(places: ConfigPlaces): readonly string[] {
  const { environment, run = "/run", uid = process.getuid?.() ?? 0 } = places;
  const runtime = environment.XDG_RUNTIME_DIR || join(run, "containers", String(uid));
  const primary = environment.XDG_RUNTIME_DIR ? join(runtime, "containers/auth.json") : join(runtime, "auth.json");
  return [primary, join(userConfigOf(places), "containers/auth.json")];
}

/** A path as people write it: `~/.docker/config.json` */
export function shownPath(path: string, places: ConfigPlaces): string {
  const home = homeOf(places);
  return home !== "/" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

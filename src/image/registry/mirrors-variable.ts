import { KnownError } from "../../model/errors.ts";
import type { Environment } from "./config-places.ts";
import { canonicalHost, isHost } from "./hosts.ts";
import { mirrorAddress } from "./mirror-address.ts";

const NAME = "PLIMSOLL_REGISTRY_MIRRORS";

/**
 * The mirrors that `PLIMSOLL_REGISTRY_MIRRORS` names for a host: `docker.io=https://mirror.local,ghcr.io=…`. A host may
 * stand there several times; its mirrors are asked in that order. `docker.io=` stands for none.
 *
 * @returns `undefined` when the host is not named: then the settings of the engines hold.
 * @throws {KnownError} `OPTION_INVALID`
 */
export function mirrorsFromVariable(environment: Environment, host: string): readonly string[] | undefined {
  const entries = (environment[NAME] ?? "").split(",").map((entry) => entry.trim());
  const named = entries
    .filter((entry) => entry !== "")
    .map((entry) => {
      const equals = entry.indexOf("=");
      // The entry itself is not shown: who mistook the form may have written a password.
      const [of, address] = [entry.slice(0, Math.max(equals, 0)).trim(), entry.slice(equals + 1).trim()];
      if (!isHost(of)) throw new KnownError("OPTION_INVALID", `${NAME}: write it as in docker.io=https://mirror.local`);
      return { of: canonicalHost(of), address: address && mirrorAddress(address, NAME, "OPTION_INVALID") };
    })
    .filter(({ of }) => of === canonicalHost(host));
  return named.length === 0 ? undefined : named.map(({ address }) => address).filter((address) => address !== "");
}

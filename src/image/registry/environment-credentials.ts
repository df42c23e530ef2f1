import type { Environment } from "./config-places.ts";
import type { Credential } from "./credential.ts";

/** What the names of the variables begin with; the second are those of Docker Scout, for who comes from there. */
const PREFIXES = ["PLIMSOLL_REGISTRY", "DOCKER_SCOUT_REGISTRY"] as const;

/** Credentials in the environment: found, none, or half of a pair, with what is missing. */
export type InEnvironment = { readonly credential?: Credential; readonly trouble?: string };

/**
 * `PLIMSOLL_REGISTRY_TOKEN`, a ready bearer token, or `PLIMSOLL_REGISTRY_USER` and `PLIMSOLL_REGISTRY_PASSWORD`; where
 * none of them is set, the same of `DOCKER_SCOUT_REGISTRY_…`. They name no host: the caller gives them to the registry
 * of the image that was asked for, and to nobody else.
 *
 * Source: https://docs.docker.com/scout/env-vars
 */
export function environmentCredential(environment: Environment): InEnvironment {
  for (const prefix of PREFIXES) {
    const token = environment[`${prefix}_TOKEN`];
    if (token) return { credential: { kind: "bearer", token, origin: `the environment (${prefix}_TOKEN)` } };
    const user = environment[`${prefix}_USER`];
    const password = environment[`${prefix}_PASSWORD`];
    if (user && password) {
      return { credential: { kind: "basic", user, password, origin: `the environment (${prefix}_USER)` } };
    }
    if (user) return { trouble: `${prefix}_USER is set and ${prefix}_PASSWORD is not: it is not used` };
    if (password) return { trouble: `${prefix}_PASSWORD is set and ${prefix}_USER is not: it is not used` };
  }
  return {};
}

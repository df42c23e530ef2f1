import { afterAll, describe, expect, test } from "vitest";
import type { Outcome } from "../plimsoll.ts";
import { newAuthority } from "./authority.ts";
import { ACCOUNT } from "./docker-registry.ts";
import { askedFor, type NamedRegistry, startNamed } from "./in-process.ts";
import { inventoryIn, purlsIn } from "./inventories.ts";
import { type Machine, newMachine } from "./machine.ts";
import { otherBytesFor, SMALL_IMAGE_PACKAGES, smallImage } from "./small-images.ts";

const authority = newAuthority();
afterAll(() => authority[Symbol.dispose]());

const MIRROR_ACCOUNT = { user: "mira", password: "m1rror-secret" };

/** A registry that wants a password, and its mirror. */
async function startBoth({ mirrorWantsPassword = false, mirrored = "team/app:1" } = {}) {
  const tls = authority.forServer(["registry.test", "mirror.test"]);
  const registry = await startNamed({ tls, auth: { kind: "basic", ...ACCOUNT } });
  const images = { [mirrored]: smallImage() };
  const auth = { kind: "basic", ...MIRROR_ACCOUNT } as const;
  const mirror = await startNamed({ tls, images, ...(mirrorWantsPassword && { auth }) }, "mirror.test");
  return {
    registry,
    mirror,
    async [Symbol.asyncDispose]() {
      await Promise.all([registry[Symbol.asyncDispose](), mirror[Symbol.asyncDispose]()]);
    },
  };
}

/** The ways to name a mirror. `repository` is the name of the image there. */
const WAYS = [
  {
    way: "PLIMSOLL_REGISTRY_MIRRORS",
    prepare: (_: Machine, registry: NamedRegistry, mirror: NamedRegistry) => ({
      PLIMSOLL_REGISTRY_MIRRORS: `${registry.name}=https://${mirror.name}`,
    }),
  },
  {
    way: "the file that CONTAINERS_REGISTRIES_CONF names",
    prepare: ({ write }: Machine, registry: NamedRegistry, mirror: NamedRegistry) => ({
      CONTAINERS_REGISTRIES_CONF: write("~/registries.conf", mirrorTable(registry.name, mirror.name)),
    }),
  },
  {
    way: "/etc/containers/registries.conf.d",
    prepare({ write }: Machine, registry: NamedRegistry, mirror: NamedRegistry) {
      write("/etc/containers/registries.conf.d/50-mirror.conf", mirrorTable(registry.name, mirror.name));
      return {};
    },
  },
];

const mirrorTable = (prefix: string, location: string) =>
  `[[registry]]\nlocation = "${prefix}"\n[[registry.mirror]]\nlocation = "${location}"\n`;

async function scan(
  machine: Machine,
  registry: NamedRegistry,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const outcome = await machine.run(["sbom", `registry://${registry.name}/team/app:1`], {
    SSL_CERT_FILE: authority.certificateFile,
    PLIMSOLL_REGISTRY_USER: ACCOUNT.user,
    PLIMSOLL_REGISTRY_PASSWORD: ACCOUNT.password,
    ...env,
  });
  for (const { password } of [ACCOUNT, MIRROR_ACCOUNT]) expect(outcome.stdout + outcome.stderr).not.toContain(password);
  return outcome;
}

const basic = ({ user, password }: { user: string; password: string }) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** What a server was told of who asks. */
const told = ({ requests }: NamedRegistry) => new Set(requests.map(({ headers }) => headers.authorization));

describe.each(WAYS)("a mirror named by $way", ({ prepare }) => {
  test.concurrent("serves in place of the registry, which is not asked at all", async () => {
    await using both = await startBoth();
    using machine = newMachine();
    const outcome = await scan(machine, both.registry, prepare(machine, both.registry, both.mirror));
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
    expect(inventoryIn(outcome).source.image.name).toBe(`${both.registry.name}/team/app:1`);
    expect(both.registry.requests).toEqual([]);
    expect(told(both.mirror)).toEqual(new Set([undefined]));
  });

  test.concurrent("that lacks a blob: the registry gives it, and the rest comes from the mirror", async () => {
    await using both = await startBoth();
    const { registry, mirror } = both;
    const lost = smallImage().layers[1]?.digest ?? "";
    mirror.blobs.delete(lost);
    using machine = newMachine();
    const outcome = await scan(machine, registry, prepare(machine, registry, mirror));
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
    // Once to be asked who we are, once to get it.
    expect(askedFor(registry.requests)).toEqual([`blobs/${lost}`, `blobs/${lost}`]);
    expect(outcome.stderr).toContain(mirror.name);
  });

  test.concurrent("that does not have the image: the registry is asked", async () => {
    await using both = await startBoth({ mirrored: "team/other:1" });
    using machine = newMachine();
    const outcome = await scan(machine, both.registry, prepare(machine, both.registry, both.mirror));
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
    expect(both.mirror.requests).toHaveLength(1);
  });

  test.concurrent("that wants a password never gets the registry's", async () => {
    await using both = await startBoth({ mirrorWantsPassword: true });
    const { registry, mirror } = both;
    using machine = newMachine();
    const auth = basic(ACCOUNT).slice(6);
    machine.write("~/.docker/config.json", JSON.stringify({ auths: { [registry.name]: { auth } } }));
    const outcome = await scan(machine, registry, prepare(machine, registry, mirror));
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
    expect(told(mirror)).toEqual(new Set([undefined]));
    expect(mirror.requests).not.toEqual([]);
    expect(told(registry)).toEqual(new Set([undefined, basic(ACCOUNT)]));
  });

  test.concurrent("that wants a password gets its own, and the registry does not", async () => {
    await using both = await startBoth({ mirrorWantsPassword: true });
    const { registry, mirror } = both;
    using machine = newMachine();
    const auth = basic(MIRROR_ACCOUNT).slice(6);
    machine.write("~/.docker/config.json", JSON.stringify({ auths: { [mirror.name]: { auth } } }));
    expect(purlsIn(await scan(machine, registry, prepare(machine, registry, mirror)))).toEqual(SMALL_IMAGE_PACKAGES);
    expect(told(mirror)).toEqual(new Set([undefined, basic(MIRROR_ACCOUNT)]));
    expect(registry.requests).toEqual([]);
  });
});

test.concurrent("a mirror that is not there costs a notice", async () => {
  await using both = await startBoth();
  using machine = newMachine();
  const env = { PLIMSOLL_REGISTRY_MIRRORS: `${both.registry.name}=https://mirror.test:1` };
  const outcome = await scan(machine, both.registry, env);
  expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
  expect(outcome.stderr).toContain("mirror.test:1");
});

test.concurrent("a mirror that alters a layer is found out, and nothing is reported of it", async () => {
  await using both = await startBoth();
  const { registry, mirror } = both;
  const layer = smallImage().layers[1];
  const other = otherBytesFor(layer?.bytes ?? new Uint8Array());
  mirror.blobs.set(layer?.digest ?? "", { mediaType: "", digest: "", ...layer, bytes: other });
  using machine = newMachine();
  const env = { PLIMSOLL_REGISTRY_MIRRORS: `${registry.name}=https://${mirror.name}` };
  const { code, stdout, stderr } = await scan(machine, registry, env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("ERROR DIGEST_MISMATCH");
});

describe("registries.conf", () => {
  test.concurrent("moves a namespace to another server, which gets its own credentials", async () => {
    await using both = await startBoth({ mirrorWantsPassword: true, mirrored: "cache/team/app:1" });
    const { registry, mirror } = both;
    using machine = newMachine();
    const rule = `[[registry]]\nprefix = "${registry.name}/team"\nlocation = "${mirror.name}/cache/team"\n`;
    const auths = { [mirror.name]: { auth: basic(MIRROR_ACCOUNT).slice(6) } };
    machine.write("~/.docker/config.json", JSON.stringify({ auths }));
    const env = { CONTAINERS_REGISTRIES_CONF: machine.write("~/registries.conf", rule) };
    expect(purlsIn(await scan(machine, registry, env))).toEqual(SMALL_IMAGE_PACKAGES);
    expect(registry.requests).toEqual([]);
    expect(told(mirror)).toEqual(new Set([undefined, basic(MIRROR_ACCOUNT)]));
  });

  test.concurrent("blocks a registry: nothing is asked", async () => {
    await using both = await startBoth();
    using machine = newMachine();
    const rule = `[[registry]]\nlocation = "${both.registry.name}"\nblocked = true\n`;
    const file = machine.write("~/registries.conf", rule);
    const { code, stderr } = await scan(machine, both.registry, { CONTAINERS_REGISTRIES_CONF: file });
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR REGISTRY_BLOCKED");
    expect(stderr).toContain(file);
    expect(both.registry.requests).toEqual([]);
  });

  test.concurrent("that is no TOML is an error, since it may have named a mirror", async () => {
    await using both = await startBoth();
    using machine = newMachine();
    const file = machine.write("~/registries.conf", '[[registry]\nlocation = "surf:s3cret@proxy"\n');
    const { code, stderr } = await scan(machine, both.registry, { CONTAINERS_REGISTRIES_CONF: file });
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR CONFIG_MALFORMED");
    expect(stderr).toContain(`${file}: line 1`);
    expect(stderr).not.toContain("s3cret");
  });
});

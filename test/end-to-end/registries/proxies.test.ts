import { afterAll, describe, expect, test } from "vitest";
import type { Outcome } from "../plimsoll.ts";
import { inLayout } from "../world.ts";
import { newAuthority } from "./authority.ts";
import { ACCOUNT, startDockerRegistry } from "./docker-registry.ts";
import { type NamedRegistry, startNamed } from "./in-process.ts";
import { inventoryOf, packagesIn, purlsIn } from "./inventories.ts";
import { type Machine, newMachine } from "./machine.ts";
import { ociLayout, skopeoCopy } from "./pushes.ts";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.ts";
import { SMALL_IMAGE_PACKAGES } from "./small-images.ts";
import { startTinyproxy } from "./tinyproxy.ts";

const authority = newAuthority();
afterAll(() => authority[Symbol.dispose]());

/** A name that no machine of these tests knows, only a proxy. */
const BEHIND = "behind.test";

describe("tinyproxy leads to a registry that has a name there alone", () => {
  test.concurrent("by CONNECT, when it is encrypted", async () => {
    await using registry = await startDockerRegistry({ tls: authority.forServer([BEHIND]) });
    using there = newMachine([BEHIND]);
    await using proxy = await startTinyproxy(there);
    const image = `${BEHIND}:${registry.port}/team/static:1`;
    await skopeoCopy(there, ociLayout("static-amd64"), image);

    using machine = newMachine();
    const env = { SSL_CERT_FILE: authority.certificateFile, HTTPS_PROXY: `http://${proxy.host}` };
    const found = await inventoryOf(machine, `registry://${image}`, { env });
    expect(packagesIn(found)).toEqual(packagesIn(await inventoryOf(machine, inLayout("static-amd64"))));
    expect(proxy.log()).toContain(`CONNECT ${BEHIND}:${registry.port}`);

    const straight = await machine.run(["sbom", `registry://${image}`], { SSL_CERT_FILE: authority.certificateFile });
    expect(straight.code).toBe(1);
    expect(straight.stderr).toContain("REGISTRY_UNREACHABLE");
  });

  test.concurrent("by plain http, where that is allowed", async () => {
    await using registry = await startDockerRegistry();
    using there = newMachine([BEHIND]);
    await using proxy = await startTinyproxy(there);
    const host = `${BEHIND}:${registry.port}`;
    await skopeoCopy(there, ociLayout("static-amd64"), `${host}/team/static:1`);

    using machine = newMachine();
    const env = { HTTP_PROXY: `http://${proxy.host}`, HTTPS_PROXY: `http://${proxy.host}` };
    const args = ["--insecure-registry", host];
    const found = await inventoryOf(machine, `registry://${host}/team/static:1`, { args, env });
    expect(packagesIn(found)).toEqual(packagesIn(await inventoryOf(machine, inLayout("static-amd64"))));
    expect(proxy.log()).toContain(host);
  });
});

const PROXY_ACCOUNT = { user: "surf", password: "pr0xy/pass+word" };
const IN_URL = `${PROXY_ACCOUNT.user}:${encodeURIComponent(PROXY_ACCOUNT.password)}`;

/** A registry that wants a password, and a proxy that leads to it and nowhere else. */
async function behindProxy(options: { readonly wantsAccount?: boolean } = {}) {
  const auth = { kind: "basic", ...ACCOUNT } as const;
  const registry = await startNamed({ tls: authority.forServer(["registry.test"]), auth });
  const port = Number(new URL(registry.url).port);
  const proxy = await startRecordingProxy({
    leads: (target) => (target === registry.name ? port : undefined),
    ...(options.wantsAccount && { account: PROXY_ACCOUNT }),
  });
  return {
    registry,
    proxy,
    async [Symbol.asyncDispose]() {
      await Promise.all([registry[Symbol.asyncDispose](), proxy[Symbol.asyncDispose]()]);
    },
  };
}

async function scan(
  machine: Machine,
  registry: NamedRegistry,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const trusted = { SSL_CERT_FILE: authority.certificateFile };
  const account = { PLIMSOLL_REGISTRY_USER: ACCOUNT.user, PLIMSOLL_REGISTRY_PASSWORD: ACCOUNT.password };
  const outcome = await machine.run(["sbom", `registry://${registry.name}/team/app:1`], {
    ...trusted,
    ...account,
    ...env,
  });
  for (const secret of [ACCOUNT.password, PROXY_ACCOUNT.password, encodeURIComponent(PROXY_ACCOUNT.password)]) {
    expect(outcome.stdout + outcome.stderr).not.toContain(secret);
  }
  return outcome;
}

/** A proxy sees the name and the port of the registry, and nothing of what is said to it. */
function expectOnlyTunnels({ requests }: RecordingProxy, { name }: NamedRegistry): void {
  expect(requests).not.toEqual([]);
  for (const { method, target, headers } of requests) {
    expect({ method, target }).toEqual({ method: "CONNECT", target: name });
    expect(headers).not.toHaveProperty("authorization");
  }
}

describe("a proxy is used", () => {
  test.concurrent.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])("that %s names", async (variable) => {
    await using both = await behindProxy();
    const { registry, proxy } = both;
    using machine = newMachine();
    expect(purlsIn(await scan(machine, registry, { [variable]: `http://${proxy.host}` }))).toEqual(
      SMALL_IMAGE_PACKAGES,
    );
    expectOnlyTunnels(proxy, registry);
    for (const { headers } of proxy.requests) expect(headers).not.toHaveProperty("proxy-authorization");
  });

  test.concurrent("that is written without http://", async () => {
    await using both = await behindProxy();
    using machine = newMachine();
    const outcome = await scan(machine, both.registry, { HTTPS_PROXY: both.proxy.host });
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
    expectOnlyTunnels(both.proxy, both.registry);
  });

  test.concurrent("with the user and password of its address", async () => {
    await using both = await behindProxy({ wantsAccount: true });
    const { registry, proxy } = both;
    using machine = newMachine();
    expect(purlsIn(await scan(machine, registry, { HTTPS_PROXY: `http://${IN_URL}@${proxy.host}` }))).toEqual(
      SMALL_IMAGE_PACKAGES,
    );
    expectOnlyTunnels(proxy, registry);
    // The password of the proxy stays with the proxy.
    for (const { headers } of registry.requests) expect(headers).not.toHaveProperty("proxy-authorization");
  });

  test.concurrent("for tokens and redirected blobs too", async () => {
    const users = { [ACCOUNT.user]: ACCOUNT.password };
    const tls = authority.forServer(["registry.test", "realm.test", "127.0.0.1"]);
    let realm = "";
    const auth = {
      kind: "token",
      users,
      get realm() {
        return realm;
      },
    } as const;
    await using registry = await startNamed({ tls, auth });
    realm = `${registry.realmUrl?.replace("127.0.0.1", "realm.test")}/token`;
    const ports = new Map(
      [registry.name, new URL(realm).host].map((host) => [host, Number(host.split(":")[1])] as const),
    );
    await using proxy = await startRecordingProxy({ leads: (target) => ports.get(target) });
    using machine = newMachine();
    expect(purlsIn(await scan(machine, registry, { HTTPS_PROXY: `http://${proxy.host}` }))).toEqual(
      SMALL_IMAGE_PACKAGES,
    );
    expect(new Set(proxy.requests.map(({ target }) => target))).toEqual(new Set(ports.keys()));
  });
});

describe("a proxy is not used", () => {
  test.concurrent.each([
    ["the name", "registry.test"],
    ["the domain", ".test"],
    ["one of a list", "localhost, 10.0.0.0/8 ,registry.test"],
    ["everything", "*"],
  ])("where NO_PROXY names %s", async (_, NO_PROXY) => {
    await using both = await behindProxy();
    using machine = newMachine();
    const outcome = await scan(machine, both.registry, { HTTPS_PROXY: `http://${both.proxy.host}`, NO_PROXY });
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
    expect(both.proxy.requests).toEqual([]);
  });

  test.concurrent("for another port than the one that NO_PROXY names it is", async () => {
    await using both = await behindProxy();
    using machine = newMachine();
    const env = { HTTPS_PROXY: `http://${both.proxy.host}`, NO_PROXY: "registry.test:1,other.test" };
    expect(purlsIn(await scan(machine, both.registry, env))).toEqual(SMALL_IMAGE_PACKAGES);
    expectOnlyTunnels(both.proxy, both.registry);
  });

  test.concurrent("to reach this very machine", async () => {
    await using registry = await startNamed();
    await using proxy = await startRecordingProxy({ leads: () => undefined });
    using machine = newMachine();
    const address = `http://${proxy.host}`;
    const env = { HTTP_PROXY: address, HTTPS_PROXY: address, ALL_PROXY: address };
    expect(purlsIn(await machine.run(["sbom", `registry://${registry.host}/team/app:1`], env))).toEqual(
      SMALL_IMAGE_PACKAGES,
    );
    expect(proxy.requests).toEqual([]);
  });
});

describe("a proxy that does not lead there is named", () => {
  test.concurrent("because it wants a password", async () => {
    await using both = await behindProxy({ wantsAccount: true });
    using machine = newMachine();
    const { code, stderr } = await scan(machine, both.registry, { HTTPS_PROXY: `http://${both.proxy.host}` });
    expect(code).toBe(1);
    expect(stderr).toContain(`through the proxy ${both.proxy.host}`);
    expect(stderr).toContain("user and a password");
  });

  test.concurrent("because its password is wrong", async () => {
    await using both = await behindProxy({ wantsAccount: true });
    using machine = newMachine();
    const env = { HTTPS_PROXY: `http://surf:wr0ng-password@${both.proxy.host}` };
    const { code, stderr } = await scan(machine, both.registry, env);
    expect(code).toBe(1);
    expect(stderr).toContain(`through the proxy ${both.proxy.host}`);
    expect(stderr).not.toContain("wr0ng-password");
  });

  test.concurrent("because it does not know the name", async () => {
    await using registry = await startNamed({ tls: authority.forServer(["registry.test"]) });
    await using proxy = await startRecordingProxy({ leads: () => undefined });
    using machine = newMachine();
    const { code, stderr } = await scan(machine, registry, { HTTPS_PROXY: `http://${proxy.host}` });
    expect(code).toBe(1);
    expect(stderr).toContain("REGISTRY_UNREACHABLE");
    expect(stderr).toContain(`through the proxy ${proxy.host}: the proxy answered 502`);
    expect(registry.requests).toEqual([]);
  });

  test.concurrent.each(["socks5://surf:pr0xy-pass@127.0.0.1:1080", "http://surf:pr0xy-pass@:::"])(
    "because its address is of no use: %s",
    async (HTTPS_PROXY) => {
      await using registry = await startNamed({ tls: authority.forServer(["registry.test"]) });
      using machine = newMachine();
      const { code, stderr } = await scan(machine, registry, { HTTPS_PROXY });
      expect(code).toBe(1);
      expect(stderr).toContain("ERROR OPTION_INVALID");
      expect(stderr).toContain("HTTPS_PROXY");
      expect(stderr).not.toContain("pr0xy-pass");
    },
  );
});

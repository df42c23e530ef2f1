import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Outcome } from "../plimsoll.ts";
import { inLayout } from "../world.ts";
import { type Authority, newAuthority } from "./authority.ts";
import { CRANE } from "./crane.ts";
import { ACCOUNT, type DockerRegistry, startDockerRegistry } from "./docker-registry.ts";
import { inventoryIn, inventoryOf, packagesIn } from "./inventories.ts";
import { type Machine, newMachine } from "./machine.ts";
import { ociLayout } from "./pushes.ts";

const PAIR = Buffer.from(`${ACCOUNT.user}:${ACCOUNT.password}`).toString("base64");
const WRONG = "hunter2-is-not-it";
const SECRETS = [ACCOUNT.password, PAIR, WRONG, Buffer.from(`${ACCOUNT.user}:${WRONG}`).toString("base64")];

let authority: Authority;
let registry: DockerRegistry;
let host = "";
let expected: readonly string[] = [];

beforeAll(async () => {
  authority = newAuthority();
  registry = await startDockerRegistry({ tls: authority.forServer(["registry.test"]), asksForPassword: true });
  host = `registry.test:${registry.port}`;
  using machine = newMachine();
  expected = packagesIn(await inventoryOf(machine, inLayout("static-amd64")));
  expect(expected.length).toBeGreaterThan(5);
  await machine.program("skopeo", [
    ...["copy", "--quiet", "--dest-tls-verify=false", "--dest-creds", `${ACCOUNT.user}:${ACCOUNT.password}`],
    ...[ociLayout("static-amd64"), `docker://${host}/team/static:1`],
  ]);
});

afterAll(async () => {
  await registry?.[Symbol.asyncDispose]();
  authority?.[Symbol.dispose]();
});

type Environment = Readonly<Record<string, string>>;

interface Way {
  readonly title: string;
  /** Lays down what the way needs, and gives the environment that names it. */
  readonly prepare: (machine: Machine) => Environment | Promise<Environment>;
  readonly needsCrane?: boolean;
}

const trusted = (): Environment => ({ SSL_CERT_FILE: authority.certificateFile });
const inEnvironment = { PLIMSOLL_REGISTRY_USER: ACCOUNT.user, PLIMSOLL_REGISTRY_PASSWORD: ACCOUNT.password };
const authsFor = (password: string) => {
  const auth = Buffer.from(`${ACCOUNT.user}:${password}`).toString("base64");
  return JSON.stringify({ auths: { [host]: { auth } } });
};

/** Nothing that was said holds a secret. */
function expectNoSecret({ stdout, stderr }: Outcome): void {
  for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
}

async function scan(machine: Machine, env: Environment, ...flags: readonly string[]): Promise<Outcome> {
  const outcome = await machine.run(["sbom", "--format", "json", ...flags, `registry://${host}/team/static:1`], env);
  expectNoSecret(outcome);
  return outcome;
}

async function expectScanned(machine: Machine, env: Environment, ...flags: readonly string[]): Promise<void> {
  expect(packagesIn(inventoryIn(await scan(machine, env, ...flags)))).toEqual(expected);
}

/** Writes a credential helper that knows one host, and notes what it was asked. */
function writeHelper(machine: Machine, password: string): string {
  const answer = JSON.stringify({ ServerURL: host, Username: ACCOUNT.user, Secret: password });
  const script = `#!/bin/sh
read -r server
echo "$1 $server" >> "$HOME/asked"
if [ "$server" = '${host}' ]; then echo '${answer}'; else echo 'credentials not found in native keychain'; exit 1; fi
`;
  const path = machine.write("~/bin/docker-credential-test", script, 0o755);
  return path.replace(/\/[^/]+$/, "");
}

describe("credentials are found", () => {
  const ways: readonly Way[] = [
    {
      title: "in Docker's config.json",
      prepare({ write }) {
        write("~/.docker/config.json", authsFor(ACCOUNT.password));
        return {};
      },
    },
    {
      title: "in the config.json of the folder DOCKER_CONFIG",
      prepare: ({ write }) => ({
        DOCKER_CONFIG: write("~/elsewhere/config.json", authsFor(ACCOUNT.password)).replace("/config.json", ""),
      }),
    },
    {
      title: "in DOCKER_AUTH_CONFIG",
      prepare: () => ({ DOCKER_AUTH_CONFIG: authsFor(ACCOUNT.password) }),
    },
    {
      title: "in the file that REGISTRY_AUTH_FILE names",
      prepare: ({ write }) => ({ REGISTRY_AUTH_FILE: write("~/auth.json", authsFor(ACCOUNT.password)) }),
    },
    { title: "in PLIMSOLL_REGISTRY_USER and PLIMSOLL_REGISTRY_PASSWORD", prepare: () => inEnvironment },
    {
      title: "in the variables of Docker Scout",
      prepare: () => ({
        DOCKER_SCOUT_REGISTRY_USER: ACCOUNT.user,
        DOCKER_SCOUT_REGISTRY_PASSWORD: ACCOUNT.password,
      }),
    },
    {
      title: "by a credential helper for this host",
      prepare(machine) {
        const folder = writeHelper(machine, ACCOUNT.password);
        machine.write("~/.docker/config.json", JSON.stringify({ credHelpers: { [host]: "test" } }));
        return { PATH: `${folder}:${process.env.PATH}` };
      },
    },
    {
      title: "by the credential store for all hosts",
      prepare(machine) {
        const folder = writeHelper(machine, ACCOUNT.password);
        machine.write("~/.docker/config.json", JSON.stringify({ auths: { [host]: {} }, credsStore: "test" }));
        return { PATH: `${folder}:${process.env.PATH}` };
      },
    },
    {
      title: "where skopeo login keeps them",
      async prepare({ program }) {
        const flags = ["--tls-verify=false", "--username", ACCOUNT.user, "--password", ACCOUNT.password];
        await program("skopeo", ["login", ...flags, host]);
        return {};
      },
    },
    {
      title: "where crane auth login keeps them",
      needsCrane: true,
      async prepare({ program }) {
        await program(CRANE ?? "", ["auth", "login", host, "-u", ACCOUNT.user, "-p", ACCOUNT.password]);
        return {};
      },
    },
  ];
  for (const { title, prepare, needsCrane = false } of ways) {
    test.skipIf(needsCrane && !CRANE).concurrent(title, async () => {
      using machine = newMachine();
      await expectScanned(machine, { ...trusted(), ...(await prepare(machine)) });
    });
  }

  test.concurrent("a helper is asked once, with the host, whatever the number of layers", async () => {
    using machine = newMachine();
    const PATH = `${writeHelper(machine, ACCOUNT.password)}:${process.env.PATH}`;
    machine.write("~/.docker/config.json", JSON.stringify({ credsStore: "test" }));
    await expectScanned(machine, { ...trusted(), PATH });
    expect(await machine.program("cat", [`${machine.home}/asked`])).toBe(`get ${host}\n`);
  });

  test.concurrent("a helper that fails costs a notice, and the file is used", async () => {
    using machine = newMachine();
    const folder = machine.write("~/bin/docker-credential-test", "#!/bin/sh\necho locked >&2; exit 1\n", 0o755);
    const PATH = `${folder.replace(/\/[^/]+$/, "")}:${process.env.PATH}`;
    machine.write("~/.docker/config.json", authsFor(ACCOUNT.password).replace("{", '{"credsStore":"test",'));
    const outcome = await scan(machine, { ...trusted(), PATH });
    expect(packagesIn(inventoryIn(outcome))).toEqual(expected);
    expect(outcome.stderr).toContain("docker-credential-test");
    expect(outcome.stderr).toContain("locked");
  });
});

describe("a refusal says what was tried", () => {
  const denied = async (machine: Machine, env: Environment = {}) => {
    const outcome = await scan(machine, { ...trusted(), ...env });
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toBe("");
    expect(outcome.stderr).toContain("ERROR REGISTRY_DENIED");
    expect(outcome.stderr).toContain(`${host}/team/static:1`);
    expect(outcome.stderr).toContain("docker login");
    return outcome.stderr;
  };

  test.concurrent("no credentials: every place where they were looked for, and how to log in", async () => {
    using machine = newMachine();
    const said = await denied(machine);
    for (const place of ["the environment", "~/.docker/config.json", "auth.json", `docker login ${host}`]) {
      expect(said).toContain(place);
    }
  });

  const places: readonly (Way & { readonly origin: string })[] = [
    {
      title: "of the environment",
      origin: "the environment (PLIMSOLL_REGISTRY_USER)",
      prepare: () => ({ ...inEnvironment, PLIMSOLL_REGISTRY_PASSWORD: WRONG }),
    },
    {
      title: "of config.json",
      origin: "~/.docker/config.json",
      prepare({ write }) {
        write("~/.docker/config.json", authsFor(WRONG));
        return {};
      },
    },
    {
      title: "of a helper",
      origin: "docker-credential-test",
      prepare(machine) {
        machine.write("~/.docker/config.json", JSON.stringify({ credsStore: "test" }));
        return { PATH: `${writeHelper(machine, WRONG)}:${process.env.PATH}` };
      },
    },
  ];
  test.concurrent.each(places)("a wrong password $title: where it is from", async ({ prepare, origin }) => {
    using machine = newMachine();
    expect(await denied(machine, await prepare(machine))).toContain(`with the credentials from ${origin}`);
  });

  test.concurrent("with --debug, no secret either", async () => {
    using machine = newMachine();
    const env = { ...trusted(), ...inEnvironment, PLIMSOLL_REGISTRY_PASSWORD: WRONG };
    const { code, stderr } = await scan(machine, env, "--debug");
    expect(code).toBe(1);
    expect(stderr).toContain("REGISTRY_DENIED");
  });
});

describe("an authority of one's own is trusted", () => {
  const places = [
    ["~/.docker/certs.d"],
    ["~/.config/containers/certs.d"],
    ["/etc/docker/certs.d"],
    ["/etc/containers/certs.d"],
  ];
  test.concurrent.each(places)("by %s", async (folder) => {
    using machine = newMachine();
    machine.write(`${folder}/${host}/ca.crt`, authority.certificate);
    await expectScanned(machine, inEnvironment);
  });

  test.concurrent("by SSL_CERT_DIR", async () => {
    using machine = newMachine();
    const folder = machine.write("~/trusted/test.pem", authority.certificate).replace("/test.pem", "");
    await expectScanned(machine, { ...inEnvironment, SSL_CERT_DIR: folder });
  });

  test.concurrent("for its host alone: certs.d of another one does not help", async () => {
    using machine = newMachine();
    machine.write(`~/.docker/certs.d/other.test:${registry.port}/ca.crt`, authority.certificate);
    expect((await scan(machine, inEnvironment)).stderr).toContain("REGISTRY_UNREACHABLE");
  });

  test.concurrent("without it, the error names the ways out, and the password stays here", async () => {
    using machine = newMachine();
    const { code, stderr } = await scan(machine, inEnvironment);
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR REGISTRY_UNREACHABLE");
    for (const way of [`certs.d/${host}/ca.crt`, "SSL_CERT_FILE", `--insecure-registry ${host}`]) {
      expect(stderr).toContain(way);
    }
  });

  test.concurrent("--insecure-registry goes without it", async () => {
    using machine = newMachine();
    await expectScanned(machine, inEnvironment, "--insecure-registry", host);
  });

  test.concurrent("insecure-registries of Docker's daemon.json go without it", async () => {
    using machine = newMachine();
    machine.write("/etc/docker/daemon.json", JSON.stringify({ "insecure-registries": [host] }));
    await expectScanned(machine, inEnvironment);
  });

  test.concurrent("a certificate for another name is refused", async () => {
    await using other = await startDockerRegistry({ tls: authority.forServer(["elsewhere.test"]) });
    using machine = newMachine();
    const { code, stderr } = await machine.run(["sbom", `registry.test:${other.port}/team/static:1`], trusted());
    expect(code).toBe(1);
    expect(stderr).toContain("REGISTRY_UNREACHABLE");
    expect(stderr).toContain("another name");
  });
});

describe("a registry that wants a certificate of the client", () => {
  let own: DockerRegistry;
  let its = "";
  beforeAll(async () => {
    const tls = authority.forServer(["registry.test"]);
    own = await startDockerRegistry({ tls, clientAuthority: authority.certificateFile });
    its = `registry.test:${own.port}`;
    using machine = newMachine();
    const { certificate, key } = authority.forClient("pusher");
    const folder = machine.write("~/pusher/client.cert", certificate).replace("/client.cert", "");
    machine.write("~/pusher/client.key", key);
    machine.write("~/pusher/ca.crt", authority.certificate);
    await machine.program("skopeo", [
      ...["copy", "--quiet", "--dest-cert-dir", folder, ociLayout("static-amd64"), `docker://${its}/team/static:1`],
    ]);
  });
  afterAll(() => own?.[Symbol.asyncDispose]());

  test.concurrent("gets the one of certs.d", async () => {
    using machine = newMachine();
    const { certificate, key } = authority.forClient("ada");
    machine.write(`~/.docker/certs.d/${its}/ca.crt`, authority.certificate);
    machine.write(`~/.docker/certs.d/${its}/client.cert`, certificate);
    machine.write(`~/.docker/certs.d/${its}/client.key`, key, 0o600);
    expect(packagesIn(await inventoryOf(machine, `registry://${its}/team/static:1`))).toEqual(expected);
  });

  test.concurrent("without one, the error says where to put it", async () => {
    using machine = newMachine();
    const { code, stderr } = await machine.run(["sbom", `registry://${its}/team/static:1`], trusted());
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR REGISTRY_UNREACHABLE");
    expect(stderr).toContain(`certs.d/${its}/client.cert`);
  });

  test.concurrent("a key that is not its certificate's is named, and not shown", async () => {
    using machine = newMachine();
    const { key } = authority.forClient("eve");
    machine.write(`~/.docker/certs.d/${its}/client.cert`, authority.forClient("ada").certificate);
    machine.write(`~/.docker/certs.d/${its}/client.key`, key);
    const { code, stderr } = await machine.run(["sbom", `registry://${its}/team/static:1`], trusted());
    expect(code).toBe(1);
    expect(stderr).toContain("CONFIG_MALFORMED");
    expect(stderr).toContain("client.key");
    expect(stderr).not.toContain(key.split("\n")[1]);
  });
});

import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RecordedRequest, type RecordedServer, startServer } from "../../support/recorded-server.ts";
import { osvZipOf } from "../../support/zip.ts";
import { newAuthority } from "./authority.ts";
import { CRANE, startCraneRegistry } from "./crane.ts";
import { ACCOUNT, type DockerRegistry, startDockerRegistry, TOKENS } from "./docker-registry.ts";
import { type Machine, newMachine, temporaryFilesOf } from "./machine.ts";

// Advisories go through real registries: what one machine pushes, others pull.

const [SIGNING, STRANGER] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ec", { namedCurve: "P-256" })];

/** The minutes of the clock that files of mirrors are written by. */
let minutes = 0;

/** A mirror with so many npm advisories, and scores of a day. */
function serve(machine: Machine, records: number, score: string): string {
  const write = (path: string, content: string | Buffer) => {
    minutes++;
    utimesSync(machine.write(`~/mirror/${path}`, content), minutes * 60, minutes * 60);
  };
  const ids = Array.from({ length: records }, (_, i) => `GHSA-aaaa-bbbb-${String(i).padStart(4, "0")}`);
  const range = { type: "SEMVER", events: [{ introduced: "0" }] };
  write(
    "osv/npm/all.zip",
    osvZipOf(
      ids.map((id) => ({
        id,
        details: `${id} is told of at length, so that the whole is larger than what is new.`,
        affected: [{ package: { ecosystem: "npm", name: `package-${id}` }, ranges: [range] }],
      })),
    ),
  );
  const table = `#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\nCVE-2026-10000,${score},0.5\n`;
  write("epss/epss_scores-current.csv.gz", gzipSync(table));
  return join(machine.home, "mirror");
}

interface Publisher extends Machine {
  /** Changes what its sources say, and reads them. */
  readonly update: (records: number, score: string) => Promise<string>;
}

function newPublisher(): Publisher {
  const machine = newMachine();
  writeKeys(machine);
  return {
    ...machine,
    async update(records, score) {
      const { code, stderr } = await machine.run(["db", "update", "--mirror", serve(machine, records, score)]);
      expect(code, stderr).toBe(0);
      return currentOf(machine)?.snapshot ?? "";
    },
  };
}

function writeKeys(machine: Machine): void {
  const pem = { type: "pkcs8", format: "pem" } as const;
  machine.write("~/private.pem", SIGNING.privateKey.export(pem));
  machine.write("~/stranger.pem", STRANGER.privateKey.export(pem));
  machine.write("~/public.pem", SIGNING.publicKey.export({ type: "spki", format: "pem" }));
}

function newReader(): Machine {
  const machine = newMachine();
  writeKeys(machine);
  return machine;
}

const keyIn = ({ home }: Machine, name: "private" | "public" | "stranger") => ["--key", join(home, `${name}.pem`)];

const push = (machine: Machine, to: string, ...more: readonly string[]) =>
  machine.run(["db", "push", ...keyIn(machine, "private"), to, ...more]);
const pull = (machine: Machine, from: string, ...more: readonly string[]) =>
  machine.run(["db", "pull", ...keyIn(machine, "public"), from, ...more]);

interface Current {
  readonly snapshot: string;
  readonly checkedAt: string;
  readonly scores?: { readonly file?: string };
}

function currentOf({ dataDir }: Machine): Current | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, "advisories/current.json"), "utf8"));
  } catch {
    return undefined;
  }
}

const SERVERS = [
  { server: "docker-registry", startServer: startDockerRegistry, isThere: true },
  { server: "crane registry serve", startServer: startCraneRegistry, isThere: CRANE !== undefined },
] as const;

for (const { server, startServer: startThis, isThere } of SERVERS) {
  describe.skipIf(!isThere)(server, () => {
    let registry: Awaited<ReturnType<typeof startThis>>;
    beforeAll(async () => {
      registry = await startThis();
    });
    afterAll(() => registry?.[Symbol.asyncDispose]());

    test("what one machine pushes, another has; then what is new", async () => {
      using publisher = newPublisher();
      using reader = newReader();
      using latecomer = newReader();
      const to = `127.0.0.1:${registry.port}/team/advisories:latest`;

      await publisher.update(300, "0.25");
      const first = await push(publisher, `registry://${to}`);
      expect(first.code, first.stderr).toBe(0);
      expect(first.stdout).toMatch(/^127\.0\.0\.1:\d+\/team\/advisories@sha256:[0-9a-f]{64}\n$/);
      const got = await pull(reader, to);
      expect(got.code, got.stderr).toBe(0);
      expect(currentOf(reader)).toEqual(currentOf(publisher));
      expect((await reader.run(["db", "verify"])).code).toBe(0);

      const before = await publisher.update(301, "0.25");
      await push(publisher, to);
      const after = await publisher.update(302, "0.5");
      const third = await push(publisher, to);
      expect(third.stderr).toMatch(/with 2 deltas to it/);
      expect(before).not.toBe(after);

      const behind = await pull(reader, to);
      expect(behind.code, behind.stderr).toBe(0);
      expect(behind.stderr).toMatch(/fetched in 2 deltas/);
      expect(currentOf(reader)).toMatchObject({ snapshot: after, scores: currentOf(publisher)?.scores });
      const late = await pull(latecomer, to);
      expect(late.stderr).not.toMatch(/delta/);
      expect(currentOf(latecomer)?.snapshot).toBe(after);
      for (const machine of [publisher, reader, latecomer]) expect(temporaryFilesOf(machine)).toEqual([]);
    });

    test("the same pushed again is there already, and what others would read is the same", async () => {
      using publisher = newPublisher();
      const to = `127.0.0.1:${registry.port}/team/twice:1`;
      await publisher.update(2, "0.25");
      // This kind of key never signs twice alike.
      const args = ["db", "push", ...keyIn(publisher, "stranger"), to];
      const [first, second] = [await publisher.run(args), await publisher.run(args)];
      expect(second.stdout).toBe(first.stdout);
      expect(second.stderr).toMatch(/was at .* already/);
    });
  });
}

describe("docker-registry", () => {
  let registry: DockerRegistry;
  let host = "";
  beforeAll(async () => {
    registry = await startDockerRegistry();
    host = `127.0.0.1:${registry.port}`;
  });
  afterAll(() => registry?.[Symbol.asyncDispose]());

  /** What was asked for of a repository while something was done. */
  async function askedBy<Result>(repository: string, work: () => Promise<Result>): Promise<[Result, string[]]> {
    const count = registry.asked().length;
    const result = await work();
    const lines = registry.asked().slice(count);
    return [
      result,
      lines.filter((one) => one.includes(repository)).map((one) => one.replace(`/v2/${repository}/`, "")),
    ];
  }

  test("pushed twice, nothing is uploaded; pulled twice, only the manifest is asked for", async () => {
    using publisher = newPublisher();
    using reader = newReader();
    const to = `${host}/team/quiet:1`;
    await publisher.update(2, "0.25");
    await push(publisher, to);
    const [, pushes] = await askedBy("team/quiet", () => push(publisher, to));
    expect(pushes.filter((one) => !/^(HEAD blobs|GET manifests)/.test(one))).toEqual([]);
    await pull(reader, to);
    const [pulled, pulls] = await askedBy("team/quiet", () => pull(reader, to));
    expect(pulls).toEqual(["GET manifests/1"]);
    expect(pulled.stderr).toMatch(/was in use already/);
  });

  test("that the sources were asked again comes along without a download, and is signed", async () => {
    using publisher = newPublisher();
    using reader = newReader();
    const to = `${host}/team/asked:1`;
    await publisher.update(2, "0.25");
    await push(publisher, to);
    await pull(reader, to);
    await publisher.run(["db", "update", "--mirror", join(publisher.home, "mirror")]);
    expect(currentOf(publisher)?.checkedAt).not.toBe(currentOf(reader)?.checkedAt);
    const [, pushes] = await askedBy("team/asked", () => push(publisher, to));
    expect(pushes.filter((one) => /^(POST|PATCH|PUT)/.test(one))).toEqual(["PUT manifests/1"]);
    const [, pulls] = await askedBy("team/asked", () => pull(reader, to));
    expect(pulls).toEqual(["GET manifests/1"]);
    expect(currentOf(reader)?.checkedAt).toBe(currentOf(publisher)?.checkedAt);
  });

  describe("is refused, and what was in use stays:", () => {
    test("what another key signed, what nobody signed, and a name that holds no advisories", async () => {
      using publisher = newPublisher();
      using reader = newReader();
      await publisher.update(2, "0.25");
      await push(publisher, `${host}/team/good:1`);
      await pull(reader, `${host}/team/good:1`);
      const before = currentOf(reader);

      await publisher.update(3, "0.25");
      await publisher.run(["db", "push", ...keyIn(publisher, "stranger"), `${host}/team/bad:stranger`]);
      await publisher.run(["db", "push", `${host}/team/bad:unsigned`]);
      for (const [tag, says] of [
        ["stranger", /is signed by the key [0-9a-f]{16}, and the key [0-9a-f]{16} is asked for/],
        ["unsigned", /is not signed, and the key/],
      ] as const) {
        const [outcome, asked] = await askedBy("team/bad", () => pull(reader, `${host}/team/bad:${tag}`));
        expect(outcome.code).toBe(1);
        expect(outcome.stderr).toContain("SIGNATURE_INVALID");
        expect(outcome.stderr).toMatch(says);
        // It is not even fetched.
        expect(asked).toEqual([`GET manifests/${tag}`]);
      }
      expect(currentOf(reader)).toEqual(before);
    });

    test("a blob that was altered where it lies", async () => {
      using publisher = newPublisher();
      using reader = newReader();
      const to = `${host}/team/altered:1`;
      await publisher.update(201, "0.25");
      await push(publisher, to);
      await pull(reader, to);
      const before = currentOf(reader);

      // With scores that no other test has: the registry keeps equal bytes once.
      await publisher.update(203, "0.75");
      await push(publisher, to);
      const manifest = await manifestOf(to);
      for (const { digest } of manifest.layers) flip(registry.blobFile(digest));
      const outcome = await pull(reader, to);
      expect(outcome.code).toBe(1);
      // The delta first, and then the whole.
      expect(outcome.stderr).toContain("the whole snapshot is fetched instead");
      expect(outcome.stderr).toContain("SNAPSHOT_DAMAGED");
      expect(currentOf(reader)).toEqual(before);
      expect(temporaryFilesOf(reader)).toEqual([]);
    });

    test("a delta that was altered costs the whole, which is sound", async () => {
      using publisher = newPublisher();
      using reader = newReader();
      const to = `${host}/team/delta:1`;
      await publisher.update(200, "0.25");
      await push(publisher, to);
      expect((await pull(reader, to)).code).toBe(0);
      const after = await publisher.update(202, "0.25");
      await push(publisher, to);
      const delta = (await manifestOf(to)).layers.find(({ mediaType }) => mediaType.includes("delta"));
      flip(registry.blobFile(delta?.digest ?? ""));
      const outcome = await pull(reader, to);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr).toContain("the whole snapshot is fetched instead");
      expect(currentOf(reader)?.snapshot).toBe(after);
    });

    test.each([
      [
        "a form of a later version",
        (text: string) => text.replace("advisories.v1", "advisories.v2"),
        "was made by a newer Plimsoll, and needs one",
      ],
      [
        "a snapshot whose tables are of a later version",
        (text: string) => text.replace(/\\"schema\\":\d+/, '\\"schema\\":9999'),
        "was made by a newer Plimsoll, and needs one",
      ],
      [
        "a layer that its head does not tell of",
        (text: string) => text.replace(/\\"sha256\\":\\"[0-9a-f]{8}/, '\\"sha256\\":\\"00000000'),
        "is not the one that its head tells of",
      ],
    ])("%s", async (title, change, says) => {
      using publisher = newPublisher();
      using reader = newReader();
      const tag = title.replaceAll(" ", "-");
      const name = `${host}/team/later`;
      await publisher.update(2, "0.25");
      await push(publisher, `${name}:good`);
      await pull(reader, `${name}:good`);
      const before = currentOf(reader);
      await publisher.update(3, "0.25");
      await push(publisher, `${name}:${tag}`);
      const text = change(await rawManifestOf(`${name}:${tag}`));
      const put = await fetch(`http://${host}/v2/team/later/manifests/${tag}`, {
        method: "PUT",
        headers: { "Content-Type": "application/vnd.oci.image.manifest.v1+json" },
        body: text,
      });
      expect(put.status).toBe(201);
      const outcome = await pull(reader, `${name}:${tag}`);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain(says);
      expect(currentOf(reader)).toEqual(before);
    });
  });

  test("other tools read what is there", async () => {
    using publisher = newPublisher();
    const name = `${host}/team/open:1`;
    const id = await publisher.update(2, "0.25");
    await push(publisher, name);
    const raw = await publisher.program("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${name}`]);
    const manifest = JSON.parse(raw);
    expect(manifest).toMatchObject({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      artifactType: "application/vnd.plimsoll.advisories.v1",
      config: { mediaType: "application/vnd.oci.empty.v1+json", size: 2 },
      layers: [
        { mediaType: "application/vnd.plimsoll.advisories.snapshot.v1.records+zstd" },
        { mediaType: "application/vnd.plimsoll.advisories.scores.v1+zstd" },
      ],
      annotations: { "dev.plimsoll.snapshot": id },
    });
    if (CRANE) expect(JSON.parse(await publisher.program(CRANE, ["manifest", name]))).toEqual(manifest);
    // What a tool fetches as a layer is the snapshot's records, packed.
    const blob = await fetch(`http://${host}/v2/team/open/blobs/${manifest.layers[0].digest}`);
    publisher.write("~/snapshot.zst", Buffer.from(await blob.arrayBuffer()));
    const sha256 = await publisher.program("sh", [
      "-c",
      `zstd -dc ${join(publisher.home, "snapshot.zst")} | sha256sum`,
    ]);
    expect(Object.values(manifest.layers[0].annotations).join("")).toContain(`"contents":"${sha256.split(" ")[0]}"`);
  });

  test("a tag that holds an image is left as it is", async () => {
    using publisher = newPublisher();
    const name = `${host}/team/image:1`;
    await publisher.update(2, "0.25");
    const image = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [] };
    const put = await fetch(`http://${host}/v2/team/image/manifests/1`, {
      method: "PUT",
      headers: { "Content-Type": image.mediaType },
      body: JSON.stringify(image),
    });
    expect(put.status).toBe(201);
    const outcome = await push(publisher, name);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("push to another tag");
    expect(JSON.parse(await rawManifestOf(name))).toEqual(image);
    expect((await pull(publisher, name)).stderr).toContain("is no snapshot of advisories");
  });

  test("a mirror is not pushed to", async () => {
    const requests: RecordedRequest[] = [];
    await using mirror = await startServer({
      name: "mirror",
      requests,
      answer: (_, response) => response.writeHead(500).end(),
    });
    using publisher = newPublisher();
    await publisher.update(2, "0.25");
    const env = { PLIMSOLL_REGISTRY_MIRRORS: `${host}=${mirror.url}` };
    const outcome = await publisher.run(["db", "push", `${host}/team/mirrored:1`], env);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(requests).toEqual([]);
  });

  async function rawManifestOf(name: string): Promise<string> {
    const [, repository, tag] = /^[^/]+\/(.*):([^:]+)$/.exec(name) ?? [];
    const accept = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";
    const answer = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, { headers: { Accept: accept } });
    return await answer.text();
  }

  const manifestOf = async (name: string): Promise<{ layers: { mediaType: string; digest: string }[] }> =>
    JSON.parse(await rawManifestOf(name));
});

describe("a registry over TLS that asks who we are", () => {
  const authority = newAuthority();
  let registry: DockerRegistry;
  let name = "";
  beforeAll(async () => {
    registry = await startDockerRegistry({ tls: authority.forServer(["registry.test"]), asksForPassword: true });
    name = `registry.test:${registry.port}/team/advisories:1`;
  });
  afterAll(async () => {
    await registry?.[Symbol.asyncDispose]();
    authority[Symbol.dispose]();
  });

  const env = { SSL_CERT_FILE: authority.certificateFile };
  const logIn = (machine: Machine, password: string) => {
    const auth = Buffer.from(`${ACCOUNT.user}:${password}`).toString("base64");
    machine.write("~/.docker/config.json", JSON.stringify({ auths: { [name.split("/")[0] ?? ""]: { auth } } }));
  };

  test("gets and gives, to whom it knows", async () => {
    using publisher = newPublisher();
    using reader = newReader();
    logIn(publisher, ACCOUNT.password);
    logIn(reader, ACCOUNT.password);
    await publisher.update(2, "0.25");
    const pushed = await publisher.run(["db", "push", ...keyIn(publisher, "private"), name], env);
    expect(pushed.code, pushed.stderr).toBe(0);
    const pulled = await reader.run(["db", "pull", ...keyIn(reader, "public"), name], env);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(currentOf(reader)).toEqual(currentOf(publisher));
  });

  test.each([
    [
      "push",
      undefined,
      /no credentials for registry\.test:\d+ were found.*; log in with `docker login registry\.test/s,
    ],
    ["push", "wrong", /with the credentials from ~\/\.docker\/config\.json/],
    [
      "pull",
      undefined,
      /no credentials for registry\.test:\d+ were found.*; log in with `docker login registry\.test/s,
    ],
    ["pull", "wrong", /with the credentials from ~\/\.docker\/config\.json/],
  ] as const)("says to who does a %s with the password %s what to do", async (verb, password, says) => {
    using machine = newPublisher();
    if (password) logIn(machine, password);
    await machine.update(2, "0.25");
    const before = currentOf(machine);
    const { code, stderr } = await machine.run(["db", verb, name], env);
    expect(code).toBe(1);
    expect(stderr).toContain("REGISTRY_DENIED");
    expect(stderr).toMatch(says);
    expect(currentOf(machine)).toEqual(before);
  });
});

describe("a registry that wants tokens, which it verifies", () => {
  const authority = newAuthority();
  const signing = authority.forClient("test-realm");
  const requests: RecordedRequest[] = [];
  let realm: RecordedServer;
  let registry: DockerRegistry;
  beforeAll(async () => {
    realm = await startServer({ name: "realm", requests, answer: giveToken });
    registry = await startDockerRegistry({
      tokens: { realm: `${realm.url}/token`, authorityFile: authority.certificateFile },
    });
  });
  afterAll(async () => {
    await registry?.[Symbol.asyncDispose]();
    await realm?.[Symbol.asyncDispose]();
    authority[Symbol.dispose]();
  });

  /** Ada may read and write, everybody else who has a name may read. */
  function giveToken({ url, headers }: RecordedRequest, response: ServerResponse): void {
    const [user] = Buffer.from((headers.authorization ?? "").replace("Basic ", ""), "base64")
      .toString()
      .split(":");
    const [type, name, actions = ""] = (new URL(url, "http://realm").searchParams.get("scope") ?? "").split(":");
    const granted = actions.split(",").filter((one) => one === "pull" || user === ACCOUNT.user);
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const chain = [signing.certificate.replace(/-----[A-Z ]+-----|\s/g, "")];
    const claims = {
      ...{ iss: TOKENS.issuer, aud: TOKENS.service, sub: user, jti: String(requests.length) },
      ...{ iat: now, nbf: now - 10, exp: now + 300, access: [{ type, name, actions: granted }] },
    };
    const text = `${part({ typ: "JWT", alg: "ES256", x5c: chain })}.${part(claims)}`;
    const value = sign("sha256", Buffer.from(text), { key: signing.key, dsaEncoding: "ieee-p1363" });
    response.end(JSON.stringify({ token: `${text}.${value.toString("base64url")}`, expires_in: 300 }));
  }

  const logIn = (machine: Machine, user: string, host: string) => {
    const auth = Buffer.from(`${user}:horse`).toString("base64");
    machine.write("~/.docker/config.json", JSON.stringify({ auths: { [host]: { auth } } }));
  };

  test("one token is good for all of a push, another for a pull", async () => {
    using publisher = newPublisher();
    using reader = newReader();
    const host = `127.0.0.1:${registry.port}`;
    logIn(publisher, ACCOUNT.user, host);
    logIn(reader, "bob", host);
    await publisher.update(2, "0.25");
    const pushed = await push(publisher, `${host}/team/advisories:1`);
    expect(pushed.code, pushed.stderr).toBe(0);
    const pulled = await pull(reader, `${host}/team/advisories:1`);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(currentOf(reader)).toEqual(currentOf(publisher));
    const scopes = requests.map(({ url }) => new URL(url, "http://realm").searchParams.get("scope"));
    expect(scopes).toEqual(["repository:team/advisories:pull,push", "repository:team/advisories:pull"]);
  });

  test("who may read alone is told that it does not suffice", async () => {
    using publisher = newPublisher();
    const host = `127.0.0.1:${registry.port}`;
    logIn(publisher, "bob", host);
    await publisher.update(2, "0.25");
    const { code, stderr } = await push(publisher, `${host}/team/others:1`);
    expect(code).toBe(1);
    expect(stderr).toContain("REGISTRY_DENIED");
    expect(stderr).toContain("with the credentials from ~/.docker/config.json: they do not suffice to push there");
  });
});

test("what is no name, and what is not there", async () => {
  using machine = newPublisher();
  await machine.update(2, "0.25");
  for (const [args, code] of [
    [["db", "pull", "./advisories.plimsoll"], "REFERENCE_INVALID"],
    [["db", "pull", "UPPER/case"], "REFERENCE_INVALID"],
    [["db", "push", `127.0.0.1:1/x@sha256:${"0".repeat(64)}`], "REFERENCE_INVALID"],
    [["db", "push", "127.0.0.1:1/team/advisories", "0000"], "SNAPSHOT_MISSING"],
    [["db", "pull", "127.0.0.1:1/team/advisories"], "REGISTRY_UNREACHABLE"],
  ] as const) {
    const outcome = await machine.run([...args]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr, args.join(" ")).toContain(code);
  }
});

function flip(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

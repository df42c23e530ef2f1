// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as shells write them.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { madeUp, randomNumbers } from "../../test/support/made-up-secret.ts";
import { layoutOf, OS_RELEASE, stanza } from "../../test/support/scan-layers.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { zipOf } from "../../test/support/zip.ts";
import type { TarInput } from "../formats/tar-writer.ts";
import type { ImageSpec } from "../image/build/image-spec.ts";
import { openImage } from "../image/open.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import type { Secret } from "../model/secret.ts";
import { TOKEN_RULES } from "../secrets/rules.ts";
import { type CatalogOptions, catalogImage } from "./catalog.ts";
import { LayerCache } from "./layer-cache.ts";
import { fingerprintOf, readersFor } from "./readers.ts";

const SALT = "ab".repeat(32);
const search = { packages: false, secrets: { salt: SALT } };
const random = randomNumbers(7);
const token = () => madeUp("ghp_[A-Za-z0-9]{36}", random);

async function scan(spec: ImageSpec, options: CatalogOptions = {}) {
  return catalogImage(await openImage(`oci-dir://${layoutOf(spec)}`), { search, ...options });
}

const secretsOf = async (spec: ImageSpec, options: CatalogOptions = {}) =>
  (await scan(spec, options)).secrets?.secrets ?? [];

/** `rule path:line @layer, what became of it` */
function shown({ rule, place }: Secret): string {
  if (place.kind === "history") return `${rule} history ${place.step} @${place.layer?.ordinal ?? "-"}`;
  if (place.kind !== "file") return `${rule} ${place.kind} ${place.name}`;
  const gone = place.gone ? ` ${place.gone.how} by ${place.gone.layer.ordinal}` : "";
  return `${rule} ${place.path}:${place.line ?? "-"} @${place.layer.ordinal}${gone}`;
}

const shownOf = async (spec: ImageSpec) => (await secretsOf(spec)).map(shown);

test(`of ${TOKEN_RULES.length} planted secrets in five layers each is found, with its rule, line and layer`, async () => {
  const layers: TarInput[][] = [[], [], [], [], []];
  const planted = TOKEN_RULES.map((rule, i) => {
    const secret = madeUp(rule.value, random);
    const name = rule.kind === "token" ? "value" : (rule.keywords[0] ?? "");
    const line = 1 + (i % 17);
    const layer = i % layers.length;
    const path = `srv/app/module${i}/main.py`;
    layers[layer]?.push({ path, content: `${"# code\n".repeat(line - 1)}${name} = '${secret}'\n` });
    return `${rule.id} ${path}:${line} @${layer}`;
  });
  expect(planted.length).toBeGreaterThan(100);
  const found = await shownOf({ layers: layers.map((entries) => ({ entries })) });
  expect(found.sort()).toEqual(planted.sort());
});

describe("a secret in a file", () => {
  const file = (path: string, content = `a\n${token()}\n`): TarInput => ({ path, content });

  test("that a later layer deleted is still in the image, and says so", async () => {
    const layers = [{ entries: [file("root/token")] }, { entries: [] }, { entries: [{ path: "root/.wh.token" }] }];
    const [secret] = await secretsOf({ layers });
    expect(secret && shown(secret)).toBe("github-pat root/token:2 @0 deleted by 2");
    expect(secret?.place).toMatchObject({
      layer: { ordinal: 0, diffId: expect.stringMatching(/^sha256:/), digest: expect.stringMatching(/^sha256:/) },
      gone: { layer: { ordinal: 2, diffId: expect.stringMatching(/^sha256:/) } },
    });
  });

  test.each<[string, TarInput, string]>([
    ["its folder was deleted", { path: "root/.wh.keys" }, "deleted by 1"],
    ["its folder was emptied", { path: "root/keys/.wh..wh..opq" }, "deleted by 1"],
    ["it was written over", { path: "root/keys/token", content: "nothing\n" }, "replaced by 1"],
    ["a folder stands there", { path: "root/keys/token", type: "directory" }, "replaced by 1"],
  ])("is told of when %s", async (_title, entry, gone) => {
    const layers = [{ entries: [file("root/keys/token")] }, { entries: [entry] }];
    expect(await shownOf({ layers })).toEqual([`github-pat root/keys/token:2 @0 ${gone}`]);
  });

  test("that a later layer copies is found twice, as one secret", async () => {
    const content = `a\n${token()}\n`;
    const layers = [{ entries: [file("app/a", content)] }, { entries: [file("app/a", content)] }];
    const secrets = await secretsOf({ layers });
    expect(secrets.map(shown)).toEqual(["github-pat app/a:2 @0 replaced by 1", "github-pat app/a:2 @1"]);
    expect(new Set(secrets.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  test("that has another name in its layer stands while one of the names does", async () => {
    const link: TarInput = { path: "app/b", type: "hardlink", linkTarget: "app/a" };
    const first = { entries: [file("app/a"), link] };
    expect(await shownOf({ layers: [first] })).toEqual(["github-pat app/a:2 @0"]);
    expect(await shownOf({ layers: [first, { entries: [{ path: "app/.wh.a" }] }] })).toEqual(["github-pat app/a:2 @0"]);
    const both = { entries: [{ path: "app/.wh.a" }, { path: "app/.wh.b" }] };
    expect(await shownOf({ layers: [first, both] })).toEqual(["github-pat app/a:2 @0 deleted by 1"]);
  });

  test("above the bound is not looked at, and how many there are is told", async () => {
    const content = `${token()}\n`.padEnd(10 * 1024 * 1024 + 1, ".");
    const { secrets } = await scan({ layers: [{ entries: [file("app/model", content), file("app/b.png", content)] }] });
    expect(secrets).toMatchObject({ secrets: [], notRead: { files: 1, bytes: content.length } });
  });

  test("is found in packed and plain layers alike", async () => {
    for (const compression of ["none", "gzip", "zstd"] as const) {
      expect(await shownOf({ layers: [{ entries: [file("app/a")], compression }] })).toEqual(["github-pat app/a:2 @0"]);
    }
  });
});

describe("a secret in an archive", () => {
  const member = (rule: string, path: string, name: string) => ({ rule, place: { kind: "file", path, member: name } });

  test("is told with the file that has it, once, also where a later layer deleted the archive", async () => {
    const secret = token();
    const files = ["config/a.env", "config/b.env"].map((name) => ({ name, content: `x\nKEY=${secret}\n` }));
    const layers = [
      { entries: [{ path: "app/bundle.zip", content: zipOf(files) }] },
      { entries: [{ path: "app/.wh.bundle.zip" }] },
    ];
    const secrets = await secretsOf({ layers });
    expect(secrets).toMatchObject([
      {
        ...member("github-pat", "app/bundle.zip", "config/a.env"),
        place: { line: 2, gone: { how: "deleted", layer: { ordinal: 1 } } },
      },
    ]);
  });

  test("is not looked for above the bound, and that is told", async () => {
    const content = zipOf([{ name: "a.env", content: `KEY=${token()}\n`.padEnd(5000, "#") }]);
    const layers = [{ entries: [{ path: "app/bundle.zip", content }] }];
    const limits = { ...DEFAULT_LIMITS, secretArchiveBytes: 4000 };
    const { secrets, problems } = await scan({ layers }, { limits });
    expect(secrets?.secrets).toEqual([]);
    expect(problems).toMatchObject([{ code: "LIMIT_EXCEEDED", path: "app/bundle.zip" }]);
    const small = await scan({ layers }, { limits: { ...DEFAULT_LIMITS, secretArchiveBytes: 100 } });
    expect(small.secrets).toMatchObject({ secrets: [], notRead: { files: 1, bytes: content.length } });
    expect(small.problems).toEqual([]);
  });

  test("of very many the first are told, and that there are more", async () => {
    const files = Array.from({ length: 12 }, (_, i) => ({
      name: `${i}.env`,
      content: Array.from({ length: 90 }, () => `KEY=${token()}\n`).join(""),
    }));
    const { secrets, problems } = await scan({
      layers: [{ entries: [{ path: "app/bundle.zip", content: zipOf(files) }] }],
    });
    expect(secrets?.secrets).toHaveLength(540);
    expect(problems).toMatchObject([{ code: "LIMIT_EXCEEDED", path: "app/bundle.zip" }]);
  });

  test("is found in a packed file above the bound of files", async () => {
    const content = gzipSync(`${"-- nothing\n".repeat(1_100_000)}${token()}\n`);
    const layers = [{ entries: [{ path: "app/dump.sql.gz", content }] }];
    expect(await secretsOf({ layers })).toMatchObject([{ place: { member: "dump.sql", line: 1_100_001 } }]);
  });

  test("is told of a damaged one among others", async () => {
    const good = zipOf([{ name: "a.env", content: `KEY=${token()}\n` }]);
    const layers = [
      {
        entries: [
          { path: "app/bad.zip", content: good.subarray(0, 40) },
          { path: "app/good.zip", content: good },
        ],
      },
    ];
    const { secrets, problems } = await scan({ layers });
    expect(secrets?.secrets).toMatchObject([member("github-pat", "app/good.zip", "a.env")]);
    expect(problems).toMatchObject([{ code: "FILE_MALFORMED", path: "app/bad.zip" }]);
  });
});

describe("the image's own documents:", () => {
  const layers = [{ entries: [{ path: "a", content: "x" }], createdBy: "COPY a /a" }];
  const password = madeUp("[A-Z][a-z]{3}[0-9]{3}[!%=+][A-Za-z]{4}", random);

  test.each<[string, Omit<ImageSpec, "layers">, string[]]>([
    ["a token in a variable", { config: { Env: ["PATH=/bin", `X=${token()}`] } }, ["github-pat environment X"]],
    [
      "a password, by its name",
      { config: { Env: [`DB_PASSWORD=${password}`] } },
      ["credential-variable environment DB_PASSWORD"],
    ],
    [
      "a weak password",
      { config: { Env: ["DB_PASSWORD=wintersun"] } },
      ["credential-variable environment DB_PASSWORD"],
    ],
    ["an address", { config: { Env: [`DB=postgres://me:${password}@db/app`] } }, ["url-password environment DB"]],
    ["a label", { config: { Labels: { note: `see ${token()}` } } }, ["github-pat label note"]],
    ["a command", { config: { Cmd: ["run", "--token", token()] } }, ["github-pat command command"]],
    [
      "an entrypoint",
      { config: { Entrypoint: ["run", `--password=${password}`] } },
      ["credential-variable command entrypoint"],
    ],
    ["an instruction without a layer", { emptyHistory: [`ENV NPM_TOKEN=${token()}`] }, ["github-pat history 1 @-"]],
    [
      "a build argument",
      { emptyHistory: [`RUN |1 ADMIN_PASSWORD=${password} /bin/sh -c make`] },
      ["credential-variable history 1 @-"],
    ],
    [
      "an old form of ENV",
      { emptyHistory: [`/bin/sh -c #(nop)  ENV ADMIN_PASSWORD ${password}`] },
      ["credential-variable history 1 @-"],
    ],
    ["a flag", { emptyHistory: [`RUN login --password '${password}'`] }, ["credential-variable history 1 @-"]],
    [
      "a command line",
      { emptyHistory: [`RUN curl -u me:${password} https://r.io/x`] },
      ["curl-user-password history 1 @-"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await shownOf({ layers, ...spec })).toEqual(expected);
  });

  test("an instruction that made a layer names it", async () => {
    const made = [{ entries: [] }, { entries: [], createdBy: `RUN |1 KEY=${token()} /bin/sh -c make` }];
    expect(await shownOf({ layers: made })).toEqual(["github-pat history 1 @1"]);
  });

  test("what only looks so is let be", async () => {
    const Env = [
      "PATH=/usr/bin:/bin",
      "GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",
      `NODE_SHA256=${madeUp("[0-9a-f]{64}", random)}`,
      "PASSWORD_FILE=/run/secrets/db",
      "POSTGRES_PASSWORD=changeme",
      "SECRET_NAME=db",
      "TOKEN_URL=https://login.example.com/token",
      "API_KEY=",
      "AUTH_TOKEN=${TOKEN}",
      "SSH_AUTH_SOCK=/tmp/ssh",
      "KEY=7",
    ];
    const emptyHistory = [
      'RUN /bin/sh -c apt-get install -y passwd && echo "token=$TOKEN" # buildkit',
      "RUN /bin/sh -c curl -u $USER:$PASSWORD https://r.io",
      'CMD ["nginx" "-g" "daemon off;"]',
      `RUN /bin/sh -c set -ex; key='${madeUp("[0-9A-F]{40}", random)}'; gpg --recv-keys "$key"; # buildkit`,
      `RUN /bin/sh -c sha256="${madeUp("[0-9a-f]{64}", random)}"; wget -O a https://x.org/a`,
      "ENV NGINX_GPGKEY=573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62",
    ];
    const Labels = {
      "org.opencontainers.image.revision": madeUp("[0-9a-f]{40}", random),
      "api.token.help": "ask someone",
    };
    expect(await shownOf({ layers, config: { Env, Labels }, emptyHistory })).toEqual([]);
  });
});

describe("packages and secrets", () => {
  const status = { path: "var/lib/dpkg/status", content: stanza("tar", "1") };
  const layers = [
    { entries: [{ path: "etc/os-release", content: OS_RELEASE }, status, { path: "app/a", content: token() }] },
  ];

  test("are found in one go", async () => {
    const { packages, secrets } = await scan({ layers }, { search: { ...search, packages: true } });
    expect(packages.map(({ name }) => name)).toEqual(["tar"]);
    expect(secrets?.secrets.map(shown)).toEqual(["github-pat app/a:1 @0"]);
  });

  test("are apart: who asks for one does not get the other", async () => {
    expect(await scan({ layers })).toMatchObject({ packages: [], problems: [] });
    expect((await scan({ layers }, { search: { packages: true } })).secrets).toBeUndefined();
  });

  test("many other files leave packages their room", async () => {
    const filler = Array.from({ length: 8 }, (_, i) => ({ path: `app/${i}`, content: "x".repeat(1000) }));
    const limits = { ...DEFAULT_LIMITS, layerWantedBytes: 4000 };
    const full = [{ entries: [...filler, ...(layers[0]?.entries ?? [])] }];
    const sbom = await scan({ layers: full }, { search: { ...search, packages: true }, limits });
    expect(sbom.packages.map(({ name }) => name)).toEqual(["tar"]);
    expect(sbom.problems).toEqual([]);
  });
});

describe("what is kept in the cache", () => {
  const secret = token();
  const spec = { layers: [{ entries: [{ path: "app/a", content: `x\n${secret}\n` }] }] };
  const cacheIn = async (folder: string, salt: string) =>
    new LayerCache(folder, fingerprintOf(await readersFor({ packages: false, secrets: { salt } }, false)), 1e9);
  const filesOf = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile());

  test("is the mask and the fingerprint, and gives the same report", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder, SALT);
    const cold = await scan(spec, { cache });
    const warm = await scan(spec, { cache });
    expect(warm.layerOrigins).toMatchObject([{ from: "cache" }]);
    expect(warm.secrets).toEqual(cold.secrets);
    expect(warm.secrets?.secrets).toMatchObject([
      { masked: `${secret.slice(0, 4)}…${secret.slice(-2)}`, fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
    expect(filesOf(folder).length).toBeGreaterThan(0);
    for (const path of filesOf(folder)) {
      const bytes = readFileSync(path);
      const text = path.includes("/layers/") ? zstdDecompressSync(bytes).toString() : bytes.toString("latin1");
      expect(text).not.toContain(secret);
      // Nor so much of it that the rest could be tried.
      expect(text).not.toContain(secret.slice(0, 8));
    }
  });

  test("is not used with another salt, nor for packages alone", async () => {
    const folder = temporaryFolder();
    await scan(spec, { cache: await cacheIn(folder, SALT) });
    const other = "cd".repeat(32);
    const second = await scan(spec, {
      cache: await cacheIn(folder, other),
      search: { packages: false, secrets: { salt: other } },
    });
    expect(second.layerOrigins).toMatchObject([{ from: "read" }]);
    const packages = new LayerCache(folder, fingerprintOf(await readersFor({ packages: true }, false)), 1e9);
    expect((await scan(spec, { cache: packages, search: { packages: true } })).layerOrigins).toMatchObject([
      { from: "read" },
    ]);
  });

  test("the same secret has another fingerprint in another installation", async () => {
    const [one] = await secretsOf(spec);
    const [two] = await secretsOf(spec, { search: { packages: false, secrets: { salt: "cd".repeat(32) } } });
    expect(one?.fingerprint).not.toBe(two?.fingerprint);
  });
});

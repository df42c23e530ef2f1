import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type TarInput, writeTar } from "../../src/formats/tar-writer.ts";
import type { ImageSpec } from "../../src/image/build/image-spec.ts";
import { madeUp, randomNumbers } from "./made-up-secret.ts";
import { zipOf } from "./zip.ts";

/** Where one secret was planted, as a report tells of places. */
export interface Planted {
  readonly what: string;
  /** `/app/a.zip!b/c`, `environment NAME`, `history 3`: each place has one. */
  readonly at: string;
  /** What no output may hold. */
  readonly secret: string;
}

const random = randomNumbers(20_261_123);
const some = (pattern: string) => madeUp(pattern, random);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const password = () => some("[A-Z][a-z]{3}[0-9]{3}[!%=+][A-Za-z]{4}");

/** A key as a tool writes it: what stands between its lines is made up. */
function pem(label: string, start: string, lines: number): string {
  const body = start + some(`[A-Za-z0-9+/]{${64 * lines - start.length}}`);
  return `-----BEGIN ${label}-----\n${body.match(/.{1,64}/g)?.join("\n")}\n-----END ${label}-----\n`;
}

const jwt = () =>
  [base64('{"alg":"HS256","typ":"JWT"}'), base64('{"sub":"12","name":"someone"}'), some("[\\w-]{43}")]
    .map((part) => part.replaceAll("=", ""))
    .join(".");

/** A token by its documented shape, in a file of its maker's program. Columns: provider, file, shape, line around it. */
const TOKENS: readonly (readonly [what: string, path: string, shape: string, around: string])[] = [
  ["GitHub personal token", "app/deploy.sh", "ghp_[A-Za-z0-9]{36}", "export GH=@"],
  ["GitHub fine-grained token", "app/src/client.ts", "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", "const t = '@';"],
  ["GitHub app token", "srv/run.py", "ghs_[A-Za-z0-9]{36}", "t = '@'"],
  ["GitHub OAuth token", "srv/oauth.rb", "gho_[A-Za-z0-9]{36}", 't = "@"'],
  ["GitLab personal token", "app/push.rb", "glpat-[A-Za-z0-9]{20}", "TOKEN = '@'"],
  ["GitLab runner token", "etc/gitlab-runner/config.toml", "glrt-[A-Za-z0-9]{20}", '  token = "@"'],
  ["Bitbucket app password", "app/mirror.sh", "ATBB[A-Za-z0-9]{32}", "git clone https://x:@ # of bitbucket"],
  ["Atlassian token", "app/jira.js", "ATATT3[A-Za-z0-9]{186}", "auth('@')"],
  ["AWS access key id", "app/settings.py", "AKIA[A-Z2-7]{16}", "KEY = '@'"],
  ["AWS secret key", "app/aws.go", "[A-Za-z0-9/+]{40}", 'var aws_secret_access_key = "@"'],
  ["Google API key", "app/public/map.js", "AIza[A-Za-z0-9]{35}", "load('@')"],
  ["Google OAuth client secret", "app/login.php", "GOCSPX-[A-Za-z0-9]{28}", "$s = '@';"],
  ["Azure storage key", "app/blob.cs", "[A-Za-z0-9+/]{76}\\+ASt[A-Za-z0-9]{6}==", 'k = "AccountKey=@";'],
  ["Azure application secret", "app/graph.ps1", "[A-Za-z0-9]{3}8Q~[A-Za-z0-9]{34}", "$secret = '@'"],
  ["DigitalOcean token", "app/do.tf.sh", "dop_v1_[a-f0-9]{64}", "doctl auth init -t @"],
  ["Heroku key", "app/release.sh", "HRKU-AA[A-Za-z0-9]{58}", "HEROKU=@"],
  ["Netlify token", "app/netlify.mjs", "nfp_[A-Za-z0-9]{36}", "new NetlifyAPI('@')"],
  ["Fly.io token", "app/fly.sh", "fo1_[A-Za-z0-9]{43}", "fly deploy -t @"],
  ["Tailscale key", "app/vpn.sh", "tskey-auth-[A-Za-z0-9]{17}-[A-Za-z0-9]{32}", "tailscale up --authkey @"],
  ["Vault token", "app/vault.go", "hvs\\.[A-Za-z0-9]{90}", 'client.SetToken("@")'],
  ["Terraform Cloud token", "app/tfc.sh", "[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9]{64}", "TFC=@"],
  ["Pulumi token", "app/pulumi.sh", "pul-[a-f0-9]{40}", "export PULUMI=@"],
  ["Databricks token", "app/job.scala", "dapi[a-f0-9]{32}", 'val t = "@"'],
  ["PlanetScale password", "app/ps.ts", "pscale_pw_[A-Za-z0-9]{43}", "p: '@',"],
  ["Supabase token", "app/supabase.ts", "sbp_[a-f0-9]{40}", "t: '@',"],
  ["npm token", "app/publish.js", "npm_[A-Za-z0-9]{36}", "publish('@')"],
  ["PyPI token", "app/upload.py", "pypi-AgEIcHlwaS5vcmc[A-Za-z0-9]{120}", "t = '@'"],
  ["RubyGems key", "app/gem.rb", "rubygems_[a-f0-9]{48}", "KEY = '@'"],
  ["crates.io token", "app/publish.rs", "cio[A-Za-z0-9]{32}", 'let t = "@";'],
  ["NuGet key", "app/push.cmd", "oy2[a-z0-9]{43}", "nuget push -ApiKey @"],
  ["Docker Hub token", "app/login.sh", "dckr_pat_[A-Za-z0-9]{27}", "docker login -p @"],
  ["Grafana token", "app/grafana.lua", "glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}", "t = '@'"],
  ["New Relic key", "app/nr.ex", "NRAK-[A-Z0-9]{27}", 't = "@"'],
  ["Sentry token", "app/sentry.sh", "sntryu_[a-f0-9]{64}", "SENTRY=@"],
  ["Slack bot token", "app/bot.py", "xoxb-[0-9]{12}-[0-9]{12}-[A-Za-z0-9]{24}", "t = '@'"],
  [
    "Slack webhook",
    "app/notify.sh",
    "hooks\\.slack\\.com/services/T[A-Z0-9]{8}/B[A-Z0-9]{10}/[A-Za-z0-9]{24}",
    "post https://@",
  ],
  ["Discord webhook", "app/ping.sh", "discord\\.com/api/webhooks/[1-9]{18}/[A-Za-z0-9]{68}", "post https://@"],
  ["Telegram bot", "app/tg.pl", "[1-9]{10}:AA[A-Za-z0-9]{33}", "my $t = '@';"],
  ["Stripe key", "app/pay.kt", "sk_live_[A-Za-z0-9]{24}", 'val k = "@"'],
  ["Square token", "app/square.swift", "sq0atp-[A-Za-z0-9]{22}", 'let k = "@"'],
  ["Shopify token", "app/shop.vue", "shpat_[a-f0-9]{32}", "k: '@'"],
  ["SendGrid key", "app/mail.java", "SG\\.[A-Za-z0-9]{22}\\.[A-Za-z0-9]{43}", 'k = "@";'],
  ["Mailgun key", "app/mail.clj", "key-[a-f0-9]{32}", '(def k "@")'],
  ["Mailchimp key", "app/list.hs", "[a-f0-9]{32}-us12", 'mailchimp = "@"'],
  ["Twilio key", "app/sms.dart", "SK[0-9a-f]{32}", "var twilioKey = '@';"],
  ["OpenAI key", "app/ai.py", "sk-proj-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}", "k = '@'"],
  ["Hugging Face token", "app/model.jl", "hf_[A-Za-z]{34}", 'k = "@"'],
  ["Postman key", "app/api.sh", "PMAK-[a-f0-9]{24}-[a-f0-9]{34}", "K=@"],
  ["Linear key", "app/issue.nim", "lin_api_[A-Za-z0-9]{40}", 'let k = "@"'],
  ["Dynatrace token", "app/dt.sh", "dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}", "DT=@"],
];

/** Files in which a program keeps what it logs in with. The secret itself is told apart where it is not all of it. */
const CREDENTIAL_FILES: readonly (readonly [path: string, make: () => readonly [text: string, secret: string]])[] = [
  ["root/.npmrc", () => own("[a-f0-9]{36}", "//r.local/:_authToken=@\n")],
  ["root/.pypirc", () => typed("[pypi]\nusername = me\npassword = @\n")],
  ["root/.netrc", () => typed("machine h.local\n  login me\n  password @\n")],
  ["root/.docker/config.json", () => login('{"auths": {"r.local": {"auth": "@"}}}')],
  ["root/.kube/config", () => own("[A-Za-z0-9]{60}", "users:\n- name: a\n  user:\n    token: @\n")],
  ["etc/kubernetes/admin.conf", () => own("[A-Za-z0-9+/]{400}", "users:\n- user:\n    client-key-data: @\n")],
  ["root/.git-credentials", () => typed("https://me:@@h.local\n", "%")],
  ["root/.pgpass", () => typed("db.local:5432:app:me:@\n")],
  ["root/.my.cnf", () => typed("[client]\nuser=me\npassword=@\n")],
  ["root/.aws/credentials", () => own("[A-Za-z0-9/+]{40}", "[default]\naws_secret_access_key = @\n")],
  ["infra/terraform.tfstate", () => typed('{"resources": [{"attributes": {"master_password": "@"}}]}')],
  ["infra/prod.tfvars", () => typed('db_password = "@"\n')],
  [
    "root/.terraform.d/credentials.tfrc.json",
    () => own("[A-Za-z0-9]{60}", '{"credentials": {"h.local": {"token": "@"}}}'),
  ],
  ["root/.m2/settings.xml", () => typed("<settings><server><password>@</password></server></settings>")],
  ["root/.gradle/gradle.properties", () => typed("repoPassword=@\n")],
  ["root/.gem/credentials", () => own("[a-f0-9]{40}", "---\n:private: @\n")],
  ["root/.cargo/credentials.toml", () => own("[A-Za-z0-9]{40}", '[registries.local]\ntoken = "@"\n')],
  ["root/.config/gh/hosts.yml", () => own("[A-Za-z0-9]{40}", "h.local:\n    oauth_token: @\n")],
  ["root/.config/rclone/rclone.conf", () => own("[A-Za-z0-9]{40}", "[x]\ntype = sftp\npass = @\n")],
  ["etc/wireguard/wg0.conf", () => own("[A-Za-z0-9+/]{43}=", "[Interface]\nPrivateKey = @\n")],
  ["app/config/master.key", () => own("[a-f0-9]{32}", "@\n")],
  ["var/www/wp-config.php", () => typed("<?php define('DB_PASSWORD', '@');\n")],
  ["root/.composer/auth.json", () => own("[a-f0-9]{40}", '{"bearer": {"h.local": "@"}}')],
  ["app/NuGet.Config", () => typed('<add key="ClearTextPassword" value="@" />')],
  ["etc/shadow", () => own("\\$6\\$[A-Za-z0-9./]{16}\\$[A-Za-z0-9./]{86}", "root:@:19000:0:99999:7:::\n")],
];

/** Forms in which people write secrets into files. */
const FORMS: readonly (readonly [path: string, make: () => readonly [text: string, secret: string]])[] = [
  ["app/.env", () => typed("# settings\nDB_PASSWORD=@\n")],
  ["app/application.yml", () => typed("spring:\n  datasource:\n    password: @\n")],
  ["app/app.properties", () => typed("app.secret=@\n")],
  ["app/appsettings.json", () => own("[A-Za-z0-9]{40}", '{\n  "ApiToken": "@"\n}')],
  ["app/compose.yaml", () => typed("services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: @\n")],
  ["app/db.py", () => typed('url = "postgres://me:@@db.local/app"', "%")],
  ["app/fetch.sh", () => typed("curl -s -u me:@ https://h.local/x\n")],
  ["app/call.sh", () => own("[A-Za-z0-9]{40}", 'curl -H "Authorization: Bearer @" https://h.local\n')],
  ["app/session.js", () => ((token) => [`const t = "${token}";\n`, token] as const)(jwt())],
  [
    "k8s/secret.yaml",
    () => encoded("kind: Secret\nmetadata:\n  name: db\ndata:\n  username: c2hvcA==\n  password: @\n"),
  ],
  ["k8s/plain.yaml", () => typed("kind: Secret\nstringData:\n  pin: @\n")],
  [
    "app/analysis.ipynb",
    () => own("glpat-[A-Za-z0-9]{20}", '{"cells": [{"source": ["import x\\n", "x.login(\\"@\\")\\n"]}]}'),
  ],
  ["app/server.key", () => key("RSA PRIVATE KEY", "MIIEow", 24)],
  ["root/.ssh/id_ed25519", () => key("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbm", 5)],
  ["app/ec.pem", () => key("EC PRIVATE KEY", "MHcCAQ", 3)],
  ["app/locked.pem", () => key("ENCRYPTED PRIVATE KEY", "MIIFLT", 24)],
  ["app/signing.asc", () => key("PGP PRIVATE KEY BLOCK", "lQdGBG", 40)],
  [
    "k8s/tls.yaml",
    () =>
      ((at) => [`tls:\n  key: |\n${at[0].replaceAll(/^(?=.)/gm, "    ")}`, at[1]] as const)(
        key("PRIVATE KEY", "MIIEvQ", 24),
      ),
  ],
  [
    "app/inline.env",
    () => ((at) => [`SIGN="${at[0].replaceAll("\n", "\\n")}"\n`, at[1]] as const)(key("PRIVATE KEY", "MIIEvQ", 24)),
  ],
  [
    "app/service-account.json",
    () =>
      ((at) => [`{"type": "service_account", "private_key": "${at[0].replaceAll("\n", "\\n")}"}`, at[1]] as const)(
        key("PRIVATE KEY", "MIIEvQ", 24),
      ),
  ],
  ["opt/tool/bin/tool", () => own("ghp_[A-Za-z0-9]{36}", "\u007fELF\0\0\0\0data\0@\0more")],
];

function filled(text: string, secret: string): readonly [string, string] {
  return [text.replace("@", () => secret), secret];
}
const own = (pattern: string, text: string) => filled(text, some(pattern));
/** A password, as people make them up; without characters that an address would not take. */
const typed = (text: string, not = "") => filled(text, password().replaceAll(/[%]/g, not === "" ? "%" : "+"));
const encoded = (text: string) => filled(text, base64(password()));
const login = (text: string) => filled(text, base64(`me:${password()}`));
function key(label: string, start: string, lines: number): readonly [string, string] {
  const text = pem(label, start, lines);
  return [text, text.split("\n")[1] ?? ""];
}

/** All that is in an image with a secret in each of more than a hundred places. */
export function plantedImage(): { spec: ImageSpec; planted: readonly Planted[] } {
  const planted: Planted[] = [];
  const plant = (what: string, at: string, secret: string) => {
    planted.push({ what, at, secret });
    return secret;
  };
  const layer = (): TarInput[] => [];
  const [first, second, third, fourth] = [layer(), layer(), layer(), layer()];

  for (const [what, path, shape, around] of TOKENS) {
    const secret = plant(what, `/${path}`, some(shape));
    first.push({ path, content: `# of ${what}\n${around.replace("@", () => secret)}\n` });
  }
  for (const [path, make] of [...CREDENTIAL_FILES, ...FORMS]) {
    const [content, secret] = make();
    plant(path, `/${path}`, secret);
    second.push({ path, content });
  }

  // What a later layer took away.
  const token = (what: string, at: string) => plant(what, at, some("glpat-[A-Za-z0-9]{20}"));
  third.push({ path: "tmp/gone.env", content: `T=${token("a deleted file", "/tmp/gone.env")}\n` });
  third.push({ path: "tmp/over.env", content: `T=${token("a file that was written over", "/tmp/over.env")}\n` });
  third.push({ path: "build/keys/a.env", content: `T=${token("a folder that was emptied", "/build/keys/a.env")}\n` });
  fourth.push(
    { path: "tmp/.wh.gone.env" },
    { path: "tmp/over.env", content: "T=\n" },
    { path: "build/keys/.wh..wh..opq" },
  );

  // Within archives.
  const env = (what: string, archive: string, member: string) => `T=${token(what, `/${archive}!${member}`)}\n`;
  const zipped = (archive: string, member: string) =>
    fourth.push({
      path: archive,
      content: zipOf([{ name: member, content: env("a file in an archive", archive, member) }]),
    });
  zipped("srv/bundle.zip", "conf/prod.env");
  zipped("srv/app.jar", "BOOT-INF/classes/application.properties");
  zipped("srv/shop.war", "WEB-INF/classes/db.properties");
  const tarOf = (archive: string) =>
    writeTar([{ path: "./root/.env", content: env("a file in a tar", archive, "root/.env") }]);
  fourth.push({ path: "srv/backup.tar", content: tarOf("srv/backup.tar") });
  fourth.push({ path: "srv/backup.tar.gz", content: gzipSync(tarOf("srv/backup.tar.gz")) });
  fourth.push({
    path: "srv/dump.sql.gz",
    content: gzipSync(`-- ${env("a packed file", "srv/dump.sql.gz", "dump.sql")}`),
  });
  fourth.push(...gitFolder(plant));

  // In the image's own documents.
  const variable = (name: string, value: string) =>
    `${name}=${plant(`variable ${name}`, `environment ${name}`, value)}`;
  const config = {
    Env: [
      "PATH=/usr/bin",
      variable("NOTE", some("ghp_[A-Za-z0-9]{36}")),
      variable("ADMIN_PASSWORD", password()),
      `DB=postgres://me:${plant("variable DB", "environment DB", some("[A-Z][a-z]{5}[0-9]{4}[A-Za-z]{4}"))}@db.local/app`,
    ],
    Labels: { note: `see ${plant("a label", "label note", some("npm_[A-Za-z0-9]{36}"))}` },
    Entrypoint: ["run", `--password=${plant("an entrypoint", "command entrypoint", password())}`],
    Cmd: ["serve", "--token", plant("a command", "command command", some("shpat_[a-f0-9]{32}"))],
  };
  const layers = [
    {
      entries: first,
      createdBy: `RUN |1 KEY=${plant("a build argument", "history 0", some("dop_v1_[a-f0-9]{64}"))} /bin/sh -c make`,
    },
    { entries: second, createdBy: "COPY . /" },
    {
      entries: third,
      createdBy: `RUN curl -u me:${plant("a command of the history", "history 2", password())} https://h.local/x`,
    },
    { entries: fourth, createdBy: "RUN clean" },
  ];
  const emptyHistory = [
    `ENV NPM=${plant("an instruction", "history 4", some("npm_[A-Za-z0-9]{36}"))}`,
    `/bin/sh -c #(nop)  ENV ROOT_PASSWORD ${plant("an instruction in the old form", "history 5", password())}`,
  ];
  return { spec: { layers, config, emptyHistory }, planted };
}

/** A repository that git made: one secret in a packed version that is gone, and one in an object that is not packed. */
function gitFolder(plant: (what: string, at: string, secret: string) => string): TarInput[] {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-planted-"));
  const date = "2025-01-01T00:00:00Z";
  const env = { PATH: process.env.PATH, HOME: folder, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  const git = (...words: string[]): string => {
    const { status, stdout, stderr } = spawnSync("git", [...who, ...words], { cwd: folder, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`git ${words.join(" ")}: ${stderr}`);
    return stdout.trim();
  };
  const commit = (content: string) => {
    writeFileSync(join(folder, "conf/prod.env"), content);
    git("add", ".");
    git("commit", "-q", "-m", "x");
    return git("rev-parse", "HEAD:conf/prod.env");
  };
  const entry = (path: string): TarInput => ({ path: `app/${path}`, content: readFileSync(join(folder, path)) });
  try {
    mkdirSync(join(folder, "conf"));
    git("init", "-q");
    const filler = Array.from({ length: 100 }, (_, i) => `SETTING_${i}=${i * 31}\n`).join("");
    const [packed, loose] = [some("glpat-[A-Za-z0-9]{20}"), some("glpat-[A-Za-z0-9]{20}")];
    commit(`${filler}T=${packed}\n`);
    commit(`${filler}T=\n`);
    git("repack", "-q", "-a", "-d");
    const id = commit(`${filler}T=${loose}\n`);
    const name = readdirSync(join(folder, ".git/objects/pack")).find((file) => file.endsWith(".pack"));
    const pack = `.git/objects/pack/${name}`;
    const object = `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`;
    plant("a version that git has packed", `/app/${pack}!conf/prod.env`, packed);
    plant("a version that git keeps as it is", `/app/${object}!blob ${id}`, loose);
    return [entry(pack), entry(object)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

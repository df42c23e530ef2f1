// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as other languages write them.
import { describe, expect, test } from "vitest";
import { madeUp, randomNumbers } from "../../test/support/made-up-secret.ts";
import { findInFile } from "./find.ts";

const random = randomNumbers(42);
const some = (pattern: string) => madeUp(pattern, random);
const base64 = (text: string) => btoa(text);

/** A password as people make them up. */
const password = some("[A-Z][a-z]{3}[0-9]{3}[!%=+][A-Za-z]{4}");
const hex = some("[0-9a-f]{32}");
const long = some("[A-Za-z0-9]{40}");
const jwt = [
  { alg: "HS256", typ: "JWT" },
  { sub: "7", name: "someone" },
]
  .map((part) => base64(JSON.stringify(part)).replaceAll("=", ""))
  .concat(some("[\\w-]{43}"))
  .join(".");
const hash = some("[a-zA-Z0-9./]{22}");

const find = (path: string, content: string) =>
  findInFile(path, new TextEncoder().encode(content)).found.map(({ rule, secret, line }) => [rule.id, line, secret]);

describe("is found:", () => {
  test.each<[path: string, content: string, rule: string, line: number, secret: string]>([
    [
      "root/.docker/config.json",
      `{"auths":{"r.io":{\n"auth":"${base64(`me:${password}`)}"}}}`,
      "docker-config-auth",
      2,
      base64(`me:${password}`),
    ],
    ["root/.docker/config.json", `{"auths":{"r.io":{"identitytoken": "${long}"}}}`, "docker-config-token", 1, long],
    [
      "root/.kube/config",
      `users:\n- user:\n    client-key-data: ${base64(long.repeat(4))}\n`,
      "kubeconfig-key",
      3,
      base64(long.repeat(4)),
    ],
    ["root/.kube/config", `users:\n- user:\n    token: ${long}\n`, "kubeconfig-token", 3, long],
    ["root/.npmrc", `registry=https://r.io/\n//r.io/:_authToken=${hex}\n`, "npmrc-auth", 2, hex],
    ["home/node/.npmrc", `_auth=${base64(`me:${password}`)}\n`, "npmrc-auth", 1, base64(`me:${password}`)],
    ["app/.yarnrc.yml", `npmAuthToken: "${hex}"\n`, "yarnrc-auth", 1, hex],
    ["root/.pypirc", `[pypi]\nusername = me\npassword = ${password}\n`, "pypirc-password", 3, password],
    ["root/.netrc", `machine github.com\n  login me\n  password ${password}\n`, "netrc-password", 3, password],
    ["root/.git-credentials", `https://me:${password}@github.com\n`, "git-credentials", 1, password],
    ["root/.pgpass", `# c\ndb.local:5432:app:me:${password}\n`, "pgpass-password", 2, password],
    ["root/.my.cnf", `[client]\nuser=me\npassword="${password}"\n`, "mysql-client-password", 3, password],
    [
      "infra/terraform.tfstate",
      `{\n"attributes": {"master_password": "${password}"}}`,
      "terraform-state-secret",
      2,
      password,
    ],
    ["infra/main.tf", `resource "x" "y" {\n  admin_password = "${password}"\n}`, "terraform-password", 2, password],
    ["root/.terraformrc", `credentials "app.terraform.io" {\n  token = "${long}"\n}`, "terraform-credentials", 2, long],
    ["var/www/wp-config.php", `<?php\ndefine( 'DB_PASSWORD', '${password}' );`, "wordpress-config", 2, password],
    [
      "etc/nginx/.htpasswd",
      `me:$apr1$${hash.slice(0, 8)}$${hash}\n`,
      "htpasswd-hash",
      1,
      `$apr1$${hash.slice(0, 8)}$${hash}`,
    ],
    ["etc/shadow", `root:*:1:0:::::\nme:$6$${hash}:1:0:99999:7:::\n`, "shadow-password-hash", 2, `$6$${hash}`],
    ["app/NuGet.config", `<add key="ClearTextPassword" value="${password}" />`, "nuget-config-password", 1, password],
    [
      "root/.m2/settings.xml",
      `<server>\n<password>${password}</password></server>`,
      "maven-settings-password",
      2,
      password,
    ],
    ["root/.gradle/gradle.properties", `repoPassword=${password}\n`, "gradle-properties-password", 1, password],
    ["root/.composer/auth.json", `{"github-oauth": {"github.com": "${hex}"}}`, "composer-auth", 1, hex],
    ["root/.gem/credentials", `---\n:private: ${long}\n`, "gem-credentials", 2, long],
    ["root/.bundle/config", `---\nBUNDLE_GEMS__EXAMPLE__ORG: "me:${password}"\n`, "bundle-config-login", 2, password],
    ["root/.cargo/credentials.toml", `[registry]\ntoken = "${long}"\n`, "cargo-credentials", 2, long],
    ["root/.config/gh/hosts.yml", `github.com:\n    oauth_token: ${long}\n`, "github-cli-token", 2, long],
    [
      "root/.config/gcloud/application_default_credentials.json",
      `{"client_secret": "${long}"}`,
      "gcloud-credentials",
      1,
      long,
    ],
    ["root/.azure/msal_token_cache.json", `{"secret": "${long}"}`, "azure-token-cache", 1, long],
    ["root/.s3cfg", `[default]\nsecret_key = ${long}\n`, "s3cfg-secret-key", 2, long],
    ["root/.config/rclone/rclone.conf", `[x]\ntype = sftp\npass = ${long}\n`, "rclone-password", 3, long],
    [
      "etc/wireguard/wg0.conf",
      `[Interface]\nPrivateKey = ${base64(long.slice(0, 32))}\n`,
      "wireguard-private-key",
      2,
      base64(long.slice(0, 32)),
    ],
    ["app/config/master.key", `${hex}\n`, "rails-master-key", 1, hex],
    ["root/.vault-token", `hvs.${long.slice(0, 24)}\n`, "vault-token-file", 1, `hvs.${long.slice(0, 24)}`],
    ["root/.aws/credentials", `[default]\naws_secret_access_key = ${long}\n`, "aws-secret-access-key", 2, long],
    ["app/db.py", `url = "postgres://me:${password}@db.local/app"`, "url-password", 1, password],
    ["app/run.sh", `curl -s -u me:${password} https://r.io/x\n`, "curl-user-password", 1, password],
    ["app/run.sh", `curl -H "Authorization: Bearer ${long}" https://r.io\n`, "http-authorization", 1, long],
    ["app/call.py", `token = "${jwt}"`, "json-web-token", 1, jwt],
    ["app/call.py", `token = "${base64(jwt)}"`, "json-web-token-base64", 1, base64(jwt)],
    [
      "k8s/db.yaml",
      `kind: Secret\nmetadata:\n  name: db\ndata:\n  password: ${base64(password)}\n`,
      "kubernetes-secret",
      5,
      base64(password),
    ],
    ["k8s/db.yaml", `data:\n  password: ${base64(password)}\nkind: Secret\n`, "kubernetes-secret", 2, base64(password)],
    [
      "k8s/db.yaml",
      `kind: Secret\ndata:\n  username: ${base64("shopkeeper")}\n  host: ${base64("db.local.example")}\n  api: ${base64(long)}\n`,
      "kubernetes-secret",
      5,
      base64(long),
    ],
    [
      "k8s/db.yaml",
      `kind: ConfigMap\ndata:\n  motd: ${base64("nothing to see")}\n---\nkind: Secret\nstringData:\n  "pin": "${long}"\n`,
      "kubernetes-secret",
      7,
      long,
    ],
    ["k8s/db.yaml", `kind: "Secret"\nstringData:\n  pin: '${long}'\n`, "kubernetes-secret", 3, long],
    ["app/.env", `# c\nDB_PASSWORD=${password}\n`, "credential-setting", 2, password],
    ["app/application.yml", `spring:\n  datasource:\n    password: ${password}\n`, "credential-setting", 3, password],
    ["app/appsettings.json", `{\n  "ApiToken": "${long}"\n}`, "credential-setting", 2, long],
    ["app/config/app.properties", `app.secret=${password}\n`, "credential-setting", 1, password],
  ])("%s: %j", (path, content, rule, line, secret) => {
    expect(find(path, content)).toEqual([[rule, line, secret]]);
  });
});

describe("is not found:", () => {
  test.each<[path: string, content: string]>([
    ["app/.env", "DB_PASSWORD=changeme\n"],
    ["app/.env", "DB_PASSWORD=${DB_PASSWORD}\n"],
    ["app/.env", "DB_PASSWORD=$DB_PASSWORD\nAPI_TOKEN=\n"],
    ["app/.env", "DB_PASSWORD=<your password here>\n"],
    ["app/.env", "PASSWORD_FILE=/run/secrets/db\nTOKEN_TTL=3600s\nSECRET_NAME=db-credentials-1\n"],
    ["app/.env", "API_KEY=xxxxxxxxxxxxxxxxxxxxxxxx\nTOKEN=1234567890123456\n"],
    ["app/.env", "API_KEY=your-api-key-goes-here-1\n"],
    ["app/application.yml", "password: {{ .Values.password }}\n"],
    ["app/application.yml", "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n"],
    ["app/settings.py", 'password = getpass.getpass("Password: ")\n'],
    ["app/settings.py", 'SECRET_KEY = os.environ["SECRET_KEY"]\n'],
    ["app/main.js", "const password = document.getElementById('password').value;\n"],
    ["app/main.js", `const sha = "${some("[0-9a-f]{40}")}";\n`],
    ["app/sums.txt", `${some("[0-9a-f]{64}")}  app.tar.gz\n`],
    ["app/index.html", `<script integrity="sha384-${some("[A-Za-z0-9+/]{64}")}"></script>\n`],
    ["app/id.txt", `${some("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}")}\n`],
    ["app/package-lock.json", `{"integrity": "sha512-${some("[A-Za-z0-9+/]{86}")}=="}\n`],
    ["app/a.md", "postgres://user:password@localhost/db\n"],
    ["app/db.py", "url = 'postgres://user:password@localhost/db'\n"],
    ["app/db.py", "url = f'postgres://{user}:{password}@{host}/db'\n"],
    ["app/db.py", "url = 'https://example.com:8080/a@b'\n"],
    ["app/db.py", "see https://github.com/a/b: mail me@example.com\n"],
    ["app/run.sh", 'curl -u "$USER:$PASSWORD" https://r.io\n'],
    ["app/run.sh", 'curl -H "Authorization: Bearer $TOKEN" https://r.io\n'],
    ["app/run.sh", 'curl -H "Authorization: Bearer ${GITHUB_TOKEN}" https://r.io\n'],
    ["app/aws.py", 'key = "AKIAIOSFODNN7EXAMPLE"\n'],
    ["app/aws.py", 'aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\n'],
    ["app/jwt.py", `eyJ = "eyJ${some("[a-z]{40}")}"\n`],
    ["k8s/db.yaml", "kind: Secret\ndata:\n  password: {{ .Values.password | b64enc }}\n"],
    ["k8s/db.yaml", `kind: ConfigMap\ndata:\n  motd: ${base64("nothing to see here")}\n`],
    ["k8s/db.yaml", `kind: SealedSecret\ndata:\n  first: ${base64(long)}\n`],
    // Encrypted for one cluster: nobody else can read it. Source: https://github.com/bitnami-labs/sealed-secrets
    [
      "k8s/sealed.yaml",
      `kind: SealedSecret\nspec:\n  encryptedData:\n    password: Ag${some("[A-Za-z0-9+/]{60}").repeat(12)}=\n    token: "Ag${some("[A-Za-z0-9+/]{60}").repeat(12)}="\n  template:\n    data: null\n`,
    ],
    // Encrypted too. Source: https://getsops.io/docs/
    [
      "k8s/sops.yaml",
      `kind: Secret\nstringData:\n  password: ENC[AES256_GCM,data:${base64(long)},iv:${base64(hex)},tag:${base64(hex)},type:str]\n`,
    ],
    ["k8s/db.yaml", `kind: Secret\ndata: {}\nmetadata:\n  annotations:\n    note: ${base64(long)}\n`],
    ["k8s/db.yaml", `kind: Secret\nmetadata: {}\n---\nkind: ConfigMap\ndata:\n  motd: ${base64("nothing to see")}\n`],
    ["root/.npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"],
    ["root/.docker/config.json", '{"auths": {"r.io": {}}, "credsStore": "ecr-login"}\n'],
    ["root/.docker/config.json", `{"auths": {"r.io": {"auth": "${base64("user:password")}"}}}\n`],
    ["root/.netrc", "machine github.com login me\n"],
    ["root/.pgpass", "# hostname:port:database:username:password\n"],
    ["etc/shadow", "root:*:19000:0:99999:7:::\ndaemon:!:19000::::::\nbin:!!:19000::::::\n"],
    [
      "var/www/wp-config.php",
      "define( 'DB_PASSWORD', 'password_here' );\ndefine('AUTH_KEY', 'put your unique phrase here');\n",
    ],
    ["infra/main.tf", 'admin_password = "${var.password}"\n'],
    ["infra/terraform.tfstate", '{"attributes": {"password": null, "secret_name": ""}}\n'],
    ["usr/share/doc/curl/examples/a.sh", `curl -u me:${password} https://r.io\n`],
    ["usr/lib/node_modules/npm/docs/a.md", `GITHUB_TOKEN=${some("ghp_[A-Za-z0-9]{36}")}\n`],
    ["usr/lib/python3/dist-packages/x/tests/test_a.py", `key = "${some("AKIA[A-Z2-7]{16}")}"\n`],
    ["srv/node_modules/jsonwebtoken/index.js", `token = "${jwt}"\n`],
    ["srv/node_modules/pg/lib/a.js", `url = "postgres://me:${password}@db/app"\n`],
    ["app/yarn.lock", `npm_token ${some("npm_[A-Za-z0-9]{36}")}\n`],
    ["app/a.png", some("ghp_[A-Za-z0-9]{36}")],
    ["app/a.txt", some("ghp_[A-Za-z0-9]{35}")],
    ["app/a.txt", `xghp_${some("[A-Za-z0-9]{36}")}`],
    ["app/a.txt", "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    ["app/a.txt", "ghp_abcdefghijklmnopqrstuvwxyz1234567890"],
  ])("%s: %j", (path, content) => {
    expect(find(path, content)).toEqual([]);
  });
});

test.each([
  ["etc/ssl/private/ssl-cert-snakeoil.key", "snakeoil-private-key", "low"],
  ["etc/ssl/private/server.key", "private-key", "critical"],
  ["usr/share/nginx/server.key", "private-key", "critical"],
  ["opt/venv/lib/python3.12/site-packages/moto/ca.key", "private-key-in-package", "low"],
  ["app/node_modules/proxy/ca.key", "private-key-in-package", "low"],
])("a private key in %s is a finding of %s: %s", (path, rule, severity) => {
  const key = `-----BEGIN PRIVATE KEY-----\n${some("[A-Za-z0-9+/]{60}").repeat(4)}\n-----END PRIVATE KEY-----\n`;
  const { found } = findInFile(path, new TextEncoder().encode(key));
  expect(found.map((one) => [one.rule.id, one.rule.severity])).toEqual([[rule, severity]]);
});

describe("the line is told", () => {
  test.each([0, 1, 99, 5000])("behind %i others", (before) => {
    const token = some("ghp_[A-Za-z0-9]{36}");
    expect(find("app/a.txt", `${"line of text\n".repeat(before)}  ${token}\n`)).toEqual([
      ["github-pat", before + 1, token],
    ]);
  });

  test("and the secret is found at either end of a file", () => {
    const token = some("ghp_[A-Za-z0-9]{36}");
    expect(find("app/a.txt", token)).toEqual([["github-pat", 1, token]]);
    expect(find("app/a.txt", `\n\n${token}`)).toEqual([["github-pat", 3, token]]);
  });
});

describe("a hostile file is looked at in time in proportion to its size:", () => {
  test.each([
    ["keywords", "ghp_"],
    ["keywords of long windows", "-----BEGIN "],
    ["beginnings of keys", "-----BEGIN PRIVATE KEY-----\nMIIE"],
    ["addresses", "://a:"],
    ["names", "password_"],
    ["tokens that never end", "eyJaaaaaaaaaaaaaaaaaaaa."],
    ["kinds", "kind: secret\ndata:\n a:\n"],
    ["values of kinds", "kind: secret\ndata:\n a: abcdefgh1\n b: 1234abcdef\n"],
    ["command lines", "curl -u "],
  ])("%s", (_title, part) => {
    const bytes = new TextEncoder().encode(part.repeat(3_000_000 / part.length));
    const startedAt = performance.now();
    findInFile("app/.env", bytes);
    // Quadratic time would take hours; any machine does it in this.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

test("of very many secrets in a file the first ones are told, and that there are more", () => {
  const text = Array.from({ length: 300 }, () => some("ghp_[A-Za-z0-9]{36}")).join("\n");
  const { found, isCutOff } = findInFile("app/a.txt", new TextEncoder().encode(text));
  expect(found.length).toBe(100);
  expect(isCutOff).toBe(true);
});

test.each([
  ["etc/apache2/default-ssl.conf", "# Every entry in the user\n# file needs this password: `xxj31ZMTZzkVA'.\n"],
  ["etc/freeradius/clients.conf", "#\tsecret\t\t= testing123-1\n"],
  ["app/linkedin.js", "const linkedin = toStringMethod;"],
  ["app/manifest.json", `{"src/token.test.ts": "${some("[0-9a-f]{40}")}"}`],
  ["etc/postgresql/17/main/postgresql.conf", "password_encryption = scram-sha-256\n"],
  ["app/settings.yml", "password_validators: minimum-length-12\nsecret_manager: aws-secrets-1234\n"],
])("nor what was taken for one on real machines: %s", (path, content) => {
  expect(find(path, content)).toEqual([]);
});

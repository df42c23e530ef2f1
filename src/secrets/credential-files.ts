import { isPlainWord } from "./placeholder.ts";
import type { RuleFacts } from "./rule.ts";

/** A file whose name says that credentials are in it, and how they stand there. */
export interface CredentialFile extends RuleFacts {
  /** How its path ends, in small letters; a whole name or the last folders and the name. */
  readonly endings: readonly string[];
  /** Its group 1 is a secret; asked for all over the file. */
  readonly pattern: RegExp;
  readonly confirm?: (secret: string) => boolean;
}

const facts = (id: string, severity: RuleFacts["severity"], provider: string, title: string): RuleFacts => ({
  id,
  severity,
  provider,
  title,
});

/** Base64 of `user:password`. */
function isUserAndPassword(base64: string): boolean {
  try {
    const [, password = ""] = /^[^:]{1,200}:(.+)$/.exec(atob(base64)) ?? [];
    return password !== "" && !isPlainWord(password);
  } catch {
    return false;
  }
}

const isOwnWord = (secret: string) => !isPlainWord(secret);

// A row for each program that keeps credentials in a file of its own. Sources: the manuals of those programs.
export const CREDENTIAL_FILES: readonly CredentialFile[] = [
  {
    ...facts("docker-config-auth", "critical", "Docker", "login of a registry"),
    endings: [".docker/config.json", ".dockercfg", ".dockerconfigjson", "containers/auth.json", "kaniko/config.json"],
    pattern: /"auth"\s{0,4}:\s{0,4}"([A-Za-z0-9+/]{8,4000}={0,2})"/g,
    confirm: isUserAndPassword,
  },
  {
    ...facts("docker-config-token", "critical", "Docker", "token of a registry"),
    endings: [".docker/config.json", "containers/auth.json"],
    pattern: /"(?:identitytoken|registrytoken)"\s{0,4}:\s{0,4}"([^"\s]{8,4000})"/g,
  },
  {
    ...facts("kubeconfig-key", "critical", "Kubernetes", "client key of a cluster"),
    endings: [".kube/config", "kubeconfig", "kubelet.conf", "admin.conf", "controller-manager.conf", "scheduler.conf"],
    pattern: /\bclient-key-data["']?: {0,4}["']?([A-Za-z0-9+/]{100,20000}={0,2})/g,
  },
  {
    ...facts("kubeconfig-token", "critical", "Kubernetes", "token of a cluster"),
    endings: [".kube/config", "kubeconfig", "kubelet.conf", "admin.conf"],
    pattern: /^[ -]{1,20}["']?(?:token|password)["']?: {0,4}["']?([^\s"']{8,4000})/gm,
  },
  {
    ...facts("kubernetes-service-account-token", "high", "Kubernetes", "token of a service account"),
    endings: ["secrets/kubernetes.io/serviceaccount/token"],
    pattern: /(eyJ[\w-]{15,2000}\.eyJ[\w-]{15,4000}\.[\w-]{20,1000})/g,
  },
  {
    ...facts("npmrc-auth", "critical", "npm", "login of a registry"),
    endings: [".npmrc", "npmrc"],
    pattern:
      /^[ \t]{0,8}(?:\/\/[^\s=]{1,300}:)?(?:_authToken|_auth|_password)[ \t]{0,8}=[ \t]{0,8}["']?([^\s"']{6,2000})/gm,
  },
  {
    ...facts("yarnrc-auth", "critical", "Yarn", "login of a registry"),
    endings: [".yarnrc.yml"],
    pattern: /^[ \t]{0,8}npmAuth(?:Token|Ident):[ \t]{1,8}["']?([^\s"']{6,2000})/gm,
  },
  {
    ...facts("pypirc-password", "critical", "PyPI", "password of an index"),
    endings: [".pypirc"],
    pattern: /^[ \t]{0,8}password[ \t]{0,8}[=:][ \t]{0,8}([^\s]{4,2000})/gm,
  },
  {
    ...facts("netrc-password", "high", "any", "password of a host"),
    endings: [".netrc", "_netrc"],
    pattern: /\bpassword[ \t\r\n]{1,8}([^\s]{4,500})/g,
  },
  {
    ...facts("git-credentials", "critical", "Git", "stored login"),
    endings: [".git-credentials", "git/credentials"],
    pattern: /^https?:\/\/[^\s:@/]{0,200}:([^\s@/]{4,500})@/gm,
  },
  {
    ...facts("pgpass-password", "high", "PostgreSQL", "stored password"),
    endings: [".pgpass", "pgpass.conf"],
    pattern: /^(?!#)(?:(?:\\.|[^:\\\n]){1,200}:){4}([^\n\r]{3,200})$/gm,
  },
  {
    ...facts("mysql-client-password", "high", "MySQL", "stored password"),
    endings: [".my.cnf", "debian.cnf", ".mylogin.cnf"],
    pattern: /^[ \t]{0,8}password[ \t]{0,8}=[ \t]{0,8}["']?([^\s"']{4,200})/gm,
  },
  {
    ...facts("terraform-state-secret", "critical", "HashiCorp", "secret of a Terraform state"),
    endings: [".tfstate", ".tfstate.backup"],
    pattern:
      /"(?:\w{0,60}(?:password|secret|private_key|access_key|token|connection_string)\w{0,20})"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.){8,8000})"/g,
  },
  {
    ...facts("terraform-password", "high", "HashiCorp", "password of a Terraform resource"),
    endings: [".tf", ".tfvars", ".hcl"],
    pattern: /\b\w{0,60}(?:password|secret_key|access_key)[ \t]{0,20}=[ \t]{0,4}"([^"\s$]{8,200})"/g,
  },
  {
    ...facts("terraform-credentials", "critical", "HashiCorp", "Terraform token"),
    endings: [".terraformrc", "terraform.rc", ".terraform.d/credentials.tfrc.json"],
    pattern: /\btoken"?[ \t]{0,8}[=:][ \t]{0,8}"([^"\s]{10,300})"/g,
  },
  {
    ...facts("wordpress-config", "high", "WordPress", "database password or key"),
    endings: ["wp-config.php"],
    pattern:
      /define\(\s{0,8}["'](?:DB_PASSWORD|AUTH_KEY|SECURE_AUTH_KEY|LOGGED_IN_KEY|NONCE_KEY|AUTH_SALT|SECURE_AUTH_SALT|LOGGED_IN_SALT|NONCE_SALT)["']\s{0,8},\s{0,8}["']([^"'\n]{4,200})["']/g,
  },
  {
    ...facts("htpasswd-hash", "medium", "Apache", "hash of a password"),
    endings: [".htpasswd", "htpasswd", "htpasswd.users"],
    pattern: /^[^\s:#]{1,100}:((?:\$(?:apr1|2[aby]|5|6)\$|\{SHA\})[\w./$+=]{10,200}|[\w./]{13})\s*$/gm,
  },
  {
    ...facts("shadow-password-hash", "medium", "Linux", "hash of a user's password"),
    endings: ["etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-"],
    pattern: /^[^\s:]{1,100}:!?(\$[\w]{1,10}\$[^\s:]{10,300}|[\w./]{13}):/gm,
  },
  {
    ...facts("nuget-config-password", "high", "NuGet", "password of a feed"),
    endings: ["nuget.config"],
    pattern: /<add key="(?:ClearText)?Password"\s{1,8}value="([^"]{8,500})"/gi,
  },
  {
    ...facts("maven-settings-password", "high", "Maven", "password of a repository"),
    endings: [".m2/settings.xml", "conf/settings.xml", ".m2/settings-security.xml"],
    pattern: /<(?:password|passphrase|master)>([^<\s]{4,500})<\//g,
    confirm: (secret) => isOwnWord(secret) && !["proxypass", "my_password", "passphrase"].includes(secret),
  },
  {
    ...facts("gradle-properties-password", "high", "Gradle", "password of a repository"),
    endings: [".gradle/gradle.properties", "gradle.properties"],
    pattern: /^[\w.]{0,100}(?:password|token|secret)[ \t]{0,8}=[ \t]{0,8}([^\s]{6,500})/gim,
  },
  {
    ...facts("composer-auth", "critical", "Composer", "login of a repository"),
    endings: ["composer/auth.json", ".composer/auth.json", "/auth.json"],
    pattern:
      /"(?:github-oauth|gitlab-oauth|gitlab-token|bearer)"\s{0,8}:\s{0,8}\{\s{0,40}"[^"]{1,200}"\s{0,8}:\s{0,8}"([^"\s]{8,300})"/g,
  },
  {
    ...facts("composer-auth-password", "high", "Composer", "password of a repository"),
    endings: ["composer/auth.json", ".composer/auth.json", "/auth.json"],
    pattern: /"password"\s{0,8}:\s{0,8}"([^"\s]{4,300})"/g,
  },
  {
    ...facts("gem-credentials", "critical", "RubyGems", "API key"),
    endings: [".gem/credentials", "gem/credentials"],
    pattern: /^:[\w-]{1,60}:[ \t]{1,8}["']?([\w-]{16,200})/gm,
  },
  {
    ...facts("bundle-config-login", "high", "Bundler", "login of a source"),
    endings: [".bundle/config"],
    pattern: /^BUNDLE_[A-Z0-9_]{1,200}:[ \t]{1,8}["']?[^\s:"']{1,100}:([^\s"']{4,300})/gm,
  },
  {
    ...facts("cargo-credentials", "critical", "crates.io", "token of a registry"),
    endings: [".cargo/credentials", ".cargo/credentials.toml"],
    pattern: /^[ \t]{0,8}token[ \t]{0,8}=[ \t]{0,8}"([^"\s]{8,300})"/gm,
  },
  {
    ...facts("github-cli-token", "critical", "GitHub", "token of the command line tool"),
    endings: ["gh/hosts.yml", "config/hub"],
    pattern: /^[ \t-]{1,20}oauth_token:[ \t]{1,8}["']?([\w]{20,300})/gm,
  },
  {
    ...facts("gcloud-credentials", "critical", "Google", "stored login of gcloud"),
    endings: [
      "application_default_credentials.json",
      "gcloud/credentials.db",
      "legacy_credentials/adc.json",
      "adc.json",
    ],
    pattern: /"(?:refresh_token|client_secret)"\s{0,4}:\s{0,4}"([^"\s]{12,500})"/g,
  },
  {
    ...facts("azure-token-cache", "critical", "Microsoft", "stored login of az"),
    endings: [".azure/msal_token_cache.json", ".azure/accesstokens.json", ".azure/service_principal_entries.json"],
    pattern: /"(?:secret|refreshtoken|accesstoken|client_secret)"\s{0,4}:\s{0,4}"([^"\s]{12,8000})"/gi,
  },
  {
    ...facts("s3cfg-secret-key", "critical", "Amazon", "secret key of s3cmd or boto"),
    endings: [".s3cfg", ".boto", "boto.cfg", ".passwd-s3fs", "passwd-s3fs"],
    pattern:
      /^(?:[ \t]{0,8}(?:aws_secret_access_key|secret_key|gs_secret_access_key)[ \t]{0,8}=[ \t]{0,8}|[A-Z0-9]{16,30}:)([^\s]{16,200})/gm,
  },
  {
    ...facts("rclone-password", "high", "rclone", "stored password"),
    endings: ["rclone.conf", ".rclone.conf"],
    pattern:
      /^(?:pass|password|password2|token|secret_access_key|client_secret|key)[ \t]{0,8}=[ \t]{0,8}([^\s].{6,2000})/gm,
  },
  {
    ...facts("wireguard-private-key", "critical", "WireGuard", "private key"),
    endings: ["wg0.conf", "wg1.conf", "wireguard/privatekey", "wireguard.conf"],
    pattern: /^(?:[ \t]{0,8}(?:PrivateKey|PresharedKey)[ \t]{0,8}=[ \t]{0,8})?([A-Za-z0-9+/]{43}=)[ \t]*\r?$/gm,
  },
  {
    ...facts("rails-master-key", "critical", "Ruby on Rails", "master key"),
    endings: ["config/master.key", "config/credentials/production.key"],
    pattern: /^([a-f0-9]{32})\s*$/gm,
  },
  {
    ...facts("vault-token-file", "critical", "HashiCorp", "token of the command line tool"),
    endings: ["/.vault-token", "root/.vault-token"],
    pattern: /^((?:hv[sb]\.|s\.)[\w-]{20,300})\s*$/gm,
  },
  {
    ...facts("ftp-client-password", "high", "FTP", "password of a server"),
    endings: ["sftp-config.json", "sftp.json", "filezilla/sitemanager.xml", "recentservers.xml"],
    pattern: /(?:"password"\s{0,4}:\s{0,4}"|<Pass(?: encoding="base64")?>)([^"<\s]{4,300})/g,
  },
  {
    ...facts("ansible-vault-password", "medium", "Ansible", "password of a vault"),
    endings: [".vault_pass", ".vault_password", "vault_pass.txt", ".vault_pass.txt"],
    pattern: /^([^\s#$!].{3,200})$/gm,
  },
];

/** By the last part of their endings: asked for every file. */
const BY_NAME = Map.groupBy(
  CREDENTIAL_FILES.flatMap((file) => file.endings.map((ending) => ({ file, ending }))),
  ({ ending }) => ending.slice(ending.lastIndexOf("/") + 1),
);

/** Files of a kind of which there are many, by the end of the name alone. */
const BY_SUFFIX = CREDENTIAL_FILES.flatMap((file) =>
  file.endings
    .filter((ending) => /^\.(?:tf|tfvars|hcl|tfstate|tfstate\.backup)$/.test(ending))
    .map((ending) => ({ file, ending })),
);

/** Which kinds of credentials a file holds, by its path. */
export function credentialFilesAt(path: string): CredentialFile[] {
  const small = path.toLowerCase();
  const name = small.slice(small.lastIndexOf("/") + 1);
  const found = (BY_NAME.get(name) ?? []).filter(({ ending }) => {
    if (ending.startsWith("/")) return `/${small}`.endsWith(ending);
    return small === ending || small.endsWith(`/${ending}`);
  });
  const bySuffix = BY_SUFFIX.filter(({ ending }) => name.endsWith(ending));
  return [...new Set([...found, ...bySuffix].map(({ file }) => file))];
}

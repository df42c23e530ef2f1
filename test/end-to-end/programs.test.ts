import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { imageOf } from "./ecosystems/image-of.ts";
import { has, run } from "./ecosystems/run.ts";
import { newPlace, sbomOf } from "./plimsoll.ts";

// Real programs, as Debian built them, without Debian's record of them: so that each is found by its own texts. The
// version that Debian gives its package is what each has to tell.

/** Debian's package, and what is found in it: `name`, or `name@version` where the program tells another than Debian. */
const PROGRAMS: readonly (readonly [pkg: string, ...names: string[]])[] = [
  ["apache2-bin", "httpd"],
  ["bash", "bash"],
  ["bind9", "bind"],
  ["busybox", "busybox"],
  ["curl", "curl"],
  ["dnsmasq-base", "dnsmasq"],
  ["dovecot-core", "dovecot"],
  ["dumb-init", "dumb-init"],
  ["elixir", "elixir"],
  ["erlang-base", "erlang"],
  ["exim4-daemon-light", "exim"],
  ["ffmpeg", "ffmpeg"],
  ["gcc-12", "gcc"],
  ["git", "git"],
  ["gzip", "gzip"],
  ["haproxy", "haproxy"],
  ["irssi", "irssi"],
  ["jq", "jq"],
  ["ldap-utils", "openldap"],
  ["libc6", "glibc"],
  ["liblzma5", "xz"],
  ["lighttpd", "lighttpd"],
  ["lua5.4", "lua"],
  ["mariadb-client-core", "mariadb"],
  ["memcached", "memcached"],
  ["moarvm", "moarvm"],
  ["mosquitto", "mosquitto"],
  ["musl", "musl"],
  ["nginx", "nginx"],
  ["openjdk-17-jre-headless"],
  ["openssl", "openssl"],
  ["openvpn", "openvpn"],
  ["perl-base", "perl"],
  ["php8.2-cli", "php"],
  ["postfix", "postfix"],
  ["postgresql-15", "postgresql"],
  ["proftpd-core", "proftpd"],
  ["python3.11-minimal", "python"],
  ["rabbitmq-server", "rabbitmq"],
  ["rakudo", "rakudo"],
  ["redis-tools", "redis"],
  ["redmine", "redmine"],
  ["libsqlite3-0", "sqlite"],
  ["spiped", "spiped"],
  ["squid", "squid"],
  ["tini", "tini"],
  ["tor", "tor"],
  ["unbound", "unbound"],
  ["util-linux", "util-linux"],
  ["varnish", "varnish"],
  ["vsftpd", "vsftpd"],
  ["zlib1g", "zlib"],
  ["znc", "znc"],
  ["zstd", "zstd"],
];

const missing = ["apt-get", "dpkg-deb", "umoci"].filter((program) => !has(program));
if (missing.length > 0) console.warn(`programs are not looked at: this machine has no ${missing.join(", no ")}`);

test.skipIf(missing.length > 0)("every program of Debian tells its version, and none another's", async () => {
  using place = newPlace();
  const [root, archives] = [join(place.folder, "root"), join(place.folder, "archives")];
  for (const folder of [root, archives]) mkdirSync(folder);
  const known = new Set(run("apt-cache", ["pkgnames"]).split("\n"));
  const asked = PROGRAMS.filter(([pkg]) => known.has(pkg));
  expect(asked.length).toBeGreaterThan(PROGRAMS.length / 2);
  run("apt-get", ["download", "-q", "-o", "APT::Sandbox::User=root", ...asked.map(([pkg]) => pkg)], { cwd: archives });

  const expected = new Map<string, string>();
  for (const name of readdirSync(archives)) {
    const archive = join(archives, name);
    run("dpkg-deb", ["-x", archive, root]);
    const [pkg = "", version = ""] = run("dpkg-deb", ["-f", archive, "Package", "Version"])
      .split("\n")
      .map((line) => line.replace(/^\w+: /, ""));
    for (const program of asked.find(([each]) => each === pkg)?.slice(1) ?? []) {
      expected.set(program, upstreamOf(version));
    }
  }
  const { artifacts, problems } = await sbomOf(place, imageOf(root, place.folder));
  expect(problems).toEqual([]);
  const found = artifacts.filter(({ found_by }) => found_by === "binary" || found_by === "web-application");
  expect(found.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(
    [...expected].map(([name, version]) => `${name}@${version}`).sort(),
  );
});

/** `5:7.0.15-1~deb12u10` → `7.0.15`. */
function upstreamOf(version: string): string {
  return version
    .replace(/^\d+:/, "")
    .replace(/-[^-]*$/, "")
    .replace(/[+~.](?:dfsg|ds|really)[\w.+~]*$/, "");
}

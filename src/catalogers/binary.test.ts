import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { binary } from "./binary.ts";
import { KNOWN_PROGRAMS } from "./shared/program-signs.ts";

const some = { sizeBytes: 1, isExecutable: true };

test.each([
  ["usr/local/bin/node", true],
  ["usr/local/lib/libpython3.11.so.1.0", true],
  ["usr/bin/python3.9", true],
  ["usr/local/bin/python3", false],
  ["usr/bin/pythonic", false],
  ["opt/bitnami/nginx/sbin/nginx", true],
  ["etc/nginx/nginx.conf", false],
  ["usr/local/go/VERSION", true],
  ["app/VERSION", false],
  ["usr/local/lib/erlang/releases/25/OTP_VERSION", true],
  ["usr/bin/gitk", false],
])("binary wants %s: %s", (path, wanted) => {
  expect(binary.wants(path, some)).toBe(wanted);
});

/** The text of each program around its version, as it stands in a real one, between other bytes. */
const SAMPLES: readonly (readonly [path: string, text: string, purl: string])[] = [
  ["usr/local/bin/node", "https://node.js/v22.9.0/", "pkg:generic/node@22.9.0"],
  ["usr/local/bin/node", "\0node v0.10.48\0", "pkg:generic/node@0.10.48"],
  ["bin/deno", "Deno/2.6.3", "pkg:generic/deno@2.6.3"],
  ["usr/local/lib/libpython3.13.so.1.0", "\x003.13.\0\x003.13.0rc2\0", "pkg:generic/python@3.13.0rc2"],
  ["usr/bin/python3.9", "\x003.9.2\0", "pkg:generic/python@3.9.2"],
  ["opt/pypy/bin/libpypy3.10-c.so", "[PyPy 7.3.17 with", "pkg:generic/pypy@7.3.17"],
  ["usr/local/lib/libruby.so.3.3.0", "ruby 3.3.0 (2023-12-25 revision", "pkg:generic/ruby@3.3.0"],
  ["usr/bin/ruby", "ruby 2.7.7p221 (2022-11-24 ", "pkg:generic/ruby@2.7.7p221"],
  ["usr/local/bin/php", "X-Powered-By: PHP/8.3.1RC2\0", "pkg:generic/php@8.3.1RC2"],
  ["usr/local/bin/perl", "\0/usr/local/lib/perl5/site_perl/5.36.0", "pkg:generic/perl@5.36.0"],
  ["usr/bin/perl", "/usr/share/perl/5.40.1\0", "pkg:generic/perl@5.40.1"],
  ["usr/local/go/VERSION", "go1.22.3\ntime 2024", "pkg:generic/go@1.22.3"],
  ["usr/local/bin/redis-server", "\x007.0.14buildkitsandbox-1702957741000", "pkg:generic/redis@7.0.14"],
  ["usr/local/bin/redis-server", "4.0.11841ce7054bd9-1542359302\0Redis", "pkg:generic/redis@4.0.11"],
  ["usr/local/bin/redis-server", "Server started, Redis version 2.8.23", "pkg:generic/redis@2.8.23"],
  ["usr/bin/redis-check-rdb", "\x008.0.2\x0014.2.0\0c11-builtin\0", "pkg:generic/redis@8.0.2"],
  ["usr/local/bin/valkey-server", "valkey9.0.0buildkitsandbox-1764887574000", "pkg:generic/valkey@9.0.0"],
  ["usr/lib/postgresql/15/bin/postgres", "\0PostgreSQL 15.1 (Debian", "pkg:generic/postgresql@15.1"],
  ["usr/sbin/mariadbd", "\x0010.6.15-MariaDB\0/mysql-8.0.1/", "pkg:generic/mariadb@10.6.15"],
  ["usr/sbin/mysqld", "/build/percona-server-8.0.36-28/mysql-8.0.36/", "pkg:generic/percona-server@8.0.36"],
  ["usr/bin/mysql", "/release/mysql-8.0.37/mysys", "pkg:generic/mysql@8.0.37"],
  ["usr/bin/mongod", "6.0.27\0tcmalloc", "pkg:generic/mongodb@6.0.27"],
  ["usr/local/openresty/nginx/sbin/nginx", "nginx version: openresty/1.21.4.1\0", "pkg:generic/openresty@1.21.4.1"],
  ["usr/sbin/nginx", "\0nginx version: nginx/1.25.1\0", "pkg:generic/nginx@1.25.1"],
  ["usr/local/apache2/bin/httpd", "Apache/2.4.58 (Unix)", "pkg:generic/httpd@2.4.58"],
  ["usr/sbin/lighttpd", "\0lighttpd/1.4.69\0", "pkg:generic/lighttpd@1.4.69"],
  ["usr/sbin/haproxy", "HAProxy version 2.6.12-1+deb12u3, released 2025/10/03", "pkg:generic/haproxy@2.6.12"],
  ["usr/local/bin/envoy", "\x001.36.4\0 a envoy_reloadable_features", "pkg:generic/envoy@1.36.4"],
  ["traefik", "\0v1.7.34\0", "pkg:generic/traefik@1.7.34"],
  ["usr/local/bin/traefik", "\x003.0.4\0", "pkg:generic/traefik@3.0.4"],
  ["bin/consul", 'GitDescribe=1.12.9"', "pkg:golang/github.com/hashicorp/consul@v1.12.9"],
  ["bin/vault", "revoke1.18.0", "pkg:golang/github.com/hashicorp/vault@v1.18.0"],
  ["bin/busybox", "BusyBox v1.36.1 (2024", "pkg:generic/busybox@1.36.1"],
  ["usr/bin/bash", "@(#)Bash version 5.2.15(1) release GNU", "pkg:generic/bash@5.2.15"],
  ["usr/local/bin/openssl", "\0OpenSSL 1.1.1w\0", "pkg:generic/openssl@1.1.1w"],
  ["usr/bin/openssl", "OpenSSL 3.5.7 1 Jul 2026\0", "pkg:generic/openssl@3.5.7"],
  ["usr/bin/curl", "\0curl/8.5.0\0", "pkg:generic/curl@8.5.0"],
  ["usr/bin/git", "\xffgit/2.39.5\0GIT_USER_AGENT", "pkg:generic/git@2.39.5"],
  [
    "lib/libstd-a5a48102fbd58791.so",
    "clang LLVM (rustc version 1.48.0 (7eac88abb 2020-11-16))",
    "pkg:generic/rust@1.48.0",
  ],
  ["usr/lib/erlang/releases/25/OTP_VERSION", "25.3.2.6\n", "pkg:generic/erlang@25.3.2.6"],
  ["erts/bin/erlexec", "\0/usr/src/otp_src_25.3.2.6/erts/etc", "pkg:generic/erlang@25.3.2.6"],
  ["erts/bin/beam.smp", "\x0026.1.2\0\0\0Erlang/OTP", "pkg:generic/erlang@26.1.2"],
  ["usr/local/bin/elixir", "ELIXIR_VERSION=1.16.0-rc.1\n", "pkg:generic/elixir@1.16.0-rc.1"],
  ["usr/local/lib/elixir/lib/elixir/ebin/elixir.app", '{vsn,"1.16.2"}', "pkg:generic/elixir@1.16.2"],
  ["usr/local/julia/lib/libjulia-internal.so.1.10.2", "__init__\x001.10.2\0verify", "pkg:generic/julia@1.10.2"],
  ["usr/local/bin/memcached", "memcached 1.6.22", "pkg:generic/memcached@1.6.22"],
  ["plugins/rabbit-3.12.1/ebin/rabbit.app", '{vsn, "3.12.1"}', "pkg:generic/rabbitmq@3.12.1"],
  ["usr/lib/dart/bin/dart", "\0" + "3.5.2 (stable)", "pkg:generic/dart@3.5.2"],
  ["usr/local/sbin/proftpd", "\0ProFTPD Version 1.3.8a\0", "pkg:generic/proftpd@1.3.8a"],
  ["usr/sbin/mosquitto", "\x002.0.11\0mosquitto version %s", "pkg:generic/mosquitto@2.0.11"],
  ["usr/bin/irssi", "Client: irssi 1.4.3 (%d", "pkg:generic/irssi@1.4.3"],
  ["fluent-bit/bin/fluent-bit", "\x003.0.2\0%sFluent Bit", "pkg:generic/fluent-bit@3.0.2"],
];

const TEXT_FILES = /\.app$|VERSION$/;
const fileOf = (path: string, text: string) => {
  const bytes = Buffer.from(text, "latin1");
  return TEXT_FILES.test(path) ? bytes : Buffer.concat([Buffer.alloc(3000, 0xee), bytes, Buffer.alloc(3000, 0xee)]);
};

test.each(SAMPLES)("binary reads %s with %j", (path, text, purl) => {
  const { packages, problems } = catalogFiles(binary, [{ [path]: fileOf(path, text) }]);
  expect(problems).toEqual([]);
  expect(packages.map((pkg) => pkg.purl)).toEqual([purl]);
});

test("every row of the table has a sample", () => {
  const names = new Set(SAMPLES.map(([, , purl]) => /([^/]+)@/.exec(purl)?.[1]));
  expect(KNOWN_PROGRAMS.filter(({ name }) => !names.has(name))).toEqual([]);
});

test("a package is told with its place, and nothing that is not known", () => {
  const { packages } = catalogFiles(binary, [{ "bin/busybox": fileOf("bin/busybox", "BusyBox v1.36.1") }]);
  expect(packages).toEqual([
    {
      purl: "pkg:generic/busybox@1.36.1",
      type: "generic",
      name: "busybox",
      version: "1.36.1",
      licenses: [],
      properties: {},
      layer: 0,
      locations: [{ path: "bin/busybox", layer: 0 }],
    },
  ]);
});

describe("binary searches", () => {
  test("across the pieces in which it reads", () => {
    for (const before of [1024 * 1024 - 30, 1024 * 1024 - 10, 1024 * 1024]) {
      const bytes = Buffer.alloc(3 * 1024 * 1024);
      bytes.write("BusyBox v1.36.1 ", before, "latin1");
      expect(catalogFiles(binary, [{ "bin/busybox": bytes }]).packages).toHaveLength(1);
    }
  });

  test("a file full of what it looks for, and ends", () => {
    const bytes = Buffer.from("BusyBox v".repeat(500_000));
    expect(catalogFiles(binary, [{ "bin/busybox": bytes }])).toEqual({ packages: [], problems: [] });
  });
});

test.each([
  ["usr/bin/python3.9", "\x003.11.2\0"],
  ["usr/sbin/nginx", "nginx version: freenginx"],
  ["usr/bin/node", "a script of that name"],
])("binary says nothing of %s with %j", (path, text) => {
  expect(catalogFiles(binary, [{ [path]: fileOf(path, text) }]).packages).toEqual([]);
});

import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { elfOf, goBuildInfoOf } from "../../test/support/program-files.ts";
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
  ["usr/lib/x86_64-linux-gnu/libcrypto.so.3", true],
  ["usr/lib/x86_64-linux-gnu/libcryptsetup.so.12", false],
  ["lib/ld-musl-x86_64.so.1", true],
  ["usr/lib/x86_64-linux-musl/libc.so", true],
  ["usr/lib/x86_64-linux-gnu/libc.so", false],
  ["usr/bin/x86_64-linux-gnu-gcc-14", true],
  ["usr/bin/gcc-ranlib", false],
  ["usr/bin/luac5.4", false],
  ["usr/share/bash", true],
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
  ["usr/bin/irssi", "\0irssi 1.2.3-1 (%d", "pkg:generic/irssi@1.2.3"],
  ["usr/lib/libnode.so.115", "x node.js/v20.19.2/", "pkg:generic/node@20.19.2"],
  ["bin/deno", "Exporter-Deno/0.80.0grpc…2.9.6Deno/2.9.6+e518", "pkg:generic/deno@2.9.6"],
  ["usr/local/bin/bun", "\0Bun/1.4.5\0", "pkg:generic/bun@1.4.5"],
  ["lib/librustc_driver-2ac4dc0e5fac42cf.so", "/usr/src/rustc-1.48.0/library/core", "pkg:generic/rust@1.48.0"],
  [
    "opt/graalvm/bin/java",
    "\x0021.0.2+13-jvmci-23.1-b30\0openjdk\0java\x000.0\x0021.0.2+13\0",
    "pkg:generic/oracle/graalvm@21.0.2%2B13-jvmci-23.1-b30",
  ],
  ["opt/zulu-17/bin/java", "\0openjdk\0java\x000.0\x0017.0.9+8-LTS\0", "pkg:generic/azul/zulu@17.0.9%2B8-LTS"],
  ["opt/java/bin/java", "%s\0openjdk\0java\x000.0\x0025.0.2+10-LTS\0", "pkg:generic/oracle/openjdk@25.0.2%2B10-LTS"],
  [
    "opt/java/bin/java",
    "\0openjdk\0java\x000.0\0-J-ms8m\0\0\0\0\x0011.0.24+8-post\0",
    "pkg:generic/oracle/openjdk@11.0.24%2B8-post",
  ],
  ["opt/java/bin/java", "\x000.0\0\0\0\x0011.0.22+7\0\0\0openjdk\0java\0", "pkg:generic/oracle/openjdk@11.0.22%2B7"],
  ["lib/libjulia.so.1.5", "\x001.5.3\0julia version %s", "pkg:generic/julia@1.5.3"],
  ["dart-sdk/bin/dart", "\x003.6.0-216.1.beta (beta) (", "pkg:generic/dart@3.6.0-216.1.beta"],
  ["usr/bin/swift-frontend", "Swift version swift-6.0.3-RELEASE", "pkg:generic/swift@6.0.3"],
  [
    "usr/share/dotnet/dotnet",
    "Invoked %s [version: %s, commit hash: %s] main = {\x003.1.23\x007af614fde0e0da1d20b33a6e2da7ae2994c5eec3\0",
    "pkg:generic/dotnet@3.1.23",
  ],
  ["usr/share/dotnet/dotnet", "\x008.0.4 @Commit: 2d7eea2\0", "pkg:generic/dotnet@8.0.4"],
  ["usr/bin/moar", "\x002024.09\0This is MoarVM version %s", "pkg:generic/moarvm@2024.09"],
  [
    "usr/share/perl6/runtime/rakudo.moarvm",
    "\0\x0c\0\0\0Rakudo\0\0\x0e\0\0\0version\0\x0e\0\0\x002024.09\0\x1c",
    "pkg:generic/rakudo@2024.09",
  ],
  ["usr/bin/lua5.4", "$LuaVersion: Lua 5.4.7  Copyright", "pkg:generic/lua@5.4.7"],
  ["usr/lib/liblua5.1.so.0.0.0", "$Lua: Lua 5.1.5 Copyright", "pkg:generic/lua@5.1.5"],
  ["usr/bin/luajit", "\0LuaJIT 2.1.1737090214\0", "pkg:generic/luajit@2.1.1737090214"],
  ["usr/lib/ghc/bin/ghc-9.6.6", "\0libHSghc-9.6.6-ghc9.6.6.so\0", "pkg:generic/haskell/ghc@9.6.6"],
  ["opt/ghc/bin/ghc", "\0GHC 9.4.7\0", "pkg:generic/haskell/ghc@9.4.7"],
  ["usr/bin/cabal", "\0cabal-install-3.10.3.0-8N8Z8hvXxi5DCpdH:Dist", "pkg:generic/haskell/cabal@3.10.3.0"],
  ["usr/local/bin/stack", "Version 2.13.1, Git revision", "pkg:generic/haskell/stack@2.13.1"],
  ["usr/bin/stack", "\0stack-2.15.7-KQ7W5MnYZbDKtf0p3ESnf3:Stack.CLI", "pkg:generic/haskell/stack@2.15.7"],
  ["usr/bin/swipl", "/tmp/src/swipl-9.1.16/src", "pkg:generic/swipl@9.1.16"],
  ["usr/bin/gcc-14", "https://gcc.gnu.org/onlinedocs/gcc-14.2.0/\0", "pkg:generic/gcc@14.2.0"],
  ["usr/bin/gcc", "\x0012.2.0\0(Debian 12.2.0-14) \0gcc version %s %s\n", "pkg:generic/gcc@12.2.0"],
  ["usr/local/bin/gcc", "GCC: (GNU) 8.5.0\0", "pkg:generic/gcc@8.5.0"],
  ["opt/zig/zig", "\x009.1\0zig 0.17.1\0", "pkg:generic/zig@0.17.1"],
  ["usr/bin/composer", "'pretty_version' => '2.8.8',", "pkg:generic/composer@2.8.8"],
  ["composer.phar", "public const VERSION = '2.7.0-RC1';", "pkg:generic/composer@2.7.0-RC1"],
  ["bin/uv", "}}0.13.9include-system-site-packagesrelocatableprompt", "pkg:generic/uv@0.13.9"],
  ["usr/bin/redis-server", "\x006.2.58f1c18bfd7fc-1728390128000000000\0Redis", "pkg:generic/redis@6.2.5"],
  ["usr/bin/valkey-server", "\0valkey8.1.8e7aabe97f890-1781799480401128\0", "pkg:generic/valkey@8.1.8"],
  ["usr/bin/valkey-server", "\0valkey8.1.11792855166000000000\0", "pkg:generic/valkey@8.1.1"],
  ["usr/bin/valkey-server", "\0valkey8.1.101792855166000000000\0", "pkg:generic/valkey@8.1.10"],
  ["usr/bin/valkey-server", "\0valkey8.0.12builder-1712855166\0", "pkg:generic/valkey@8.0.12"],
  ["usr/bin/psql", "\0PostgreSQL 17.12 (Debian", "pkg:generic/postgresql@17.12"],
  ["usr/bin/mysql", "shutdown\x008.0.37\0\0\0mysql_real_escape", "pkg:generic/mysql@8.0.37"],
  ["usr/sbin/mysqld", "/Percona-XtraDB-Cluster-8.0.34-26/mysql-8.0.34/", "pkg:generic/percona-xtradb-cluster@8.0.34"],
  ["usr/bin/xtrabackup", "/percona-xtrabackup-8.0.35-30/", "pkg:generic/percona-xtrabackup@8.0.35"],
  ["usr/local/bin/crash", "PK\x01\x02 crash-0.32.0.dist-info/METADATA", "pkg:pypi/crash@0.32.0"],
  ["usr/bin/arangosh", "\x003.11.8 [linux]", "pkg:generic/arangodb@3.11.8"],
  ["usr/lib/libsqlite3.so.0.8.6", "\0\b\0\0\x003.46.1\0\0", "pkg:generic/sqlite@3.46.1"],
  ["usr/bin/sqlite3", "\xfe\xff3.34.1\0\0", "pkg:generic/sqlite@3.34.1"],
  ["usr/bin/sqlcipher", "\0community\x004.6.1\0a CHECK", "pkg:generic/sqlcipher@4.6.1"],
  ["usr/bin/duckdb", "\0v1.5.6\0Development Version\0", "pkg:generic/duckdb@1.5.6"],
  ["usr/bin/ldapsearch", "@(#) $OpenLDAP: ldapsearch 2.6.10+dfsg-1 (May", "pkg:generic/openldap@2.6.10"],
  ["usr/bin/envoy", ".name\x001.40.0\0 so a non-default value must now be explicitly set", "pkg:generic/envoy@1.40.0"],
  ["usr/sbin/varnishd", "\0varnish-7.7.0 revision 71fc9d2", "pkg:generic/varnish@7.7.0"],
  ["usr/sbin/squid", "\0squid/6.13\0", "pkg:generic/squid@6.13"],
  ["usr/sbin/vsftpd", "vsftpd: version 3.0.5\n", "pkg:generic/vsftpd@3.0.5"],
  ["bin/fluent-bit", "\x001.7.0\0\x1b[1m\0%sFluent Bit", "pkg:generic/fluent-bit@1.7.0"],
  ["usr/bin/znc", "\0ZNCModuleEntry\x001.9.1+deb2\0", "pkg:generic/znc@1.9.1"],
  ["usr/local/bin/spiped", "\0spiped 1.6.3\n\0", "pkg:generic/spiped@1.6.3"],
  ["usr/sbin/unbound", "\0unbound 1.26.2\0", "pkg:generic/unbound@1.26.2"],
  ["usr/sbin/dnsmasq", "\0dnsmasq-2.91\0", "pkg:generic/dnsmasq@2.91"],
  ["usr/sbin/named", "\0libisc-9.20.30-1~deb13u1-Debian.so\0", "pkg:generic/bind@9.20.30"],
  ["usr/sbin/exim4", "\x004.98.2\0<<eximversion>>\0", "pkg:generic/exim@4.98.2"],
  ["usr/sbin/postfix", "\0mail_version=3.10.13\0", "pkg:generic/postfix@3.10.13"],
  ["usr/sbin/dovecot", "\0Dovecot v2.4.1-4 (7d8c0e5759) starting", "pkg:generic/dovecot@2.4.1"],
  ["usr/bin/ssh", "\0OpenSSH_10.0p2\0", "pkg:generic/openssh@10.0p2"],
  ["usr/sbin/openvpn", "\0OpenVPN 2.6.14 x86_64-pc-linux-gnu", "pkg:generic/openvpn@2.6.14"],
  ["usr/bin/tor", "\0 (on Tor 0.4.9.15 )\0", "pkg:generic/tor@0.4.9.15"],
  ["usr/bin/openssl", "\0OpenSSL 1.1.1 (compatible; AWS-LC 1.69.0)\0", "pkg:generic/aws-lc@1.69.0"],
  ["usr/lib/libcrypto.so.1.1", "\0OpenSSL 1.1.1w  11 Sep 2023\0", "pkg:generic/openssl@1.1.1w"],
  ["usr/lib64/libcrypto.so.10", "OpenSSL 1.0.2k-fips  26 Jan 2017\0", "pkg:generic/openssl@1.0.2k"],
  ["usr/lib/libcurl.so.4.8.0", "\0libcurl/8.14.1\0", "pkg:generic/curl@8.14.1"],
  ["usr/lib/libcurl.so.4.7.0", "CLIENT libcurl 7.74.0\r\nMATCH", "pkg:generic/curl@7.74.0"],
  ["lib/libc.so.6", "GNU C Library (GNU libc) stable release version 2.41.\n", "pkg:generic/glibc@2.41"],
  ["lib/ld-musl-x86_64.so.1", "\x05\x001.2.5\0%s/", "pkg:generic/musl@1.2.5"],
  ["lib/libz.so.1", "\x02- deflate 1.3.1 Copyright 1995-2024", "pkg:generic/zlib@1.3.1"],
  ["usr/bin/zstd", "\0v1.5.7\0Zstandard", "pkg:generic/zstd@1.5.7"],
  ["usr/lib/libzstd.so.1", "\0Unspecified error code\x001.5.7\0", "pkg:generic/zstd@1.5.7"],
  ["usr/bin/xz", "\0xz (XZ Utils) 5.8.1\0", "pkg:generic/xz@5.8.1"],
  ["usr/lib/liblzma.so.5", "\x005.8.1\0Option", "pkg:generic/xz@5.8.1"],
  ["bin/gzip", "%%\x001.13\0(NULL)", "pkg:generic/gzip@1.13"],
  ["usr/bin/jq", "\x001.7.1\0", "pkg:generic/jq@1.7.1"],
  ["usr/bin/getopt", "\0util-linux 2.41.5\0", "pkg:generic/util-linux@2.41.5"],
  ["usr/bin/ffmpeg", "\0%s version 7.1.5-0+deb13u1\0", "pkg:generic/ffmpeg@7.1.5"],
  ["ffmpeg", "\0%s version N-47683-g0e8eb07980-static", "pkg:generic/ffmpeg@N-47683-g0e8eb07980"],
  ["usr/lib/libavutil.so.59", "cdefFFmpeg version 7.1.5-0", "pkg:generic/ffmpeg@7.1.5"],
  ["usr/lib/libQt6Core.so.6", "\0Qt 6.8.2 (x86_64", "pkg:generic/qtbase@6.8.2"],
  ["usr/lib/libQtCore.so.4", "QtCore library version 4.8.7", "pkg:generic/qtbase@4.8.7"],
  ["opt/chrome/chrome", "\x00127.0.6533.119\0Default", "pkg:generic/chrome@127.0.6533.119"],
  ["usr/bin/dumb-init", "\xff\0" + "1.2.5\n\0", "pkg:generic/dumb-init@1.2.5"],
  ["usr/bin/tini", "\0tini version 0.19.0\0", "pkg:generic/tini@0.19.0"],
  ["usr/local/bin/wp", "wp-cli/wp-cli 2.9.0'", "pkg:generic/wp-cli@2.9.0"],
  ["usr/local/bin/helm", "\0v3.14.2\0", "pkg:golang/helm.sh/helm@v3.14.2"],
  ["usr/local/bin/pilot-agent", "\0Clean\0\0\x001.8.0\0", "pkg:generic/istio@1.8.0"],
  ["usr/share/grafana/bin/grafana", "\0release-12.3.2+security-01\0", "pkg:generic/grafana@12.3.2"],
  ["nginx-ingress-controller", "\0v1.7.1\0\0", "pkg:generic/nginx-ingress-controller@1.7.1"],
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
  expect(KNOWN_PROGRAMS.filter(({ name, files }) => files !== "" && !names.has(name))).toEqual([]);
});

/** Rows that were written by what others say of those programs: no registry at hand has one. */
const NOT_SEEN = [
  "graalvm zulu dart swipl composer arangodb mongodb mysql percona-server percona-xtradb-cluster percona-xtrabackup",
  "openresty fluent-bit aws-lc wp-cli chrome",
  "traefik consul vault helm istio grafana nginx-ingress-controller",
].flatMap((line) => line.split(" "));

test("rows that were not held to a real program are rows", () => {
  const names = new Set(KNOWN_PROGRAMS.map(({ name }) => name));
  expect(NOT_SEEN.filter((name) => !names.has(name))).toEqual([]);
});

test.each(KNOWN_PROGRAMS.filter(({ cpes }) => cpes !== undefined))(
  "the names of $name are pairs: $cpes",
  ({ cpes }) => {
    expect(cpes).toMatch(/^[a-z0-9_.-]+:[a-z0-9_./-]+(?: [a-z0-9_.-]+:[a-z0-9_./-]+)*$/);
  },
);

test("a package is told with its place, and nothing that is not known", () => {
  const { packages } = catalogFiles(binary, [{ "bin/busybox": fileOf("bin/busybox", "BusyBox v1.36.1") }]);
  expect(packages).toEqual([
    {
      purl: "pkg:generic/busybox@1.36.1",
      type: "generic",
      name: "busybox",
      version: "1.36.1",
      licenses: [],
      properties: { "nvd:cpe": "cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*" },
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

const JAVA = fileOf("java", "\0openjdk\0java\x000.0\x0021.0.2+13-LTS\0");

test.each([
  ["opt/jdk/bin/java", "opt/jdk/release"],
  ["opt/jdk8/jre/bin/java", "opt/jdk8/release"],
])("of %s nothing is said where %s tells more", (java, release) => {
  expect(catalogFiles(binary, [{ [java]: JAVA }]).packages).toHaveLength(1);
  expect(catalogFiles(binary, [{ [java]: JAVA }, { [release]: "JAVA_VERSION=21" }]).packages).toEqual([]);
});

describe("of a Go program", () => {
  const consulOf = (lines: readonly string[]) => {
    const program = elfOf([
      { name: ".go.buildinfo", content: goBuildInfoOf("go1.22.3", lines) },
      { name: ".rodata", content: Buffer.from("CONSUL_VERSION: 1.18.1") },
    ]);
    return catalogFiles(binary, [{ "bin/consul": program }]).packages;
  };

  test("nothing is said where its module is told, which another cataloger does", () => {
    expect(consulOf(["path\tgithub.com/hashicorp/consul", "mod\tgithub.com/hashicorp/consul\t(devel)"])).toEqual([]);
    expect(consulOf(["path\tgithub.com/hashicorp/consul"])).toEqual([]);
  });

  test("the version is told by its texts where its module is not", () => {
    expect(consulOf(["path\tcommand-line-arguments"])).toEqual([
      expect.objectContaining({
        purl: "pkg:golang/github.com/hashicorp/consul@v1.18.1",
        architecture: expect.any(String),
        sizeBytes: expect.any(Number),
        properties: { "nvd:cpe": "cpe:2.3:a:hashicorp:consul:1.18.1:*:*:*:*:*:*:*" },
      }),
    ]);
  });
});

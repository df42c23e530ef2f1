/** A text in a program's file that stands at its version. */
export interface Sign {
  /** Searched for as it is; `$1` stands for what the path's pattern took out of the path. */
  readonly literal: string;
  /** Its first group is the version, in what stands around the literal. */
  readonly version: RegExp;
  /** Characters looked at in front of the literal and behind it; 100 where not told. */
  readonly around?: number;
}

/** A program that is known by its name and by a text within it. */
export interface KnownProgram {
  readonly name: string;
  /** Of its package URL, where that is not `generic`. */
  readonly type?: string;
  readonly namespace?: string;
  /** Of the whole path in the image. */
  readonly path: RegExp;
  /** The first one that is found counts. */
  readonly signs: readonly Sign[];
}

const at = (literal: string, version: RegExp, around?: number): Sign => ({
  literal,
  version,
  ...(around !== undefined && { around }),
});

const MYSQL = /(?:^|\/)(?:mysqld?|mariadbd?)$/;
const OTP = [
  at("/src/otp_src_", /\/src\/otp_src_(\d+(?:\.\d+){1,3}(?:-rc\d)?)\/erts\//),
  at("/usr/local/src/otp-", /\/src\/otp-(\d+(?:\.\d+){1,3}(?:-rc\d)?)\/erts\//),
];
const ENVOY = /\0(1\.\d{1,2}\.\d{1,2}(?:-dev)?)\0/;

/**
 * Programs that come without any record of a package manager, as official images have them. Every pattern is linear
 * and looks at the few characters around its literal.
 */
export const KNOWN_PROGRAMS: readonly KnownProgram[] = [
  {
    name: "node",
    path: /(?:^|\/)(?:node|nodejs|node\.exe)$/,
    signs: [at("node.js/v", /node\.js\/v(\d+\.\d+\.\d+)/), at("\0node v", /\0node v(\d+\.\d+\.\d+)\0/)],
  },
  { name: "deno", path: /(?:^|\/)deno$/, signs: [at("Deno/", /Deno\/(\d+\.\d+\.\d+)/)] },
  {
    name: "python",
    path: /(?:^|\/)(?:lib)?python(\d+\.\d+)[a-z]{0,2}(?:\.so[\d.]*)?$/,
    signs: [at("\0$1.", /\0(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?\+?)\0/, 20)],
  },
  { name: "pypy", path: /(?:^|\/)libpypy[\w.-]*\.so[\d.]*$/, signs: [at("[PyPy ", /\[PyPy (\d+\.\d+\.\d+)/)] },
  {
    name: "ruby",
    path: /(?:^|\/)(?:ruby[\d.]*|libruby[\w.-]*\.so[\d.]*)$/,
    signs: [at("ruby ", /ruby (\d+\.\d+\.\d+(?:(?:p|preview|rc|dev)\d*)?) \(\d{4}-/)],
  },
  {
    name: "php",
    path: /(?:^|\/)(?:php[\d.]*|php-fpm[\d.]*|php-cgi[\d.]*|libphp[\d.]*\.so)$/,
    signs: [at("X-Powered-By: PHP/", /PHP\/(\d+\.\d+\.\d+(?:(?:alpha|beta|RC)\d+)?)/)],
  },
  {
    name: "perl",
    path: /(?:^|\/)perl[\d.]*$/,
    signs: [
      at("/lib/perl5/", /\/lib\/perl5\/(?:site_perl\/)?(5\.\d+\.\d+)/),
      at("/share/perl/", /\/share\/perl\/(5\.\d+\.\d+)/),
    ],
  },
  {
    name: "go",
    path: /(?:^|\/)go\/VERSION$/,
    signs: [at("go", /^go(\d+(?:\.\d+)+(?:(?:rc|beta)\d+)?)/)],
  },
  {
    name: "redis",
    path: /(?:^|\/)redis-(?:server|check-rdb)$/,
    signs: [
      at("buildkitsandbox-", /(?:^|[^\d])(\d+\.\d+\.\d+)buildkitsandbox-\d/),
      at("Redis version ", /Redis version (\d+\.\d+\.\d+)/),
      at("Redis", /(?:^|[^\d.])(\d+\.\d+\.\d+)[\da-f]{12}-1\d{9}/, 200),
      // Beside it may stand the compiler's.
      at("-builtin\0", /\0(\d+\.\d+\.\d+)\0(?:\d+\.\d+\.\d+\0)?(?:c11|atomic|sync)-builtin\0/),
    ],
  },
  {
    name: "valkey",
    path: /(?:^|\/)valkey-server$/,
    signs: [
      at("buildkitsandbox-", /(?:^|[^\d])(\d+\.\d+\.\d+)buildkitsandbox-\d/),
      at("valkey", /valkey(\d+\.\d+\.\d+)[\w-]{1,63}-1\d{9}/),
    ],
  },
  {
    name: "postgresql",
    path: /(?:^|\/)postgres$/,
    signs: [at("PostgreSQL ", /[\0?]PostgreSQL (\d+(?:\.\d+){0,2}(?:(?:alpha|beta|rc)\d)?)[\s\0(]/)],
  },
  { name: "mariadb", path: MYSQL, signs: [at("-MariaDB", /(\d{1,3}\.\d{1,3}\.\d{1,3})-MariaDB/, 20)] },
  { name: "percona-server", path: MYSQL, signs: [at("/percona-server-", /\/percona-server-(\d+\.\d+\.\d+)/)] },
  { name: "mysql", path: MYSQL, signs: [at("/mysql-", /\/mysql-(\d+\.\d+\.\d+)/)] },
  {
    name: "mongodb",
    path: /(?:^|\/)mongod$/,
    signs: ["tcmalloc", "heap_size", "cppdefines"].map((literal) =>
      at(`\0${literal}`, /(\d{1,2}\.\d{1,2}\.\d{1,2})\0{1,16}(?:tcmalloc|heap_size|cppdefines)/, 40),
    ),
  },
  {
    name: "openresty",
    path: /(?:^|\/)(?:nginx|openresty)$/,
    signs: [at("nginx version: openresty/", /openresty\/(\d+(?:\.\d+){2,3})/)],
  },
  {
    name: "nginx",
    path: /(?:^|\/)nginx$/,
    signs: [at("nginx version: nginx/", /nginx\/(\d+\.\d+\.\d+)/)],
  },
  { name: "httpd", path: /(?:^|\/)(?:httpd|apache2)$/, signs: [at("Apache/", /Apache\/(\d+\.\d+\.\d+)/)] },
  { name: "lighttpd", path: /(?:^|\/)lighttpd$/, signs: [at("\0lighttpd/", /\0lighttpd\/(\d+\.\d+\.\d+)/)] },
  {
    name: "haproxy",
    path: /(?:^|\/)haproxy$/,
    signs: [
      at(", released 20", /version (\d+\.\d+(?:\.|-dev|-rc)\d+)(?:[-+][\w.+~-]{1,40})?, released 20/),
      at("HA-Proxy version ", /HA-Proxy version (\d+\.\d+(?:\.|-dev)\d+)/),
      at("HAProxy version ", /(\d+\.\d+\.\d+)(?:[-+][\w.+~-]{1,40})?\0[^\0]{0,40}HAProxy version /),
    ],
  },
  {
    name: "envoy",
    path: /(?:^|\/)envoy$/,
    signs: [
      at("envoy_reloadable_features", ENVOY, 1000),
      at("envoy_quic_", ENVOY, 1000),
      at("ValidationError", ENVOY, 600),
    ],
  },
  {
    name: "traefik",
    path: /(?:^|\/)traefik$/,
    signs: ["\0v1.", "\0v2.", "\0v3.", "\x002.", "\x003."].map((literal) =>
      at(literal, /\0v?(\d\.\d{1,2}\.\d{1,2}(?:-(?:alpha|beta|rc)\.?\d{1,2})?)\0/, 24),
    ),
  },
  {
    name: "consul",
    type: "golang",
    namespace: "github.com/hashicorp",
    path: /(?:^|\/)consul$/,
    signs: [
      at("CONSUL_VERSION: ", /CONSUL_VERSION: (\d+\.\d+\.\d+)/),
      at("GitDescribe=", /GitDescribe=v?(\d+\.\d+\.\d+)/),
    ],
  },
  {
    name: "vault",
    type: "golang",
    namespace: "github.com/hashicorp",
    path: /(?:^|\/)vault$/,
    signs: [at("revoke1.", /revoke(1\.\d{1,2}\.\d{1,2})/), at("index_state1.", /state(1\.\d{1,2}\.\d{1,2}(?:-rc\d)?)/)],
  },
  { name: "busybox", path: /(?:^|\/)busybox$/, signs: [at("BusyBox v", /BusyBox v(\d+\.\d+\.\d+)/)] },
  {
    name: "bash",
    path: /(?:^|\/)bash$/,
    signs: [at("@(#)Bash version ", /Bash version (\d+\.\d+\.\d+)\(\d+\) [a-z0-9]+ GNU/)],
  },
  {
    name: "openssl",
    path: /(?:^|\/)openssl$/,
    signs: [
      at("OpenSSL ", /OpenSSL (\d+\.\d+\.\d+(?:[a-z]{1,2}|-(?:alpha|beta|rc)\d+)?)(?: \d{1,2} [A-Z][a-z]{2} \d{4}|\0)/),
    ],
  },
  {
    name: "curl",
    path: /(?:^|\/)curl$/,
    signs: [at("curl/", /\0curl\/(\d+\.\d+\.\d+)/), at("curl ", /\0curl (\d+\.\d+\.\d+)/)],
  },
  { name: "git", path: /(?:^|\/)git$/, signs: [at("git/", /(?:^|[^\w.-])git\/(\d+\.\d+\.\d+(?:\.rc\d+)?)\0/)] },
  {
    name: "rust",
    path: /(?:^|\/)(?:rustc|libstd-[\da-f]{8,16}\.so)$/,
    signs: [at("rustc version ", /rustc version (\d+\.\d+\.\d+(?:-(?:nightly|beta[\d.]*))?) \([\da-f]{7,12} /)],
  },
  {
    name: "erlang",
    path: /\/erlang\/releases\/\d{1,3}\/OTP_VERSION$/,
    signs: [at(".", /^(\d+(?:\.\d+){1,5}(?:-rc\d)?)/)],
  },
  { name: "erlang", path: /(?:^|\/)(?:erlexec|liberts_internal\.a)$/, signs: OTP },
  {
    name: "erlang",
    path: /(?:^|\/)beam\.smp$/,
    signs: [...OTP, at("Erlang/OTP", /\0(\d+\.\d+(?:\.\d+){0,2}(?:-rc\d)?)\0{1,16}Erlang\/OTP/)],
  },
  {
    name: "elixir",
    path: /(?:^|\/)elixir$/,
    signs: [at("ELIXIR_VERSION=", /ELIXIR_VERSION=(\d+\.\d+\.\d+(?:-[a-z]+\.?\d*)?)/)],
  },
  {
    name: "elixir",
    path: /(?:^|\/)elixir\/ebin\/elixir\.app$/,
    signs: [at("{vsn", /\{vsn, {0,4}"(\d+\.\d+\.\d+(?:-[a-z]+\.?\d*)?)"\}/)],
  },
  {
    name: "julia",
    path: /(?:^|\/)libjulia-internal\.so[\d.]*$/,
    signs: [at("__init__\0", /__init__\0(\d+\.\d+\.\d+)\0verify/)],
  },
  {
    name: "memcached",
    path: /(?:^|\/)memcached$/,
    signs: [at("memcached ", /memcached (\d+\.\d+\.\d+)/), at("\0Memcached ", /Memcached (\d+\.\d+\.\d+)/)],
  },
  {
    name: "rabbitmq",
    path: /(?:^|\/)rabbit(?:-[\w.+-]{1,40})?\/ebin\/rabbit\.app$/,
    signs: [at("{vsn", /\{vsn, {0,4}"(\d+\.\d+\.\d+(?:-[a-z]+\.?\d*)?)"\}/)],
  },
  { name: "dart", path: /(?:^|\/)dart$/, signs: [at(" (stable)", /\0(\d+\.\d+\.\d+) \(stable\)/, 30)] },
  {
    name: "proftpd",
    path: /(?:^|\/)proftpd$/,
    signs: [at("ProFTPD Version ", /ProFTPD Version (\d+\.\d+\.\d+[a-z]?)/)],
  },
  {
    name: "mosquitto",
    path: /(?:^|\/)mosquitto$/,
    signs: [at("mosquitto version %s", /\0(\d+\.\d+\.\d+)\0{1,8}mosquitto version %s/, 40)],
  },
  { name: "irssi", path: /(?:^|\/)irssi$/, signs: [at("irssi ", /irssi (\d+\.\d+\.\d+) \(/)] },
  {
    name: "fluent-bit",
    path: /(?:^|\/)fluent-bit$/,
    signs: [at("Fluent Bit", /\0(\d+\.\d+\.\d+)\0{1,3}(?:%s)?Fluent/, 40)],
  },
];

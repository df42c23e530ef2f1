import { at, type KnownProgram } from "../known-program.ts";

const OTP = [
  at("/src/otp_src_", /\/src\/otp_src_(\d+(?:\.\d+){1,3}(?:-rc\d)?)\/erts\//),
  at("/usr/local/src/otp-", /\/src\/otp-(\d+(?:\.\d+){1,3}(?:-rc\d)?)\/erts\//),
];
const ERLANG = "erlang:erlang/otp";

const ELIXIR = "elixir-lang:elixir";
/** An option for the launcher may stand in between. */
const JAVA_VERSION = /\0openjdk\0java\0[\d.]{1,8}\0{1,8}(?:-J[^\0]{1,30}\0{1,8})?(\d[^\0]{1,60})\0/;
/** Some compilers put the constants in another order. */
const JAVA_VERSION_BEFORE = /\0[\d.]{1,8}\0{1,8}(\d[^\0]{1,60})\0{1,8}openjdk\0java\0/;
const OPENJDK = [at("openjdk\0java\0", JAVA_VERSION), at("openjdk\0java\0", JAVA_VERSION_BEFORE)];
/** The launcher's own folder is `bin`; a run-time within a development kit is one folder deeper. */
const RELEASES = ["../release", "../../release"];

/** Languages: what runs their programs, and what builds them. */
export const LANGUAGES: readonly KnownProgram[] = [
  {
    name: "node",
    files: "node nodejs node.exe libnode.so*",
    cpes: "nodejs:node.js",
    signs: [at("node.js/v", /node\.js\/v(\d+\.\d+\.\d+)/), at("\0node v", /\0node v(\d+\.\d+\.\d+)\0/)],
  },
  {
    name: "deno",
    files: "deno",
    cpes: "deno:deno",
    // A part of it names itself `…-Deno/0.80.0`.
    signs: [at("Deno/", /(?:^|[^-])Deno\/(\d+\.\d+\.\d+(?:-[a-z]{1,8}\.\d{1,4})?)/)],
  },
  { name: "bun", files: "bun", cpes: "oven:bun", signs: [at("Bun/", /Bun\/(\d+\.\d+\.\d+)/)] },
  {
    name: "python",
    files: "python* libpython*",
    path: /(?:^|\/)(?:lib)?python(\d+\.\d+)[a-z]{0,2}(?:\.so[\d.]*)?$/,
    cpes: "python:python python_software_foundation:python",
    signs: [at("\0$1.", /\0(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?\+?)\0/, 20)],
  },
  {
    name: "pypy",
    files: "libpypy*",
    path: /\.so[\d.]*$/,
    signs: [at("[PyPy ", /\[PyPy (\d+\.\d+\.\d+)/)],
  },
  {
    name: "ruby",
    files: "ruby* libruby*",
    path: /(?:^|\/)(?:ruby[\d.]*|libruby[\w.-]*\.so[\d.]*)$/,
    cpes: "ruby-lang:ruby",
    signs: [at("ruby ", /ruby (\d+\.\d+\.\d+(?:(?:p|preview|rc|dev)\d*)?) \(\d{4}-/)],
  },
  {
    name: "php",
    files: "php* libphp*",
    path: /(?:^|\/)(?:php[\d.]*|php-fpm[\d.]*|php-cgi[\d.]*|libphp[\d.]*\.so)$/,
    cpes: "php:php",
    signs: [at("X-Powered-By: PHP/", /PHP\/(\d+\.\d+\.\d+(?:(?:alpha|beta|RC)\d+)?)/)],
  },
  {
    name: "perl",
    files: "perl*",
    path: /(?:^|\/)perl[\d.]*$/,
    cpes: "perl:perl",
    signs: [
      at("/lib/perl5/", /\/lib\/perl5\/(?:site_perl\/)?(5\.\d+\.\d+)/),
      at("/share/perl/", /\/share\/perl\/(5\.\d+\.\d+)/),
    ],
  },
  {
    name: "go",
    files: "VERSION",
    path: /(?:^|\/)go(?:-\d[\d.]*)?\/VERSION$/,
    cpes: "golang:go",
    signs: [at("go", /^go(\d+(?:\.\d+)+(?:(?:rc|beta)\d+)?)/)],
  },
  {
    name: "rust",
    files: "rustc libstd-* librustc_driver-*",
    path: /(?:^|\/)(?:rustc|(?:libstd|librustc_driver)-[\da-f]{8,16}\.(?:so|dylib))$/,
    cpes: "rust-lang:rust",
    signs: [
      at("rustc version ", /rustc version (\d+\.\d+\.\d+(?:-(?:nightly|beta[\d.]*))?) \([\da-f]{7,12} /),
      at("/library/", /\/rustc-(\d+\.\d+\.\d+)\/library\//),
    ],
  },
  {
    name: "graalvm",
    namespace: "oracle",
    files: "java",
    cpes: "oracle:graalvm oracle:graalvm_for_jdk",
    signs: [at("-jvmci-", /\0(\d[\d.]*\+\d+(?:\.\d+)?-jvmci-[\w.-]{1,40})\0/)],
    unless: RELEASES,
  },
  {
    name: "zulu",
    namespace: "azul",
    files: "java",
    path: /zulu.{0,80}\/bin\/java$/,
    cpes: "azul:zulu",
    signs: OPENJDK,
    unless: RELEASES,
  },
  {
    name: "openjdk",
    namespace: "oracle",
    files: "java",
    path: /(?:^|\/)bin\/java$/,
    cpes: "oracle:openjdk",
    signs: OPENJDK,
    unless: RELEASES,
  },
  {
    name: "erlang",
    files: "OTP_VERSION",
    path: /\/erlang\/releases\/\d{1,3}\/OTP_VERSION$/,
    cpes: ERLANG,
    signs: [at(".", /^(\d+(?:\.\d+){1,5}(?:-rc\d)?)/)],
  },
  { name: "erlang", files: "erlexec liberts_internal.a", cpes: ERLANG, signs: OTP },
  {
    name: "erlang",
    files: "beam.smp",
    cpes: ERLANG,
    signs: [...OTP, at("Erlang/OTP", /\0(\d+\.\d+(?:\.\d+){0,2}(?:-rc\d)?)\0{1,16}Erlang\/OTP/)],
  },
  {
    name: "elixir",
    files: "elixir",
    cpes: ELIXIR,
    signs: [at("ELIXIR_VERSION=", /ELIXIR_VERSION=(\d+\.\d+\.\d+(?:-[a-z]+\.?\d*)?)/)],
  },
  {
    name: "elixir",
    files: "elixir.app",
    path: /(?:^|\/)elixir\/ebin\/elixir\.app$/,
    cpes: ELIXIR,
    signs: [at("{vsn", /\{vsn, {0,4}"(\d+\.\d+\.\d+(?:-[a-z]+\.?\d*)?)"\}/)],
  },
  {
    name: "julia",
    files: "libjulia-internal.so* libjulia.so*",
    cpes: "julialang:julia",
    signs: [
      at("__init__\0", /__init__\0(\d+\.\d+\.\d+)\0/),
      at("julia version %s", /\0(\d+\.\d+\.\d+)\0julia version %s/, 30),
    ],
  },
  {
    name: "dart",
    files: "dart",
    cpes: "dart:dart_software_development_kit",
    signs: [
      at(" (stable)", /\0(\d+\.\d+\.\d+) \(stable\)/, 30),
      at(" (beta)", /\0(\d+\.\d+\.\d+-\d[\d.]{0,12}\.beta) \(beta\)/, 40),
    ],
  },
  {
    name: "swift",
    files: "swift-frontend",
    cpes: "apple:swift",
    signs: [at("-RELEASE", /swift-(\d+\.\d+(?:\.\d+)?)-RELEASE/)],
  },
  {
    name: "dotnet",
    files: "dotnet",
    cpes: "microsoft:.net",
    signs: [
      at(" @Commit: ", /\0(\d+\.\d+\.\d+(?:-[a-z]{1,8}[\w.]{0,20})?) @Commit: /),
      at("commit hash: %s]", /\0(\d+\.\d+\.\d+(?:-[a-z]{1,8}[\w.-]{0,20})?)\0[\da-f]{40}\0/),
    ],
  },
  {
    name: "moarvm",
    files: "moar moar.exe",
    signs: [at("This is MoarVM version ", /\0(\d{4}\.\d{2}(?:[.-][\w.-]{1,20})?)\0{1,8}This is MoarVM/, 60)],
  },
  {
    name: "rakudo",
    files: "rakudo.moarvm perl6.moarvm",
    // The compiler's description of itself, where each text has its length in front.
    signs: [at("Rakudo", /Rakudo\W{1,10}version\W{1,10}(\d{4}\.\d{2}(?:\.\d{1,2})?)/)],
  },
  {
    name: "lua",
    files: "lua* liblua*",
    path: /(?:^|\/)(?:lua[\d.]*|liblua[\d.-]*\.so[\d.]*)$/,
    cpes: "lua:lua",
    signs: [at("Lua: Lua ", /Lua: Lua (5\.\d+\.\d+)/), at("$LuaVersion: ", /\$LuaVersion: Lua (5\.\d+\.\d+)/)],
  },
  {
    name: "luajit",
    files: "luajit* libluajit*",
    path: /(?:^|\/)(?:luajit[\w.-]*|libluajit[\d.-]*\.so[\d.]*)$/,
    cpes: "luajit:luajit",
    signs: [at("LuaJIT ", /LuaJIT (2\.\d+\.[\w.-]{1,24})/)],
  },
  {
    name: "ghc",
    namespace: "haskell",
    files: "ghc*",
    path: /(?:^|\/)ghc(?:-\d[\d.]*)?$/,
    cpes: "haskell:ghc",
    signs: [
      at("\0GHC ", /\0GHC (\d+\.\d+\.\d+)\0/),
      at("libHSghc-", /libHSghc-(\d+\.\d+\.\d+)-(?:[A-Za-z0-9]{1,30}-)?ghc\d+\.\d+\.\d+\.so/),
    ],
  },
  {
    name: "cabal",
    namespace: "haskell",
    files: "cabal",
    cpes: "haskell:cabal",
    signs: [at("cabal-install-", /cabal-install-(\d+\.\d+\.\d+(?:\.\d+)?)-[A-Za-z0-9]/)],
  },
  {
    name: "stack",
    namespace: "haskell",
    files: "stack",
    cpes: "haskell:stack",
    signs: [
      at(", Git ", /Version (\d+\.\d+\.\d+(?:\.\d+)?), Git /),
      at("\0stack-", /\0stack-(\d+\.\d+\.\d+(?:\.\d+)?)-[A-Za-z0-9]{15,30}:Stack\./),
    ],
  },
  {
    name: "swipl",
    files: "swipl libswipl*",
    cpes: "swi-prolog:swi-prolog",
    signs: [at("swipl-", /\/swipl-(\d+\.\d+\.\d+)\//)],
  },
  {
    name: "gcc",
    files: "gcc gcc-* x86_64-linux-gnu-gcc* aarch64-linux-gnu-gcc*",
    cpes: "gnu:gcc",
    path: /gcc(?:-\d[\d.]*)?$/,
    signs: [
      at("/onlinedocs/gcc-", /\/onlinedocs\/gcc-(\d+\.\d+\.\d+)\//),
      at("\0gcc version %s", /\0(\d+\.\d+\.\d+)\0[^\0]{0,60}\0gcc version %s/, 90),
      at("GCC: (GNU) ", /GCC: \(GNU\) (\d+\.\d+\.\d+)/),
    ],
  },
  {
    name: "zig",
    files: "zig",
    signs: [at("\0zig 0.", /\0zig (\d+\.\d+\.\d+)\0/)],
  },
  {
    name: "composer",
    files: "composer composer.phar",
    cpes: "getcomposer:composer",
    signs: [
      at("'pretty_version'", /'pretty_version'\s{0,4}=>\s{0,4}'v?(\d+\.\d+\.\d+(?:-?(?:alpha|beta|RC)\d+)?)'/),
      at("const VERSION = '", /const VERSION = '(\d+\.\d+\.\d+(?:-?(?:alpha|beta|RC)\d+)?)'/),
    ],
  },
  {
    name: "uv",
    files: "uv",
    cpes: "astral:uv",
    signs: [at("include-system-site-packagesrelocatable", /(\d+\.\d+\.\d+)include-system-site-packagesrelocatable/)],
  },
];

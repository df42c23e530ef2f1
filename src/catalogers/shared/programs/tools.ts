import { at, type KnownProgram } from "../known-program.ts";

/** Commands, and libraries that programs of many kinds have beside them. */
export const TOOLS: readonly KnownProgram[] = [
  { name: "busybox", files: "busybox", cpes: "busybox:busybox", signs: [at("BusyBox v", /BusyBox v(\d+\.\d+\.\d+)/)] },
  {
    name: "bash",
    files: "bash",
    cpes: "gnu:bash",
    signs: [at("@(#)Bash version ", /Bash version (\d+\.\d+\.\d+)\(\d+\) [a-z0-9]+ GNU/)],
  },
  {
    name: "openssl",
    files: "openssl libcrypto.so* libcrypto-*",
    cpes: "openssl:openssl",
    signs: [
      at(
        "OpenSSL ",
        /OpenSSL (\d+\.\d+\.\d+(?:[a-z]{1,2}|-(?:alpha|beta|rc)\d+)?)(?:-fips)?(?: {1,2}\d{1,2} [A-Z][a-z]{2} \d{4}|\0)/,
      ),
    ],
  },
  {
    name: "aws-lc",
    files: "openssl bssl libcrypto.so*",
    cpes: "amazon:aws_libcrypto",
    signs: [at("AWS-LC ", /\(compatible; AWS-LC (\d+\.\d+\.\d+)\)/)],
  },
  {
    name: "curl",
    files: "curl libcurl.so* libcurl-gnutls.so*",
    cpes: "haxx:curl haxx:libcurl",
    signs: [
      at("\0curl/", /\0curl\/(\d+\.\d+\.\d+)/),
      at("\0libcurl/", /\0libcurl\/(\d+\.\d+\.\d+)/),
      at("CLIENT libcurl ", /CLIENT libcurl (\d+\.\d+\.\d+)\r\n/),
      at("curl ", /\0curl (\d+\.\d+\.\d+)/),
    ],
  },
  {
    name: "git",
    files: "git",
    cpes: "git-scm:git git:git",
    signs: [at("git/", /(?:^|[^\w.-])git\/(\d+\.\d+\.\d+(?:\.rc\d+)?)\0/)],
  },
  {
    name: "glibc",
    files: "libc.so.6 libc-2.*",
    cpes: "gnu:glibc",
    signs: [at("GNU C Library ", /GNU C Library [^\0\n]{0,60}release version (\d+\.\d+(?:\.\d+)?)[.,]/)],
  },
  {
    name: "musl",
    files: "ld-musl-* libc.so",
    path: /(?:^|\/)(?:ld-musl-[\w.-]+|[\w/.-]*musl[\w.-]*\/libc\.so)$/,
    cpes: "musl-libc:musl",
    signs: [at("\x001.", /\0(1\.[0-3]\.\d{1,2})\0/, 12)],
  },
  {
    name: "zlib",
    files: "libz.so*",
    cpes: "zlib:zlib",
    signs: [at(" deflate 1.", / deflate (\d+(?:\.\d+){1,3}) Copyright 1995-/)],
  },
  {
    name: "zstd",
    files: "zstd",
    cpes: "facebook:zstandard",
    signs: [at("\0v1.", /\0v(1\.\d+\.\d+)\0/, 12)],
  },
  {
    name: "zstd",
    files: "libzstd.so*",
    cpes: "facebook:zstandard",
    signs: [
      at("\0Unspecified error code\0", /\0Unspecified error code\0(1\.\d+\.\d+)\0/),
      at("\x001.", /\0(1\.\d\.\d{1,2})\0/, 12),
    ],
  },
  {
    name: "xz",
    files: "xz",
    cpes: "tukaani:xz",
    signs: [at("xz (XZ Utils) ", /\0xz \(XZ Utils\) (\d+\.\d+\.\d+(?:alpha|beta)?)\0/)],
  },
  {
    name: "xz",
    files: "liblzma.so*",
    cpes: "tukaani:xz",
    signs: [at("\x005.", /\0(5\.\d{1,2}\.\d{1,2}(?:alpha|beta)?)\0/, 16)],
  },
  {
    name: "gzip",
    files: "gzip",
    cpes: "gnu:gzip",
    signs: [at("\x001.", /\0(1\.\d{1,2})\0/, 12)],
  },
  {
    name: "jq",
    files: "jq",
    cpes: "jqlang:jq jq_project:jq",
    signs: [at("\x001.", /\0(1\.\d{1,2}(?:\.\d{1,2})?)\0/, 12), at("jq-1.", /\0jq-(1\.\d{1,2}(?:\.\d{1,2})?)\0/)],
  },
  {
    name: "util-linux",
    files: "getopt",
    cpes: "kernel:util-linux",
    signs: [at("\0util-linux ", /\0util-linux (\d+\.\d+(?:\.\d+)?)\0/)],
  },
  {
    name: "ffmpeg",
    files: "ffmpeg ffprobe",
    cpes: "ffmpeg:ffmpeg",
    signs: [at("%s version ", /\0%s version n?(\d+\.\d+(?:\.\d+)?|N-\d{4,7}-g[\da-f]{7,12})/)],
  },
  {
    name: "ffmpeg",
    files: "libav* libswresample* libswscale*",
    path: /(?:^|\/)lib(?:avcodec|avdevice|avfilter|avformat|avutil|swresample|swscale)[\w-]*\.so[\d.]*$/,
    cpes: "ffmpeg:ffmpeg",
    signs: [at("FFmpeg version ", /FFmpeg version n?(\d+\.\d+(?:\.\d+)?|N-\d{4,7}-g[\da-f]{7,12})/)],
  },
  {
    name: "qtbase",
    files: "libQt*",
    path: /(?:^|\/)libQt\d?Core\.so[\d.]*$/,
    cpes: "qt:qt qt:qtbase",
    signs: [at("\0Qt ", /\0Qt (\d+\.\d+\.\d+) \(/), at("QtCore library version ", /version (?:Qt )?(\d+\.\d+\.\d+)/)],
  },
  {
    name: "chrome",
    files: "chrome chromium",
    cpes: "google:chrome",
    signs: [at("\0Default", /\0(\d+\.0\.\d{4,5}\.\d{1,4})\0Default/, 30)],
  },
  {
    name: "irssi",
    files: "irssi",
    cpes: "irssi:irssi",
    signs: [at("irssi ", /irssi (\d+\.\d+\.\d+)(?:-[\w.]{1,8})? \(/)],
  },
  {
    name: "dumb-init",
    files: "dumb-init",
    cpes: "yelp:dumb-init",
    signs: [
      at("dumb-init v", /dumb-init v(\d+\.\d+\.\d+)/),
      // The text of the file VERSION, which is built in whole.
      at(".shstrtab", /\0(\d+\.\d+\.\d+)\n/),
      at("\x001.", /\0(1\.\d{1,2}\.\d{1,2})\n/, 12),
    ],
  },
  { name: "tini", files: "tini tini-static", signs: [at("tini version ", /\0tini version (\d+\.\d+\.\d+)/)] },
  {
    name: "wp-cli",
    files: "wp wp-cli wp-cli.phar",
    cpes: "wp-cli:wp-cli",
    signs: [at("wp-cli/wp-cli ", /wp-cli\/wp-cli (\d+\.\d+\.\d+)/)],
  },
];

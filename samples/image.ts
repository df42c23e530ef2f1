import type { TarInput } from "../src/formats/tar-writer.ts";
import type { ImageSpec } from "../src/image/build/image-spec.ts";

// A small image in the manner of a real one: a distribution, a package added to it, a Node.js application, a Python
// environment, and a clean-up that takes some of it away again. Names and versions are real, the files are only those
// that show what is installed.

const STATUS = "var/lib/dpkg/status";

interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly description: string;
}

const base: readonly DebianPackage[] = [
  { name: "base-files", version: "12.4", description: "Debian base system miscellaneous files" },
  { name: "bash", version: "5.2.15-2+b2", source: "bash (5.2.15-2)", description: "GNU Bourne Again SHell" },
  { name: "libc6", version: "2.36-9", source: "glibc", description: "GNU C Library: Shared libraries" },
  { name: "libc-bin", version: "2.36-9", source: "glibc", description: "GNU C Library: Binaries" },
  { name: "tar", version: "1.34+dfsg-1.2", description: "GNU version of the tar archiving utility" },
  { name: "zlib1g", version: "1:1.2.13.dfsg-1", source: "zlib", description: "compression library - runtime" },
];

const added: readonly DebianPackage[] = [
  { name: "curl", version: "7.88.1-10", description: "command line tool for transferring data with URL syntax" },
  {
    name: "libcurl4",
    version: "7.88.1-10",
    source: "curl",
    description: "easy-to-use client-side URL transfer library",
  },
  {
    name: "libnghttp2-14",
    version: "1.52.0-1",
    source: "nghttp2",
    description: "library implementing HTTP/2 protocol",
  },
  {
    name: "libwebp7",
    version: "1.2.4-0.2",
    source: "libwebp",
    description: "Lossy compression of digital photographic images",
  },
  {
    name: "python3-yaml",
    version: "6.0-3+b2",
    source: "pyyaml (6.0-3)",
    description: "YAML parser and emitter for Python3",
  },
];

function statusOf(packages: readonly DebianPackage[]): TarInput {
  const records = packages.map(({ name, version, source, description }) =>
    [
      `Package: ${name}`,
      "Status: install ok installed",
      "Maintainer: Sample Maintainers <samples@example.org>",
      "Architecture: amd64",
      ...(source ? [`Source: ${source}`] : []),
      `Version: ${version}`,
      `Description: ${description}`,
    ].join("\n"),
  );
  return { path: STATUS, content: `${records.join("\n\n")}\n` };
}

function npmPackage(name: string, version: string, license: string): TarInput {
  return {
    path: `app/node_modules/${name}/package.json`,
    content: JSON.stringify({ name, version, license, description: `Sample of ${name}` }),
  };
}

function pythonPackage(folder: string, name: string, version: string): TarInput {
  return {
    path: `${folder}/${name}-${version}.dist-info/METADATA`,
    content: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: Sample of ${name}\n`,
  };
}

const yamlRecord = "usr/lib/python3/dist-packages/PyYAML-6.0.egg-info/PKG-INFO";

/** The image of `npm run demo`. */
export const sampleImage: ImageSpec = {
  created: "2023-06-12T00:00:00Z",
  author: "Plimsoll samples",
  layers: [
    {
      createdBy: "ADD rootfs.tar / # Debian 12, sample",
      entries: [
        {
          path: "usr/lib/os-release",
          content:
            'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n' +
            'VERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
        },
        { path: "etc/os-release", type: "symlink", linkTarget: "../usr/lib/os-release" },
        { path: "etc/debian_version", content: "12.0\n" },
        { path: "lib", type: "symlink", linkTarget: "usr/lib" },
        statusOf(base),
      ],
    },
    {
      createdBy: "RUN apt-get install -y curl libwebp7 python3-yaml",
      entries: [
        statusOf([...base, ...added]),
        { path: "var/lib/dpkg/info/python3-yaml.list", content: `/.\n/${yamlRecord}\n` },
        { path: yamlRecord, content: "Metadata-Version: 1.2\nName: PyYAML\nVersion: 6.0\nLicense: MIT\n" },
        { path: "var/lib/apt/lists/index", content: "sample" },
      ],
    },
    {
      createdBy: "RUN npm ci --omit=dev",
      compression: "zstd",
      entries: [
        npmPackage("lodash", "4.17.15", "MIT"),
        npmPackage("minimist", "1.2.5", "MIT"),
        npmPackage("node-fetch", "2.6.0", "MIT"),
        npmPackage("left-pad", "1.3.0", "WTFPL"),
        npmPackage("@babel/runtime", "7.22.5", "MIT"),
      ],
    },
    {
      createdBy: "RUN pip install django==2.2 pyyaml==5.3 requests==2.19.1",
      entries: [
        pythonPackage("opt/venv/lib/python3.11/site-packages", "Django", "2.2"),
        pythonPackage("opt/venv/lib/python3.11/site-packages", "PyYAML", "5.3"),
        pythonPackage("opt/venv/lib/python3.11/site-packages", "requests", "2.19.1"),
      ],
    },
    {
      createdBy: "RUN rm -rf /var/lib/apt/lists/* && npm uninstall left-pad",
      entries: [{ path: "var/lib/apt/lists/.wh.index" }, { path: "app/node_modules/.wh.left-pad" }],
    },
  ],
  emptyHistory: ["ENV NODE_ENV=production", 'ENTRYPOINT ["node", "server.js"]'],
  config: {
    Env: ["PATH=/opt/venv/bin:/usr/bin:/bin", "NODE_ENV=production", "DATABASE_PASSWORD=not-a-real-one"],
    Entrypoint: ["node", "server.js"],
    WorkingDir: "/app",
    ExposedPorts: { "8080/tcp": {} },
    Labels: { "org.opencontainers.image.title": "Plimsoll's sample image", "org.opencontainers.image.version": "1.0" },
  },
};

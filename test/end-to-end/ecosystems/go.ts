import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { run } from "./run.ts";

const BIN = "usr/local/bin";

interface GoProject {
  /** Of its folder, and of its program. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A version that its repository has a tag for. */
  readonly tag?: string;
}

const PROJECTS: readonly GoProject[] = [
  {
    // Told its version by the linker; one of its modules is a fork's, one of another version, one a folder.
    name: "shop",
    flags: ["-ldflags=-s -w -X 'main.version=1.5.0'", "-buildvcs=false"],
    files: {
      "go.mod": `module example.com/shop

go 1.21

require (
	example.com/local v0.0.0
	github.com/BurntSushi/toml v1.3.2
	github.com/blang/semver v3.5.1+incompatible
	github.com/ghodss/yaml v1.0.0
	golang.org/x/xerrors v0.0.0-20240903120638-7835f813f4da
)

replace github.com/ghodss/yaml => sigs.k8s.io/yaml v1.3.0

replace github.com/BurntSushi/toml => github.com/BurntSushi/toml v1.4.0

replace example.com/local => ./local
`,
      "local/go.mod": "module example.com/local\n\ngo 1.21\n",
      "local/local.go": 'package local\n\nconst Name = "shop"\n',
      "main.go": `package main

import (
	"example.com/local"
	"github.com/BurntSushi/toml"
	"github.com/blang/semver"
	"github.com/ghodss/yaml"
	"golang.org/x/xerrors"
)

var version = "unknown"

func main() {
	var settings map[string]any
	_, err := toml.Decode("", &settings)
	println(local.Name, version, err, yaml.Unmarshal(nil, &settings))
	println(semver.Version{}.String(), xerrors.New("none"))
}
`,
    },
  },
  {
    // Its repository tells the version: of its second major version, in a folder of the module.
    name: "stamped",
    flags: ["-buildvcs=true"],
    tag: "v2.3.4",
    files: {
      "go.mod": "module example.com/stamped/v2\n\ngo 1.24\n\nrequire gopkg.in/yaml.v3 v3.0.1\n",
      "main.go": `package main

import "gopkg.in/yaml.v3"

func main() { println(yaml.Unmarshal(nil, nil)) }
`,
    },
  },
  {
    name: "tray.exe",
    flags: ["-buildvcs=false"],
    env: { GOOS: "windows", GOARCH: "amd64" },
    files: {
      "go.mod": "module example.com/tray\n\ngo 1.21\n\nrequire github.com/mattn/go-isatty v0.0.20\n",
      "main.go": `package main

import "github.com/mattn/go-isatty"

func main() { println(isatty.IsTerminal(0)) }
`,
    },
  },
  {
    name: "menu",
    flags: ["-buildvcs=false", "-trimpath", "-ldflags=-s -w"],
    env: { GOOS: "darwin", GOARCH: "arm64" },
    files: {
      "go.mod": "module example.com/menu\n\ngo 1.21\n\nrequire github.com/mitchellh/go-wordwrap v1.0.1\n",
      "main.go": `package main

import "github.com/mitchellh/go-wordwrap"

func main() { println(wordwrap.WrapString("a b", 1)) }
`,
    },
  },
];

/** Installed by its version, which it then knows. */
const INSTALLED = "golang.org/x/example/hello@v0.0.0-20250915201037-7f05d217867b";

/** Programs for three systems, of modules of the Go proxy. */
export const go: Ecosystem = {
  name: "go",
  purlTypes: ["golang"],
  needs: ["go", "git"],

  build(root, scratch) {
    const bin = join(root, BIN);
    mkdirSync(bin, { recursive: true });
    for (const { name, files, flags = [], env = {}, tag } of PROJECTS) {
      const folder = join(scratch, name);
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      const inFolder = { cwd: folder, env: { ...environmentIn(scratch), ...env } };
      run("go", ["mod", "tidy"], inFolder);
      if (tag !== undefined) commit(folder, tag);
      run("go", ["build", ...flags, "-o", join(bin, name), "."], inFolder);
    }
    run("go", ["install", INSTALLED], { env: { ...environmentIn(scratch), GOBIN: bin } });
  },

  listed(root, scratch) {
    const text = run("go", ["version", "-m", join(root, BIN)], { env: environmentIn(scratch) });
    return listedIn(text);
  },

  exceptions: [
    { package: "example.com/shop@(devel)", only: "tool", why: "the linker's flags tell its version" },
    { package: "example.com/shop@v1.5.0", only: "plimsoll", why: "the linker's flags tell it" },
    { package: "example.com/local@v0.0.0", only: "tool", why: "stands for the folder in its place" },
    { package: "example.com/local@(devel)", only: "plimsoll", why: "no version is known of a folder" },
  ],
};

/** Nothing is kept outside of `scratch`, and no setting of this machine counts but where modules come from. */
function environmentIn(scratch: string): Record<string, string> {
  return {
    GOPATH: join(scratch, "go"),
    GOMODCACHE: join(scratch, "go-modules"),
    GOCACHE: join(scratch, "go-cache"),
    GOFLAGS: "-modcacherw",
    GOTOOLCHAIN: "local",
    CGO_ENABLED: "0",
    GOWORK: "off",
  };
}

function commit(folder: string, tag: string): void {
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: folder });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--no-gpg-sign", "--message", "All of it");
  git("tag", tag);
}

/** Lines of each program: its Go, then what it was made of, `=>` telling what a module was replaced by. */
function listedIn(text: string): ListedPackage[] {
  const packages: ListedPackage[] = [];
  for (const line of text.split("\n")) {
    const goVersion = /^\S.*: go(\S+)/.exec(line)?.[1];
    if (goVersion !== undefined) packages.push({ name: "stdlib", version: goVersion });
    const [, kind, name = "", version = ""] = line.split("\t");
    if (kind === "mod" || kind === "dep") packages.push({ name, version });
    // A folder has no version; what was built is still the module that it stands for.
    if (kind === "=>" && version !== "(devel)" && version !== "") packages.splice(-1, 1, { name, version });
  }
  return packages;
}

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Ecosystem } from "./ecosystem.ts";
import { run } from "./run.ts";

const BIN = "usr/local/bin";

const WORKSPACE = "workspace";

/** Two programs of one workspace, and a crate of their own that both have in them. */
const FILES: Readonly<Record<string, string>> = {
  "Cargo.toml": '[workspace]\nmembers = ["shop", "till", "money"]\nresolver = "2"\n',
  "money/Cargo.toml": manifest("money", "0.3.0", '[dependencies]\nitoa = "=1.0.11"\n'),
  "money/src/lib.rs": "pub fn say(sum: u64) -> String { itoa::Buffer::new().format(sum).to_string() }\n",
  "shop/Cargo.toml": manifest(
    "shop",
    "1.2.0-rc.1+build.7",
    `[dependencies]
money = { path = "../money" }
serde_json = "=1.0.117"
paste = "=1.0.15"
numbers = { package = "num-integer", version = "=0.1.46" }
flags = { package = "bitflags", version = "=1.3.2" }
bitflags = "=2.5.0"

[target.'cfg(windows)'.dependencies]
winapi = "=0.3.9"

[build-dependencies]
version_check = "=0.9.4"

[dev-dependencies]
fastrand = "=2.1.0"
`,
  ),
  "shop/build.rs": "fn main() { assert!(version_check::triple().is_some()); }\n",
  "shop/src/main.rs": `paste::item! { fn [<the _ sum>]() -> u64 { numbers::gcd(12, 18) } }

fn main() { println!("{} {}", serde_json::json!({ "sum": the_sum() }), money::say(the_sum())); }
`,
  "till/Cargo.toml": manifest("till", "0.1.0", '[dependencies]\nmoney = { path = "../money" }\nsemver = "=1.0.23"\n'),
  "till/src/main.rs": 'fn main() { println!("{} {:?}", money::say(1), semver::Version::parse("1.0.0")); }\n',
};

const PROGRAMS = ["shop", "till"];

/** Programs that `cargo auditable` built, of crates of the registry. */
export const rust: Ecosystem = {
  name: "rust",
  purlTypes: ["cargo"],
  needs: ["cargo", "cargo-auditable", "cc"],

  build(root, scratch) {
    const folder = join(scratch, WORKSPACE);
    for (const [path, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    run("cargo", ["auditable", "build", "--quiet"], { cwd: folder, env: environmentIn(scratch) });
    mkdirSync(join(root, BIN), { recursive: true });
    for (const name of PROGRAMS) copyFileSync(join(folder, "target/debug", name), join(root, BIN, name));
  },

  listed(_root, scratch) {
    const crates = PROGRAMS.flatMap((name) => cratesOf(name, scratch));
    return [...Map.groupBy(crates, ({ purl }) => purl).values()].flatMap((places) => {
      const [crate] = places;
      if (!crate) return [];
      const { name, version } = crate;
      // A program itself is asked for by nobody.
      const isProgram = places.every(({ depth }) => depth === 0);
      const needs = [...new Set(places.flatMap((place) => place.needs))].sort();
      const facts = {
        direct: isProgram ? null : places.some(({ depth }) => depth === 1),
        depends_on: needs.length > 0 ? needs : null,
      };
      return [{ name, version, facts }];
    });
  },
};

function manifest(name: string, version: string, rest: string): string {
  return `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n\n${rest}`;
}

/** Nothing is kept outside of `scratch`. */
function environmentIn(scratch: string): Record<string, string> {
  return { CARGO_HOME: join(scratch, "cargo"), CARGO_INCREMENTAL: "0", CARGO_PROFILE_DEV_DEBUG: "0" };
}

interface Crate {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** 0: the program, 1: what it asks for. */
  readonly depth: number;
  /** Package URLs. */
  readonly needs: string[];
}

/**
 * What a program was built from. Macros and what they need are among it, though they only run while it is built: the
 * list in the program names them too, and marks them by nothing.
 */
function cratesOf(program: string, scratch: string): Crate[] {
  const tree = ["tree", "--package", program, "--edges", "normal", "--prefix", "depth", "--no-dedupe"];
  const text = run("cargo", tree, { cwd: join(scratch, WORKSPACE), env: environmentIn(scratch) });
  const crates: Crate[] = [];
  const path: Crate[] = [];
  for (const line of text.split("\n")) {
    const [, digits, name, version] = /^(\d+)(\S+) v(\S+)/.exec(line) ?? [];
    if (name === undefined || version === undefined) continue;
    const depth = Number(digits);
    const crate = { name, version, purl: `pkg:cargo/${name}@${encodeURIComponent(version)}`, depth, needs: [] };
    path.splice(depth, Number.POSITIVE_INFINITY, crate);
    path[depth - 1]?.needs.push(crate.purl);
    crates.push(crate);
  }
  return crates;
}

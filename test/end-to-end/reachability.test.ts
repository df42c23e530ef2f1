import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { cvesOf, giveSnapshot, newPlace, type Place } from "./plimsoll.ts";
import { hasTestData, inTestData } from "./world.ts";

// Real Go programs with flawed modules: what Plimsoll says of the functions that have the flaws is what govulncheck says
// with the same records. Of stripped programs govulncheck says nothing, and Plimsoll the same as of whole ones.

const layOut = join(import.meta.dirname, "reference/go_database.py");
const GOVULNCHECK = "golang.org/x/vuln/cmd/govulncheck@v1.1.4";

const MODULES = [
  "golang.org/x/text v0.3.6",
  "golang.org/x/net v0.0.0-20210119194325-5f4716e94777",
  "gopkg.in/yaml.v3 v3.0.0-20200313102051-9f266ea9e77c",
  "github.com/dgrijalva/jwt-go v3.2.0+incompatible",
];

/** Programs by what they do with the modules. */
const PROGRAMS: Readonly<Record<string, string>> = {
  calls: `import ("fmt"; "os"; "strings"; "github.com/dgrijalva/jwt-go"; "golang.org/x/net/html"; "golang.org/x/text/language"; "gopkg.in/yaml.v3")
func main() {
	fmt.Println(language.Parse(os.Args[1]))
	fmt.Println(html.Parse(strings.NewReader(os.Args[1])))
	fmt.Println(jwt.MapClaims{"aud": os.Args[1]}.VerifyAudience("x", true))
	var into map[string]any
	fmt.Println(yaml.Unmarshal([]byte(os.Args[1]), &into))
}`,
  imports: `import ("fmt"; "os"; "github.com/dgrijalva/jwt-go"; "golang.org/x/net/html"; "golang.org/x/text/language"; "gopkg.in/yaml.v3")
func main() {
	fmt.Println(language.English, html.EscapeString(os.Args[1]), jwt.ValidationErrorMalformed, yaml.ScalarNode)
}`,
};

const env = (folder: string) => ({
  ...process.env,
  GOFLAGS: "-mod=mod -modcacherw",
  GOPATH: join(folder, "go"),
  GOCACHE: join(folder, "gocache"),
  GOBIN: join(folder, "bin"),
});

function run(folder: string, ...args: string[]): boolean {
  return spawnSync("go", args, { cwd: folder, env: env(folder), stdio: "ignore" }).status === 0;
}

/** The programs, each in a folder of its own, whole and stripped; `false` where they cannot be built here. */
function build(folder: string): boolean {
  writeFileSync(
    join(folder, "go.mod"),
    `module example.com/programs\n\ngo 1.22\n\nrequire (\n${MODULES.join("\n")}\n)\n`,
  );
  for (const [name, text] of Object.entries(PROGRAMS)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "main.go"), `package main\n\n${text}\n`);
    if (!run(folder, "build", "-o", `out/${name}/program`, `./${name}`)) return false;
    if (!run(folder, "build", "-ldflags=-s -w", "-o", `out/${name}-stripped/program`, `./${name}`)) return false;
  }
  return run(folder, "install", GOVULNCHECK);
}

/** Every object of what is written one after the other. */
function objectsOf(text: string): { finding?: { osv: string; trace: { function?: string }[] } }[] {
  return text.split(/^(?=\{$)/m).map((one) => JSON.parse(one) as object);
}

/** Record → whether a function with the flaw is in the program. */
function govulncheck(folder: string, program: string): Record<string, boolean> {
  const text = execFileSync(
    join(folder, "bin/govulncheck"),
    ["-mode=binary", "-db", `file://${join(folder, "db")}`, "-format", "json", program],
    { encoding: "utf8", maxBuffer: 1024 ** 3 },
  );
  const found: Record<string, boolean> = {};
  for (const { finding } of objectsOf(text)) {
    if (finding) found[finding.osv] = (found[finding.osv] ?? false) || finding.trace[0]?.function !== undefined;
  }
  return found;
}

/** Without Go's proxy nothing can be built, and the tests say so. */
const hasGo = spawnSync("go", ["version"]).status === 0;
if (!hasGo) console.warn("functions of Go programs are not compared: this machine has no go");

describe.skipIf(!hasTestData() || !hasGo)("of real Go programs", () => {
  let place: Place;
  let isBuilt = false;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
    const folder = join(place.folder, "programs");
    mkdirSync(folder);
    isBuilt = build(folder);
    execFileSync(inject("world").python, [layOut, inTestData("feeds/osv/Go/all.zip"), join(folder, "db")]);
    // Go builds its standard library anew, twice.
  }, 900_000);
  afterAll(() => place?.[Symbol.dispose]());

  /** Record → whether a function with the flaw is in the program, as Plimsoll says. */
  const ours = async (program: string): Promise<Record<string, boolean>> => {
    const report = await cvesOf(place, `fs://${join(place.folder, "programs/out", program)}`);
    const found: Record<string, boolean> = {};
    for (const { reachability, sources } of report.packages.flatMap((pkg) => pkg.vulnerabilities)) {
      const records = sources.map(({ id }) => id).filter((id) => id.startsWith("GO-"));
      // GitHub's records name no functions.
      if (records.length > 0) expect(reachability).toMatch(/^(reachable|not-in-binary)$/);
      for (const id of records) found[id] = reachability === "reachable";
    }
    return found;
  };

  test.each(Object.keys(PROGRAMS))("%s: the records and the functions are those of govulncheck", async (program) => {
    expect(isBuilt).toBe(true);
    const expected = govulncheck(
      join(place.folder, "programs"),
      join(place.folder, "programs/out", program, "program"),
    );
    const found = await ours(program);
    // What is of other systems alone govulncheck does not tell of.
    const elsewhere = Object.keys(found).filter((id) => !(id in expected));
    expect(elsewhere.filter((id) => found[id])).toEqual([]);
    expect(Object.fromEntries(Object.entries(found).filter(([id]) => id in expected))).toEqual(expected);
    expect(Object.values(expected).some((reachable) => reachable)).toBe(program === "calls");
    console.log(`${program}: ${Object.keys(expected).length} records`);
  });

  test.each(Object.keys(PROGRAMS))("%s: stripped it says the same", async (program) => {
    expect(await ours(`${program}-stripped`)).toEqual(await ours(program));
  });
});

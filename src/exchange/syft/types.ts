/** Types of package URLs in Syft's words. Source: https://github.com/anchore/syft/blob/main/syft/pkg/type.go */
const TYPES: readonly (readonly [purlType: string, type: string, language: string])[] = [
  ["npm", "npm", "javascript"],
  ["pypi", "python", "python"],
  ["golang", "go-module", "go"],
  ["maven", "java-archive", "java"],
  ["cargo", "rust-crate", "rust"],
  ["gem", "gem", "ruby"],
  ["composer", "php-composer", "php"],
  ["nuget", "dotnet", "dotnet"],
  ["hex", "hex", "erlang"],
  ["pub", "dart-pub", "dart"],
  ["swift", "swift", "swift"],
  ["cocoapods", "pod", "swift"],
  ["conan", "conan", "c++"],
  ["hackage", "hackage", "haskell"],
  ["cran", "R-package", "R"],
  ["luarocks", "lua-rocks", "lua"],
  ["opam", "opam", "ocaml"],
  ["github", "github-action", ""],
  ["generic", "binary", ""],
];

const byPurlType = new Map(TYPES.map(([purlType, type, language]) => [purlType, { type, language }]));

/** What is called the same in both is not in the table. */
export function syftTypeOf(purlType: string): { readonly type: string; readonly language: string } {
  return byPurlType.get(purlType) ?? { type: purlType, language: "" };
}

/** A gem that was built for one platform is another package than the one in Ruby alone. */
export function gemQualifiers(platform: string | undefined): Readonly<Record<string, string>> {
  return platform === undefined || platform === "ruby" || platform === "Gem::Platform::RUBY" ? {} : { platform };
}

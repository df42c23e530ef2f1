/**
 * What a path says of a file. `skipped`: nothing of it can be a secret of the image's maker. `published`: part of a
 * package that everybody can download; only what its own shape gives away is looked for. `sample`: documentation or a
 * test of the image's own; the same. `own`: everything is looked for; `settings`: and values of settings too.
 */
export type FileClass = "skipped" | "published" | "sample" | "own" | "settings";

/** Folders of documentation, translations and package databases, whatever is in them. */
const SKIPPED_FOLDERS =
  /^(?:usr\/(?:local\/)?share\/(?:doc|man|info|locale|i18n|zoneinfo|fonts|icons|help|gtk-doc|mime|terminfo|ca-certificates|vim|bash-completion|zsh|perl\/5[\d.]*\/pod|perl5\/pod)|usr\/lib\/locale|usr\/include|var\/lib\/(?:dpkg|apt|rpm|pacman)|lib\/apk|var\/cache\/(?:apt|man|ldconfig)|etc\/ssl\/certs|proc|sys|dev)\//;

/** What is no text, and no program that somebody wrote. */
const SKIPPED_ENDINGS = new Set(
  (
    "png,jpg,jpeg,gif,ico,webp,bmp,tif,tiff,svg,mp3,mp4,ogg,wav,webm,mov,avi,woff,woff2,ttf,otf,eot,pfb,afm," +
    "gz,xz,bz2,zst,lz4,zip,7z,rar,jar,war,ear,deb,rpm,apk,whl,gem,nupkg,crate,pdf,ps,djvu," +
    "mo,gmo,po,pot,qm,pyi,d.ts,h,hpp,map,ko,a,o,la,gir,typelib,mui,dat.gz"
  ).split(","),
);

/** Lists of digests, which look like keys and are none. */
const LOCK_FILES =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|composer\.lock|Gemfile\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|Cargo\.lock|go\.sum|go\.mod|packages\.lock\.json|RECORD|installed\.json)$/;

/** Where packages of distributions stand. */
const OF_DISTRIBUTION = /^(?:usr\/(?!local\/|src\/app\/|src\/app$)|bin\/|sbin\/|lib\/|lib64\/|boot\/)/;

/** Where packages of languages stand, and what comes with the languages themselves. */
const OF_LANGUAGE =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|bower_components|\.venv\/lib|gems|pkg\/mod|vendor\/bundle|vendor\/(?:github\.com|golang\.org|google\.golang\.org|gopkg\.in|k8s\.io)|\.m2\/repository|\.cargo\/registry|\.nuget\/packages|\.npm\/_cacache|lib\/(?:python|pypy)\d[\d.]*)\/|^usr\/local\/(?:lib\/(?:python|ruby|perl|node)|include|go)/;

/** Folders and files of tests and documentation. */
const SAMPLE =
  /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|tests?|testing|test-?suite|testdata|test[-_]data|fixtures?|specs?|examples?|samples?|docs?|documentation|mocks?|demos?|benchmarks?|idlelib|i18n|locales?|translations?)\/|(?:^|\/)(?:test_[^/]*\.py|[^/]*[._-](?:test|spec|tests)\.[a-z]{1,4}|[^/]*_test\.go|(?:README|CHANGELOG|CHANGES|HISTORY|LICEN[CS]E|COPYING|NOTICE|AUTHORS|NEWS)[^/]*|[^/]*\.(?:md|mdx|rst|adoc|markdown|pod|tex|html?))$/i;

/** Files that hold settings by their names. */
const SETTINGS =
  /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[^/]*\.(?:env|envrc|properties|ya?ml|json|jsonc|json5|toml|ini|conf|cnf|cfg|config|xml|tfvars|plist|secrets?|credentials?)|env|secrets?|credentials?|config|\.[a-z][\w-]*rc)$/i;

/** Whether a path is part of a package, or of what comes with one: nothing that an image's maker wrote. */
export function isPublished(path: string): boolean {
  return SKIPPED_FOLDERS.test(path) || OF_DISTRIBUTION.test(path) || OF_LANGUAGE.test(path);
}

/** Whether a path is part of a language's package, which everybody can download. */
export function isOfLanguage(path: string): boolean {
  return OF_LANGUAGE.test(path);
}

/** What a file of the image is, by its path. */
export function fileClassOf(path: string): FileClass {
  if (SKIPPED_FOLDERS.test(path) || LOCK_FILES.test(path) || SKIPPED_ENDINGS.has(endingOf(path))) return "skipped";
  if (path.includes(".git/objects/")) return "skipped";
  const isSample = SAMPLE.test(path);
  if (OF_DISTRIBUTION.test(path) || OF_LANGUAGE.test(path)) return isSample ? "skipped" : "published";
  if (isSample) return "sample";
  return SETTINGS.test(path) ? "settings" : "own";
}

function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  // A name that begins with a dot has no ending: `.env`.
  const dot = name.lastIndexOf(".");
  if (dot <= 0) return "";
  return name.endsWith(".d.ts") ? "d.ts" : name.slice(dot + 1).toLowerCase();
}

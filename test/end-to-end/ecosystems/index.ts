import { composer } from "./composer.ts";
import { dotnet } from "./dotnet.ts";
import { dpkg } from "./dpkg.ts";
import type { Ecosystem } from "./ecosystem.ts";
import { gem } from "./gem.ts";
import { go } from "./go.ts";
import { maven } from "./maven.ts";
import { npm } from "./npm.ts";
import { pnpm } from "./pnpm.ts";
import { python } from "./python.ts";
import { pex, shiv } from "./python-archives.ts";
import { pythonByUv } from "./python-by-uv.ts";
import { pythonOfDebian } from "./python-of-debian.ts";
import { rpm } from "./rpm.ts";
import { rpmAlone } from "./rpm-alone.ts";
import { rust } from "./rust.ts";
import { yarnFolders, yarnPlugAndPlay } from "./yarn.ts";

export const ECOSYSTEMS: readonly Ecosystem[] = [
  dpkg,
  rpm,
  rpmAlone,
  npm,
  pnpm,
  yarnFolders,
  yarnPlugAndPlay,
  python,
  pythonByUv,
  pythonOfDebian,
  pex,
  shiv,
  composer,
  dotnet,
  gem,
  go,
  rust,
  maven,
];

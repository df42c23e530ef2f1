import type { Feed } from "../feed.ts";
import { debianLists } from "./debian-lists.ts";
import { debianTracker } from "./debian-tracker.ts";
import { friendsofphp } from "./friendsofphp.ts";
import { githubAdvisories } from "./github-advisories.ts";
import { gitlabCommunity } from "./gitlab-community.ts";
import { hexAdvisories } from "./hex-advisories.ts";
import { nodejsCore } from "./nodejs-core.ts";
import { osvActions } from "./osv-actions.ts";
import { osvBitnami } from "./osv-bitnami.ts";
import { osvCran } from "./osv-cran.ts";
import { osvCrates } from "./osv-crates.ts";
import { osvGo } from "./osv-go.ts";
import { osvHackage } from "./osv-hackage.ts";
import { osvHex } from "./osv-hex.ts";
import { osvMaven } from "./osv-maven.ts";
import { osvNpm } from "./osv-npm.ts";
import { osvNuget } from "./osv-nuget.ts";
import { osvPackagist } from "./osv-packagist.ts";
import { osvPub } from "./osv-pub.ts";
import { osvPypi } from "./osv-pypi.ts";
import { osvRubygems } from "./osv-rubygems.ts";
import { osvSwift } from "./osv-swift.ts";
import { rubysec } from "./rubysec.ts";

/** Every source of advisories. */
export const FEEDS: readonly Feed[] = [
  debianLists,
  debianTracker,
  friendsofphp,
  githubAdvisories,
  gitlabCommunity,
  hexAdvisories,
  nodejsCore,
  osvActions,
  osvBitnami,
  osvCran,
  osvCrates,
  osvGo,
  osvHackage,
  osvHex,
  osvMaven,
  osvNpm,
  osvNuget,
  osvPackagist,
  osvPub,
  osvPypi,
  osvRubygems,
  osvSwift,
  rubysec,
];

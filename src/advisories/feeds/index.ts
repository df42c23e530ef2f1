import type { Feed } from "../feed.ts";
import { alpine } from "./alpine.ts";
import { amazonLinux } from "./amazon-linux.ts";
import { archLinux } from "./arch-linux.ts";
import { azurelinux } from "./azurelinux.ts";
import { chainguard } from "./chainguard.ts";
import { cisaKev } from "./cisa-kev.ts";
import { cisaVulnrichment } from "./cisa-vulnrichment.ts";
import { debianLists } from "./debian-lists.ts";
import { debianTracker } from "./debian-tracker.ts";
import { endoflife } from "./endoflife.ts";
import { endoflifePages } from "./endoflife-pages.ts";
import { epss } from "./epss.ts";
import { friendsofphp } from "./friendsofphp.ts";
import { githubAdvisories } from "./github-advisories.ts";
import { gitlabCommunity } from "./gitlab-community.ts";
import { hexAdvisories } from "./hex-advisories.ts";
import { nodejsCore } from "./nodejs-core.ts";
import { nvd } from "./nvd.ts";
import { oracleOval } from "./oracle-oval.ts";
import { osvActions } from "./osv-actions.ts";
import { osvAlmalinux } from "./osv-almalinux.ts";
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
import { osvUbuntu } from "./osv-ubuntu.ts";
import { photonOval } from "./photon-oval.ts";
import { redhatOval } from "./redhat-oval.ts";
import { redhatVex } from "./redhat-vex.ts";
import { rocky } from "./rocky.ts";
import { rubysec } from "./rubysec.ts";
import { suseAffected } from "./suse-affected.ts";
import { suseOval } from "./suse-oval.ts";
import { ubuntuTracker } from "./ubuntu-tracker.ts";
import { wolfi } from "./wolfi.ts";

/** Every source of advisories. */
export const FEEDS: readonly Feed[] = [
  alpine,
  amazonLinux,
  archLinux,
  azurelinux,
  chainguard,
  cisaKev,
  cisaVulnrichment,
  debianLists,
  debianTracker,
  endoflifePages,
  endoflife,
  epss,
  friendsofphp,
  githubAdvisories,
  gitlabCommunity,
  hexAdvisories,
  nodejsCore,
  nvd,
  oracleOval,
  osvActions,
  osvAlmalinux,
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
  osvUbuntu,
  photonOval,
  redhatOval,
  redhatVex,
  rocky,
  rubysec,
  suseAffected,
  suseOval,
  ubuntuTracker,
  wolfi,
];

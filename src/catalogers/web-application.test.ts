import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { WEB_APPLICATIONS } from "./shared/web-applications.ts";
import { webApplication } from "./web-application.ts";

const some = { sizeBytes: 1, isExecutable: false };

test.each([
  ["var/www/html/version.php", true],
  ["var/www/html/core/lib/Drupal.php", true],
  ["var/www/html/lib/Drupal.php", false],
  ["usr/src/redmine/lib/redmine/version.rb", true],
  ["usr/lib/ruby/gems/3.3.0/gems/rack-3/lib/rack/version.rb", false],
  ["var/www/html/includes/bootstrap.inc", true],
  ["opt/ol/wlp/lib/versions/openliberty.properties", true],
  ["opt/app/config/.version", true],
  ["opt/app/.version", false],
])("web-application wants %s: %s", (path, wanted) => {
  expect(webApplication.wants(path, some)).toBe(wanted);
});

test("a file that is far too long is none of them", () => {
  expect(webApplication.wants("version.php", { sizeBytes: 1024 * 1024, isExecutable: false })).toBe(false);
});

/** What each file has around its version. */
const SAMPLES: readonly (readonly [path: string, text: string, purl: string])[] = [
  [
    "administrator/manifests/files/joomla.xml",
    '<?xml version="1.0"?>\n<extension type="file">\n\t<name>files_joomla</name>\n\t<version>5.1.2</version>\n',
    "pkg:composer/joomla/joomla-cms@5.1.2",
  ],
  ["core/lib/Drupal.php", "class Drupal {\n  const VERSION = '10.3.1';\n", "pkg:composer/drupal/core@10.3.1"],
  ["includes/bootstrap.inc", "<?php\ndefine('VERSION', '7.101');\n", "pkg:composer/drupal/drupal@7.101"],
  [
    "core/includes/bootstrap.inc",
    "<?php\ndefine('BACKDROP_VERSION', '1.28.2');\n",
    "pkg:composer/backdrop/backdrop@1.28.2",
  ],
  [
    "version.php",
    "<?php\n$OC_VersionString = '28.0.4';\n$OC_VersionCanBeUpgradedFrom = ['nextcloud' => [], 'owncloud' => []];\n",
    "pkg:composer/nextcloud/server@28.0.4",
  ],
  [
    "version.php",
    "<?php\n$OC_VersionString = '10.14.0';\n$vendor = 'owncloud';\n",
    "pkg:composer/owncloud/core@10.14.0",
  ],
  [
    "version.php",
    "$version  = 2024042202;\n$release  = '4.4.2 (Build: 20240812)'; // Name\n$branch   = '404';\n",
    "pkg:composer/moodle/moodle@4.4.2",
  ],
  ["includes/Defines.php", "define( 'MW_VERSION', '1.43.9' );\n", "pkg:composer/mediawiki/core@1.43.9"],
  ["includes/DefaultSettings.php", "$wgVersion = '1.31.16';\n", "pkg:composer/mediawiki/core@1.31.16"],
  [
    "libraries/classes/Version.php",
    "namespace PhpMyAdmin;\nfinal class Version {\n    public const VERSION = '5.2.2' . VERSION_SUFFIX;\n",
    "pkg:composer/phpmyadmin/phpmyadmin@5.2.2",
  ],
  [
    "src/App.php",
    "\tconst PLATFORM = 'Friendica';\n\tconst CODENAME = 'X';\n\tconst VERSION  = '2023.12';\n",
    "pkg:composer/friendica/friendica@2023.12",
  ],
  ["config/.version", "4.1.2\n", "pkg:composer/monica/monica@4.1.2"],
  [
    "program/include/iniset.php",
    "define('RCMAIL_VERSION', '1.6.21');\n",
    "pkg:composer/roundcube/roundcubemail@1.6.21",
  ],
  ["VERSION", '2024-02-06b "Kaos"\n', "pkg:composer/dokuwiki/dokuwiki@2024-02-06b"],
  ["ecrire/inc_version.php", "$spip_version_branche = '4.4.30';\n", "pkg:composer/spip/spip@4.4.30"],
  [
    "lib/redmine/version.rb",
    "  module VERSION\n    MAJOR = 6\n    MINOR = 0\n    TINY  = 5\n",
    "pkg:generic/redmine@6.0.5",
  ],
  ["include/defines.inc.php", "define('ZABBIX_VERSION',\t\t'7.0.22');\n", "pkg:generic/zabbix@7.0.22"],
  ["include/cacti_version", "1.2.30\n", "pkg:generic/cacti@1.2.30"],
  [
    "wlp/lib/versions/openliberty.properties",
    "com.ibm.websphere.productId=io.openliberty\ncom.ibm.websphere.productVersion=24.0.0.6\n",
    "pkg:generic/open-liberty@24.0.0.6",
  ],
  [
    "wlp/lib/versions/WebSphereApplicationServer.properties",
    "com.ibm.websphere.productVersion=25.0.0.1\n",
    "pkg:generic/websphere-liberty@25.0.0.1",
  ],
];

/** By these files two of them are known. */
const BESIDE = { "srv/site/config/monica.php": "", "srv/site/doku.php": "" };

test.each(SAMPLES)("web-application reads %s", (path, text, purl) => {
  const { packages, problems } = catalogFiles(webApplication, [{ ...BESIDE, [`srv/site/${path}`]: text }]);
  expect(problems).toEqual([]);
  expect(packages.map((pkg) => pkg.purl)).toEqual([purl]);
});

test("every row of the table has a sample", () => {
  const names = new Set(SAMPLES.map(([, , purl]) => /\/([^/]+)@/.exec(purl)?.[1]));
  expect(WEB_APPLICATIONS.filter(({ name }) => !names.has(name))).toEqual([]);
});

test("a package is told with what is known of it", () => {
  const { packages } = catalogFiles(webApplication, [{ "x/include/cacti_version": "1.2.30\n" }]);
  expect(packages).toEqual([
    {
      purl: "pkg:generic/cacti@1.2.30",
      type: "generic",
      name: "cacti",
      version: "1.2.30",
      licenses: [],
      homepage: "https://www.cacti.net/",
      properties: { "nvd:cpe": "cpe:2.3:a:cacti:cacti:1.2.30:*:*:*:*:*:*:*" },
      layer: 0,
      locations: [{ path: "x/include/cacti_version", layer: 0 }],
    },
  ]);
});

test.each([
  ["config/.version", "4.1.2\n"],
  ["VERSION", '2024-02-06b "Kaos"\n'],
  ["version.php", "$version = 2024042202;\n$release = '4.4.2 (Build: 20240812)';\n"],
  ["src/App.php", "const VERSION = '2023.12';"],
  ["src/Version.php", "namespace Acme;\nconst VERSION = '1.2.3';"],
  ["includes/bootstrap.inc", "define('BACKDROP_VERSION', '1.28.2');"],
])("web-application says nothing of %s with %j", (path, text) => {
  expect(catalogFiles(webApplication, [{ [path]: text }])).toEqual({ packages: [], problems: [] });
});

test("a site that an upper layer took away is not told", () => {
  const path = "x/include/cacti_version";
  expect(catalogFiles(webApplication, [{ [path]: "1.2.30\n" }, { [path]: null }]).packages).toEqual([]);
});

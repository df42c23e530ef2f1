/** An application of a web server that tells its version in a text file. */
export interface WebApplication {
  /** Of its package URL: the name by which Packagist and the advisories for it know it, where they do. */
  readonly type: "composer" | "generic";
  readonly namespace?: string;
  readonly name: string;
  /** The file's last name, asked before the pattern. */
  readonly file: string;
  readonly path: RegExp;
  /** What the file says besides, where others have a file of that name and form. */
  readonly says?: string;
  /** A file that stands beside it, seen from its folder. */
  readonly beside?: string;
  /** Its groups are the parts of the version, joined by dots. */
  readonly version: RegExp;
  /** `vendor:product` by which the National Vulnerability Database may name it, apart by blanks. */
  readonly cpes: string;
  readonly homepage: string;
}

const php = (namespace: string, name: string) => ({ type: "composer", namespace, name }) as const;

/** Content management, shops of files, wikis and the like. WordPress has a cataloger of its own. */
export const WEB_APPLICATIONS: readonly WebApplication[] = [
  {
    ...php("joomla", "joomla-cms"),
    file: "joomla.xml",
    path: /(?:^|\/)administrator\/manifests\/files\/joomla\.xml$/,
    version: /<version>\s{0,8}(\d+\.\d+\.\d+(?:-[A-Za-z]{1,8}\d{0,3})?)\s{0,8}<\/version>/,
    cpes: "joomla:joomla!",
    homepage: "https://www.joomla.org/",
  },
  {
    ...php("drupal", "core"),
    file: "Drupal.php",
    path: /(?:^|\/)core\/lib\/Drupal\.php$/,
    version: /\bconst VERSION = '(\d+\.\d+\.\d+(?:-[a-z]{1,5}\d{0,3})?)';/,
    cpes: "drupal:drupal",
    homepage: "https://www.drupal.org/",
  },
  {
    ...php("drupal", "drupal"),
    file: "bootstrap.inc",
    path: /(?:^|\/)includes\/bootstrap\.inc$/,
    version: /^define\('VERSION', '(\d+\.\d+(?:-[a-z]{1,5}\d{0,3})?)'\);/m,
    cpes: "drupal:drupal",
    homepage: "https://www.drupal.org/",
  },
  {
    ...php("backdrop", "backdrop"),
    file: "bootstrap.inc",
    path: /(?:^|\/)core\/includes\/bootstrap\.inc$/,
    version: /^define\('BACKDROP_VERSION', '(\d+\.\d+\.\d+(?:-[a-z]{1,7}[.\d]{0,4})?)'\);/m,
    cpes: "backdropcms:backdrop_cms",
    homepage: "https://backdropcms.org/",
  },
  {
    ...php("nextcloud", "server"),
    file: "version.php",
    path: /(?:^|\/)version\.php$/,
    says: "'nextcloud'",
    version: /^\$OC_VersionString = '(\d+\.\d+\.\d+(?: ?[A-Za-z]{1,5} ?\d{0,3})?)';/m,
    cpes: "nextcloud:nextcloud_server",
    homepage: "https://nextcloud.com/",
  },
  {
    ...php("owncloud", "core"),
    file: "version.php",
    path: /(?:^|\/)version\.php$/,
    says: "'owncloud'",
    version: /^\$OC_VersionString = '(\d+\.\d+\.\d+(?: ?[A-Za-z]{1,5} ?\d{0,3})?)';/m,
    cpes: "owncloud:owncloud",
    homepage: "https://owncloud.com/",
  },
  {
    ...php("moodle", "moodle"),
    file: "version.php",
    path: /(?:^|\/)version\.php$/,
    // Each of its plug-ins has such a file, but no branch.
    says: "$branch",
    version: /^\$release {1,8}= '(\d+\.\d+(?:\.\d+)?(?:[a-z]{2,4}\d{0,2}|\+)?) \(Build: \d{8}\)';/m,
    cpes: "moodle:moodle",
    homepage: "https://moodle.org/",
  },
  {
    ...php("mediawiki", "core"),
    file: "Defines.php",
    path: /(?:^|\/)includes\/Defines\.php$/,
    version: /^define\( 'MW_VERSION', '(\d+\.\d+\.\d+(?:-[a-z]{1,5}\.?\d{0,3})?)' \);/m,
    cpes: "mediawiki:mediawiki",
    homepage: "https://www.mediawiki.org/",
  },
  {
    ...php("mediawiki", "core"),
    file: "DefaultSettings.php",
    path: /(?:^|\/)includes\/DefaultSettings\.php$/,
    version: /^\$wgVersion = '(\d+\.\d+\.\d+(?:-[a-z]{1,5}\.?\d{0,3})?)';/m,
    cpes: "mediawiki:mediawiki",
    homepage: "https://www.mediawiki.org/",
  },
  {
    ...php("phpmyadmin", "phpmyadmin"),
    file: "Version.php",
    path: /(?:^|\/)(?:libraries\/classes|src)\/Version\.php$/,
    says: "PhpMyAdmin",
    version: /\bconst VERSION = '(\d+\.\d+\.\d+(?:-[a-z]{1,5}\d{0,3})?)'/,
    cpes: "phpmyadmin:phpmyadmin",
    homepage: "https://www.phpmyadmin.net/",
  },
  {
    ...php("friendica", "friendica"),
    file: "App.php",
    path: /(?:^|\/)src\/App\.php$/,
    says: "const PLATFORM = 'Friendica'",
    version: /\bconst VERSION {1,4}= '(\d{4}\.\d{2}(?:-[a-z\d]{1,8})?)';/,
    cpes: "friendica:friendica",
    homepage: "https://friendi.ca/",
  },
  {
    ...php("monica", "monica"),
    file: ".version",
    path: /(?:^|\/)config\/\.version$/,
    beside: "monica.php",
    version: /^v?(\d+\.\d+\.\d+(?:-[a-z]{1,5}\.?\d{0,3})?)\s*$/,
    cpes: "monicahq:monica",
    homepage: "https://www.monicahq.com/",
  },
  {
    ...php("roundcube", "roundcubemail"),
    file: "iniset.php",
    path: /(?:^|\/)program\/include\/iniset\.php$/,
    version: /^define\('RCMAIL_VERSION', '(\d+\.\d+(?:\.\d+)?(?:-[a-z]{1,5}\d{0,3})?)'\);/m,
    cpes: "roundcube:webmail",
    homepage: "https://roundcube.net/",
  },
  {
    ...php("dokuwiki", "dokuwiki"),
    file: "VERSION",
    path: /(?:^|\/)VERSION$/,
    beside: "doku.php",
    version: /^(\d{4}-\d{2}-\d{2}[a-z]?) "/,
    cpes: "dokuwiki:dokuwiki",
    homepage: "https://www.dokuwiki.org/",
  },
  {
    ...php("spip", "spip"),
    file: "inc_version.php",
    path: /(?:^|\/)ecrire\/inc_version\.php$/,
    version: /^\$spip_version_branche = ['"](\d+\.\d+\.\d+(?:-[a-z]{1,5}\.?\d{0,3})?)['"];/m,
    cpes: "spip:spip",
    homepage: "https://www.spip.net/",
  },
  {
    type: "generic",
    name: "redmine",
    file: "version.rb",
    path: /(?:^|\/)lib\/redmine\/version\.rb$/,
    version: /^ {0,8}MAJOR {1,4}= {1,4}(\d+)\s{1,80}MINOR {1,4}= {1,4}(\d+)\s{1,80}TINY {1,4}= {1,4}(\d+)/m,
    cpes: "redmine:redmine",
    homepage: "https://www.redmine.org/",
  },
  {
    type: "generic",
    name: "zabbix",
    file: "defines.inc.php",
    path: /(?:^|\/)include\/defines\.inc\.php$/,
    version: /^define\('ZABBIX_VERSION',\s{1,8}'(\d+\.\d+\.\d+(?:[a-z]{1,5}\d{0,3})?)'\);/m,
    cpes: "zabbix:zabbix",
    homepage: "https://www.zabbix.com/",
  },
  {
    type: "generic",
    name: "cacti",
    file: "cacti_version",
    path: /(?:^|\/)include\/cacti_version$/,
    version: /^(\d+\.\d+\.\d+)\s*$/,
    cpes: "cacti:cacti",
    homepage: "https://www.cacti.net/",
  },
  {
    type: "generic",
    name: "open-liberty",
    file: "openliberty.properties",
    path: /(?:^|\/)lib\/versions\/openliberty\.properties$/,
    version: /^com\.ibm\.websphere\.productVersion=(\d+(?:\.\d+){3})\s*$/m,
    cpes: "ibm:open_liberty openliberty:open_liberty",
    homepage: "https://openliberty.io/",
  },
  {
    type: "generic",
    name: "websphere-liberty",
    file: "WebSphereApplicationServer.properties",
    path: /(?:^|\/)lib\/versions\/WebSphereApplicationServer\.properties$/,
    version: /^com\.ibm\.websphere\.productVersion=(\d+(?:\.\d+){3})\s*$/m,
    cpes: "ibm:websphere_application_server_liberty",
    homepage: "https://www.ibm.com/products/websphere-liberty",
  },
];

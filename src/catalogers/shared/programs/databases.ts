import { at, type KnownProgram } from "../known-program.ts";

const MYSQL = "mysqld mysql mariadbd mariadb";
const ORACLE = "oracle:mysql mysql:mysql";

/** Databases and caches. */
export const DATABASES: readonly KnownProgram[] = [
  {
    name: "redis",
    files: "redis-server redis-check-rdb",
    cpes: "redis:redis redislabs:redis",
    signs: [
      at("buildkitsandbox-", /(?:^|[^\d])(\d+\.\d+\.\d+)buildkitsandbox-\d/),
      at("Redis version ", /Redis version (\d+\.\d+\.\d+)/),
      at("Redis", /(?:^|[^\d.])(\d+\.\d+\.\d+)[\da-f]{12}-1\d{9}/, 200),
      // Beside it may stand the compiler's.
      at("-builtin\0", /\0(\d+\.\d+\.\d+)\0(?:\d+\.\d+\.\d+\0)?(?:c11|atomic|sync)-builtin\0/),
    ],
  },
  {
    name: "valkey",
    files: "valkey-server valkey-check-rdb",
    cpes: "lfprojects:valkey linuxfoundation:valkey valkey-io:valkey",
    signs: [
      at("buildkitsandbox-", /(?:^|[^\d])(\d+\.\d+\.\d+)buildkitsandbox-\d/),
      // A machine's name, in containers twelve hex digits, and the time of the build in nanoseconds; or the time alone.
      at("valkey", /valkey(\d+\.\d+\.\d{1,2}?)(?:[\da-f]{12}-1\d{9}|1\d{9}0{9}\0)/),
      at("valkey", /valkey(\d+\.\d+\.\d{1,2})[a-z][\w.-]{0,62}?-1\d{9}/),
    ],
  },
  {
    name: "postgresql",
    files: "postgres psql",
    cpes: "postgresql:postgresql",
    signs: [at("PostgreSQL ", /[\0?]PostgreSQL (\d+(?:\.\d+){0,2}(?:(?:alpha|beta|rc)\d)?)[\s\0(]/)],
  },
  {
    name: "mariadb",
    files: MYSQL,
    cpes: "mariadb:mariadb",
    signs: [at("-MariaDB", /(\d{1,3}\.\d{1,3}\.\d{1,3})-MariaDB/, 20)],
  },
  {
    name: "percona-xtradb-cluster",
    files: MYSQL,
    cpes: "percona:xtradb_cluster percona:percona_server oracle:mysql",
    signs: [at("/Percona-XtraDB-Cluster-", /\/Percona-XtraDB-Cluster-(\d+\.\d+\.\d+)/)],
  },
  {
    name: "percona-server",
    files: MYSQL,
    cpes: "percona:percona_server oracle:mysql",
    signs: [at("/percona-server-", /\/percona-server-(\d+\.\d+\.\d+)/)],
  },
  {
    name: "percona-xtrabackup",
    files: "xtrabackup",
    cpes: "percona:xtrabackup",
    signs: [at("/percona-xtrabackup-", /\/percona-xtrabackup-(\d+\.\d+\.\d+)/)],
  },
  {
    name: "mysql",
    files: MYSQL,
    cpes: ORACLE,
    signs: [
      at("/mysql-", /\/mysql-(\d+\.\d+\.\d+)/),
      at("\0mysql_real_esc", /\0(\d+\.\d+\.\d+)\0{1,8}mysql_real_esc/, 30),
    ],
  },
  {
    name: "mongodb",
    files: "mongod mongos",
    cpes: "mongodb:mongodb",
    signs: ["tcmalloc", "heap_size", "cppdefines"].map((literal) =>
      at(`\0${literal}`, /(\d{1,2}\.\d{1,2}\.\d{1,2})\0{1,16}(?:tcmalloc|heap_size|cppdefines)/, 40),
    ),
  },
  {
    name: "arangodb",
    files: "arangosh arangod",
    cpes: "arangodb:arangodb",
    signs: [at("[linux]", /(\d+\.\d+\.\d+(?:-\d+)?) (?:enterprise )?\[linux\]/)],
  },
  {
    name: "crash",
    type: "pypi",
    files: "crash crash_standalone",
    cpes: "crate:crash",
    // A program of Python in one archive, whose table of contents is plain text.
    signs: [at("crash-", /(?:^|\/|[^\w-])crash-(\d+\.\d+\.\d+)\.dist-info\//)],
  },
  {
    name: "memcached",
    files: "memcached",
    cpes: "memcached:memcached",
    signs: [at("memcached ", /memcached (\d+\.\d+\.\d+)/), at("\0Memcached ", /Memcached (\d+\.\d+\.\d+)/)],
  },
  {
    name: "sqlite",
    files: "sqlite3 libsqlite3.so*",
    cpes: "sqlite:sqlite",
    signs: [at("3.", /(?:^|[^\d.])(3\.\d{1,2}\.\d{1,2})\0/, 12)],
  },
  {
    name: "sqlcipher",
    files: "sqlcipher libsqlcipher*",
    cpes: "zetetic:sqlcipher",
    signs: [at("\0community\0", /\0(\d+\.\d+\.\d+)\0/, 12), at("community\0", /community\0(\d+\.\d+\.\d+)\0/)],
  },
  {
    name: "duckdb",
    files: "duckdb",
    cpes: "duckdb:duckdb",
    signs: [at("\0Development Version\0", /\0v(\d+\.\d+\.\d+)\0Development Version\0/)],
  },
  {
    name: "openldap",
    files: "ldapsearch slapd",
    cpes: "openldap:openldap",
    signs: [at("$OpenLDAP: ", /\$OpenLDAP: (?:ldapsearch|slapd) (\d+\.\d+\.\d+)/)],
  },
];

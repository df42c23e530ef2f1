import { at, type KnownProgram } from "../known-program.ts";

const ENVOY = /\0(1\.\d{1,2}\.\d{1,2}(?:-dev)?)\0/;
const NGINX = "f5:nginx nginx:nginx";
const RABBITMQ = "vmware:rabbitmq broadcom:rabbitmq_server pivotal_software:rabbitmq";

/** What answers over the network, but for databases. */
export const SERVERS: readonly KnownProgram[] = [
  {
    name: "openresty",
    files: "nginx openresty",
    cpes: "openresty:openresty",
    signs: [at("nginx version: openresty/", /openresty\/(\d+(?:\.\d+){2,3})/)],
  },
  {
    name: "nginx",
    files: "nginx",
    cpes: NGINX,
    signs: [at("nginx version: nginx/", /nginx\/(\d+\.\d+\.\d+)/)],
  },
  {
    name: "httpd",
    files: "httpd apache2",
    cpes: "apache:http_server",
    signs: [at("Apache/", /Apache\/(\d+\.\d+\.\d+)/)],
  },
  {
    name: "lighttpd",
    files: "lighttpd",
    cpes: "lighttpd:lighttpd",
    signs: [at("\0lighttpd/", /\0lighttpd\/(\d+\.\d+\.\d+)/)],
  },
  {
    name: "haproxy",
    files: "haproxy",
    cpes: "haproxy:haproxy",
    signs: [
      at(", released 20", /version (\d+\.\d+(?:\.|-dev|-rc)\d+)(?:[-+][\w.+~-]{1,40})?, released 20/),
      at("HA-Proxy version ", /HA-Proxy version (\d+\.\d+(?:\.|-dev)\d+)/),
      at("HAProxy version ", /(\d+\.\d+\.\d+)(?:[-+][\w.+~-]{1,40})?\0[^\0]{0,40}HAProxy version /),
    ],
  },
  {
    name: "envoy",
    files: "envoy",
    cpes: "envoyproxy:envoy",
    signs: [
      at(" so a non-default value must now be explicitly set", ENVOY, 40),
      at("envoy_reloadable_features", ENVOY, 1000),
      at("envoy_quic_", ENVOY, 1000),
      at("ValidationError", ENVOY, 600),
    ],
  },
  {
    name: "varnish",
    files: "varnishd",
    cpes: "varnish-cache:varnish varnish_cache_project:varnish_cache",
    signs: [at("varnish-", /varnish-(\d+\.\d+\.\d+) revision /)],
  },
  {
    name: "squid",
    files: "squid squid-gnutls squid-openssl",
    cpes: "squid-cache:squid",
    signs: [at("squid/", /\0squid\/(\d+\.\d+(?:\.\d+)?)\0/)],
  },
  {
    name: "rabbitmq",
    files: "rabbit.app",
    path: /(?:^|\/)rabbit(?:-[\w.+-]{1,40})?\/ebin\/rabbit\.app$/,
    cpes: RABBITMQ,
    signs: [at("{vsn", /\{vsn, {0,4}"(\d+\.\d+\.\d+(?:-[a-z]+\.?\d*)?)"\}/)],
  },
  {
    name: "mosquitto",
    files: "mosquitto",
    cpes: "eclipse:mosquitto",
    signs: [at("mosquitto version %s", /\0(\d+\.\d+\.\d+)\0{1,8}mosquitto version %s/, 40)],
  },
  {
    name: "proftpd",
    files: "proftpd",
    cpes: "proftpd:proftpd",
    signs: [at("ProFTPD Version ", /ProFTPD Version (\d+\.\d+\.\d+[a-z]?)/)],
  },
  {
    name: "vsftpd",
    files: "vsftpd",
    cpes: "vsftpd_project:vsftpd beasts:vsftpd",
    signs: [at("vsftpd: version ", /vsftpd: version (\d+\.\d+\.\d+)/)],
  },
  {
    name: "fluent-bit",
    files: "fluent-bit",
    cpes: "treasuredata:fluent_bit",
    signs: [at("Fluent Bit", /\0(\d+\.\d+\.\d+)\0(?:[^\0]{1,6}\0|\0{0,2})(?:%s)?Fluent/, 40)],
  },
  {
    name: "znc",
    files: "znc",
    cpes: "znc:znc",
    signs: [at("ZNCModuleEntry\0", /\0ZNCModuleEntry\0(\d+\.\d+(?:\.\d+)?)/)],
  },
  {
    name: "spiped",
    files: "spiped",
    cpes: "tarsnap:spiped",
    signs: [at("spiped ", /\0spiped (\d+\.\d+\.\d+)\n/)],
  },
  {
    name: "unbound",
    files: "unbound",
    cpes: "nlnetlabs:unbound",
    signs: [at("\0unbound ", /\0unbound (\d+\.\d+\.\d+)\0/)],
  },
  {
    name: "dnsmasq",
    files: "dnsmasq",
    cpes: "thekelleys:dnsmasq",
    signs: [at("\0dnsmasq-", /\0dnsmasq-(\d+\.\d+)\0/)],
  },
  {
    name: "bind",
    files: "named",
    cpes: "isc:bind",
    signs: [at("\0libisc-9.", /\0libisc-(9\.\d+\.\d+)[-.]/)],
  },
  {
    name: "exim",
    files: "exim exim4",
    cpes: "exim:exim",
    signs: [at("<<eximversion>>", /\0(\d+\.\d+(?:\.\d+)?)\0{1,8}<<eximversion>>/, 40)],
  },
  {
    name: "postfix",
    files: "postfix",
    path: /(?:^|\/)s?bin\/postfix$/,
    cpes: "postfix:postfix",
    signs: [at("\0mail_version=", /\0mail_version=(\d+\.\d+(?:\.\d+)?)\0/)],
  },
  {
    name: "dovecot",
    files: "dovecot",
    path: /(?:^|\/)s?bin\/dovecot$/,
    cpes: "dovecot:dovecot",
    signs: [at("Dovecot v", /Dovecot v(\d+(?:\.\d+){1,3})[ -]/)],
  },
  {
    name: "openssh",
    files: "sshd ssh",
    cpes: "openbsd:openssh",
    signs: [at("\0OpenSSH_", /\0OpenSSH_(\d+\.\d+(?:p\d+)?)[\0 ]/)],
  },
  {
    name: "openvpn",
    files: "openvpn",
    cpes: "openvpn:openvpn",
    signs: [at("\0OpenVPN ", /\0OpenVPN (2\.\d+\.\d+) (?:\[|x86|aarch)/)],
  },
  {
    name: "tor",
    files: "tor",
    cpes: "torproject:tor",
    signs: [at("(on Tor ", /\(on Tor (\d+(?:\.\d+){3}(?:-[a-z]{2,5})?) /)],
  },
];

import { at, type KnownProgram } from "../known-program.ts";

const PRE = "(?:-(?:alpha|beta|rc)\\.?\\d{1,2})?";
/** Programs that tell their version with their modules, or not at all: only how they are named is added. */
const known = (cpes: string, modules: readonly string[]): readonly KnownProgram[] =>
  modules.map((goModule) => ({
    name: goModule.slice(goModule.lastIndexOf("/") + 1),
    goModule,
    files: "",
    cpes,
    signs: [],
  }));
/** Text that a linker set ends with a zero; any byte may stand in front of it. */
const LINKED = new RegExp(`(?:^|[^\\d.])v?(\\d{1,2}\\.\\d{1,3}\\.\\d{1,3}${PRE})\\0`);

/** A program whose build does not tell the version of its own module, but that of another one of its repository. */
export const SIBLING_MODULES: ReadonlyMap<string, string> = new Map(
  ["server", "etcdctl", "etcdutl"].map((part) => [`go.etcd.io/etcd/${part}`, "go.etcd.io/etcd/api"]),
);

/**
 * Programs in Go. Most tell their version with their modules; these are for those that were built without, or whose
 * module stands at `(devel)`.
 */
export const GO_PROGRAMS: readonly KnownProgram[] = [
  ...known("etcd:etcd", [
    "go.etcd.io/etcd/server",
    "go.etcd.io/etcd/etcdctl",
    "go.etcd.io/etcd/etcdutl",
    "go.etcd.io/etcd",
  ]),
  ...known("hashicorp:nomad", ["github.com/hashicorp/nomad"]),
  ...known("hashicorp:terraform", ["github.com/hashicorp/terraform"]),
  ...known("hashicorp:packer", ["github.com/hashicorp/packer"]),
  ...known("hashicorp:boundary", ["github.com/hashicorp/boundary"]),
  ...known("hashicorp:waypoint", ["github.com/hashicorp/waypoint"]),
  ...known("prometheus:prometheus", ["github.com/prometheus/prometheus"]),
  ...known("caddyserver:caddy", ["github.com/caddyserver/caddy"]),
  ...known("minio:minio", ["github.com/minio/minio"]),
  ...known("influxdata:influxdb", ["github.com/influxdata/influxdb"]),
  ...known("influxdata:telegraf", ["github.com/influxdata/telegraf"]),
  ...known("nats:nats_server linuxfoundation:nats-server", ["github.com/nats-io/nats-server"]),
  ...known("coredns.io:coredns", ["github.com/coredns/coredns"]),
  ...known("docker:docker mobyproject:moby", ["github.com/docker/docker", "github.com/moby/moby"]),
  ...known("linuxfoundation:containerd", ["github.com/containerd/containerd"]),
  ...known("linuxfoundation:runc", ["github.com/opencontainers/runc"]),
  ...known("gitea:gitea", ["code.gitea.io/gitea"]),
  {
    name: "kubernetes",
    goModule: "k8s.io/kubernetes",
    files: "",
    cpes: "kubernetes:kubernetes",
    // Linked into two variables, one behind the other.
    signs: [at("\0v1.", /v(1\.\d{1,2}\.\d{1,3}(?:[-+][a-z0-9.]{1,24})?)\0{1,24}v\1\0/, 60)],
  },
  {
    name: "traefik",
    files: "traefik",
    goModule: "github.com/traefik/traefik",
    cpes: "traefik:traefik",
    signs: ["\0v1.", "\0v2.", "\0v3.", "\x002.", "\x003."].map((literal) =>
      at(literal, /\0v?(\d\.\d{1,2}\.\d{1,2}(?:-(?:alpha|beta|rc)\.?\d{1,2})?)\0/, 24),
    ),
  },
  {
    name: "consul",
    type: "golang",
    namespace: "github.com/hashicorp",
    goModule: "github.com/hashicorp/consul",
    files: "consul",
    cpes: "hashicorp:consul",
    signs: [
      at("CONSUL_VERSION: ", /CONSUL_VERSION: (\d+\.\d+\.\d+)/),
      at("GitDescribe=", /GitDescribe=v?(\d+\.\d+\.\d+)/),
    ],
  },
  {
    name: "vault",
    type: "golang",
    namespace: "github.com/hashicorp",
    goModule: "github.com/hashicorp/vault",
    files: "vault",
    cpes: "hashicorp:vault",
    signs: [at("revoke1.", /revoke(1\.\d{1,2}\.\d{1,2})/), at("index_state1.", /state(1\.\d{1,2}\.\d{1,2}(?:-rc\d)?)/)],
  },
  {
    name: "helm",
    type: "golang",
    namespace: "helm.sh",
    goModule: "helm.sh/helm",
    files: "helm",
    cpes: "helm:helm",
    signs: [at("\0v2.", LINKED, 20), at("\0v3.", LINKED, 20), at("\0v4.", LINKED, 20)],
  },
  {
    name: "istio",
    goModule: "istio.io/istio",
    files: "pilot-discovery pilot-agent",
    cpes: "istio:istio",
    signs: [at("\0Clean\0", new RegExp(`\\0Clean\\0{1,16}(\\d+\\.\\d+\\.\\d+${PRE})\\0`))],
  },
  {
    name: "grafana",
    goModule: "github.com/grafana/grafana",
    files: "grafana grafana-server",
    cpes: "grafana:grafana",
    signs: [at("\0release-", /\0release-(\d{1,2}\.\d+\.\d+(?:-(?:beta\d|test|preview))?)(?:\+security-\d+)?\0/)],
  },
  {
    name: "nginx-ingress-controller",
    goModule: "k8s.io/ingress-nginx",
    files: "nginx-ingress-controller",
    cpes: "kubernetes:ingress-nginx",
    signs: [at("\0v1.", LINKED, 24)],
  },
];

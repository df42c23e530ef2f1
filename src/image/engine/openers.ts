import type { ImageOpener } from "../image.ts";

/** The engines of this machine. Each is loaded when it is asked. */
export const local: ImageOpener = {
  prefixes: ["local://"],
  describes: "an engine of this machine (Docker, Podman): `local://NAME[:TAG]`, `local://sha256:…`",
  refuses: ["ref"],
  open: async (...args) => (await import("./local.ts")).openLocal(...args),
};

export const dockerDaemon: ImageOpener = {
  prefixes: ["docker-daemon:"],
  describes: "Docker's engine alone: `docker-daemon:NAME[:TAG]`",
  refuses: ["ref"],
  open: async (...args) => (await import("./local.ts")).openDockerDaemon(...args),
};

export const containersStorage: ImageOpener = {
  prefixes: ["containers-storage:"],
  describes: "Podman's images alone: `containers-storage:NAME[:TAG]`",
  refuses: ["ref"],
  open: async (...args) => (await import("./local.ts")).openContainersStorage(...args),
};

export const containerd: ImageOpener = {
  prefixes: ["containerd://", "containerd:"],
  describes: "containerd: `containerd://NAME[:TAG]`",
  refuses: ["ref"],
  open: async (...args) => (await import("./containerd.ts")).openContainerd(...args),
};

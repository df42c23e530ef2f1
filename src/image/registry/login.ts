/** How people log in to a registry. */
export function loginOf(host: string): string {
  return host === "docker.io" ? "docker login" : `docker login ${host}`;
}

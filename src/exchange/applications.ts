/** Types of package URLs that are whole programs rather than parts of one. */
export const applicationTypes: ReadonlySet<string> = new Set(["generic", "bitnami", "docker", "oci", "mlmodel"]);

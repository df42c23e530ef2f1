/** Names of NuGet packages are compared without case, and shown as their authors wrote them. */
export const normalizeNugetName = (name: string) => name.toLowerCase();

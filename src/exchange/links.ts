/** Who needs whom and who owns what, by the names that a document gives its packages. */
export interface Links {
  readonly needs: Map<string, string[]>;
  readonly owners: Map<string, string>;
}

export const newLinks = (): Links => ({ needs: new Map(), owners: new Map() });

/** What is needed is remembered; `undefined` says that it is known to be nothing. */
export function addNeed({ needs }: Links, who: string, what: string | undefined): void {
  const known = needs.get(who);
  if (known === undefined) needs.set(who, what === undefined ? [] : [what]);
  else if (what !== undefined) known.push(what);
}

/** The links of one package, in package URLs. */
export function linksOf({ needs, owners }: Links, who: string, purls: ReadonlyMap<string, string>) {
  const dependsOn = needs.get(who)?.flatMap((what) => purls.get(what) ?? []);
  const owner = purls.get(owners.get(who) ?? "");
  return { ...(dependsOn && { dependsOn }), ...(owner !== undefined && { owner }) };
}

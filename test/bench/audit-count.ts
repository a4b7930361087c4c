import { readFileSync } from 'node:fs';
import { parentNamespace } from '../../src/cluster/inventory/parent.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';

interface AuditLine {
  readonly auditID: string;
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly resource?: string; readonly namespace?: string };
}

/** Requests that the API servers themselves saw from the reconciler, by `verb resource`; each watch once. */
export const auditCounts = (fleet: LocalFleet): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const seen = new Set<string>();
  for (const cluster of fleet.clusters.values()) {
    for (const text of readFileSync(cluster.auditLog!, 'utf8').split('\n')) {
      if (text === '') continue;
      const line = JSON.parse(text) as AuditLine;
      if (line.user.username !== 'headwater' || seen.has(line.auditID)) continue;
      seen.add(line.auditID);
      const { resource = 'other', namespace } = line.objectRef ?? {};
      const what = `${line.verb} ${namespace === parentNamespace ? 'parents' : resource}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
  }
  return counts;
};

/** What happened between two counts. */
export const countsSince = (
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([what, count]) => [what, count - (before[what] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );

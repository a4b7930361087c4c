import type { Diagnostic } from '../../model/diagnostic.ts';
import { byCodePoint } from '../../model/json.ts';
import type { Check, Reviewed } from './check.ts';
import type { Finding } from './finding.ts';

interface Entry {
  readonly diagnostic: Diagnostic;
  /** Absent: of the repository, whatever the cluster. */
  readonly clusters?: Set<string>;
}

const keyOf = ({ code, severity, message, source }: Diagnostic): string =>
  JSON.stringify([code, severity, message, source?.file, source?.line, source?.column]);

/** Errors of expressions begin with the cluster's name, which the finding tells at the side. */
const withoutCluster = (diagnostic: Diagnostic, cluster: string): Diagnostic => {
  const prefix = `cluster ${cluster}: `;
  if (!diagnostic.message.startsWith(prefix)) return diagnostic;
  return { ...diagnostic, message: diagnostic.message.slice(prefix.length) };
};

class Findings {
  readonly #entries = new Map<string, Entry>();
  /** Clusters that share a result share its diagnostics: most of them are known by their identity. */
  readonly #known = new Map<Diagnostic, Entry>();

  add(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#entry({ diagnostic });
  }

  addOn(cluster: string, diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const entry =
        this.#known.get(diagnostic) ??
        this.#entry({ diagnostic: withoutCluster(diagnostic, cluster), clusters: new Set() });
      entry.clusters?.add(cluster);
      this.#known.set(diagnostic, entry);
    }
  }

  #entry(made: Entry): Entry {
    const key = keyOf(made.diagnostic);
    const entry = this.#entries.get(key) ?? made;
    this.#entries.set(key, entry);
    return entry;
  }

  list(): readonly Finding[] {
    return [...this.#entries.values()].map(({ diagnostic, clusters }) =>
      clusters ? { ...diagnostic, clusters: [...clusters].sort(byCodePoint) } : diagnostic,
    );
  }
}

/** File, line, column, then code and message; what has no position comes first. */
const byPosition = (a: Finding, b: Finding): number =>
  byCodePoint(a.source?.file ?? '', b.source?.file ?? '') ||
  (a.source?.line ?? 0) - (b.source?.line ?? 0) ||
  (a.source?.column ?? 0) - (b.source?.column ?? 0) ||
  byCodePoint(a.code, b.code) ||
  byCodePoint(a.message, b.message);

/**
 * Everything that can be told of a fleet repository without a cluster: what its reading and its plan found, and what
 * the checks find. Each finding once, however many clusters have it, sorted by position.
 */
export const reviewFleet = (reviewed: Reviewed, checks: readonly Check[]): readonly Finding[] => {
  const { fleet, plan } = reviewed;
  const findings = new Findings();
  findings.add(fleet.diagnostics);
  findings.add(plan.diagnostics);
  for (const check of checks) findings.add(check.run(reviewed));
  for (const { cluster, diagnostics } of plan.bindings.values()) findings.addOn(cluster, diagnostics);
  return findings.list().toSorted(byPosition);
};

import type { Diagnostic } from './diagnostic.ts';

/** What one cluster is to run of one Subscription. Controllers know pins, never targets. */
export interface Pin {
  /** `namespace/name` of the Subscription. */
  readonly subscription: string;
  readonly cluster: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** A joiner's ManagedCluster and Localizations, where not from `commit`. */
  readonly clusterCommit?: string;
  /** The binding digest (digest.ts), 64 hex digits. */
  readonly digest: string;
  /** Grows by one with each change of the pin; a heal keeps it. */
  readonly epoch: number;
}

export type EvidenceState = 'Applied' | 'Verifying' | 'Healthy' | 'Failed' | 'Unreachable';

/** What the binding controller saw of a pin; only evidence with the pin's own epoch and digest counts (R1). */
export interface Evidence {
  readonly subscription: string;
  readonly cluster: string;
  readonly epoch: number;
  readonly digest: string;
  readonly state: EvidenceState;
  readonly diagnostics: readonly Diagnostic[];
}

/** A verb that a person or a program asked for; the loops carry it out and record the outcome. */
export interface Command {
  readonly id: string;
  readonly verb: string;
  readonly target: string;
  readonly who: string;
  /** RFC 3339. */
  readonly at: string;
}

export const bindingKey = (pin: { subscription: string; cluster: string }): string =>
  `${pin.subscription}@${pin.cluster}`;

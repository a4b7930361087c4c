/** kstatus' words: sigs.k8s.io/cli-utils/pkg/kstatus. `Current`: the live state is what the spec asks for. */
export type HealthState = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'Unknown';

export interface Health {
  readonly state: HealthState;
  /** Why, for a person; at most some 300 characters, one line. */
  readonly message: string;
}

/** Judges one kind; the generic rules (deletion, observedGeneration, Reconciling, Stalled) have passed before it. */
export type HealthRule = (object: LiveObject) => Health;

/** Rules by `group|kind`. */
export type HealthRules = Readonly<Record<string, HealthRule>>;

export type LiveObject = Readonly<Record<string, unknown>>;

/** Controllers write these messages: bounded, and on one line, before they reach a terminal. */
const maxMessage = 300;
const oneLine = (text: string): string => {
  const flat = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return flat.length <= maxMessage ? flat : `${flat.slice(0, maxMessage - 1)}…`;
};

const verdict = (state: HealthState, message: string): Health => ({ state, message: oneLine(message) });

export const current = (message: string): Health => verdict('Current', message);
export const inProgress = (message: string): Health => verdict('InProgress', message);
export const failed = (message: string): Health => verdict('Failed', message);
export const terminating = (message: string): Health => verdict('Terminating', message);
export const unknown = (message: string): Health => verdict('Unknown', message);

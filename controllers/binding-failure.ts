import type { Diagnostic } from '../src/model/diagnostic.ts';

/** The cluster did not answer, or not us: nothing is known of the objects (Unreachable is not Failed). */
export const isAway = ({ code }: Diagnostic): boolean =>
  code === 'ClusterUnreachable' || code === 'ClusterAuth';

/** R21: what the cluster runs is not what this state knows. */
export const superseded: Diagnostic = {
  code: 'StateRebuilt',
  severity: 'error',
  message: 'the cluster holds a newer epoch than this state: another process, or a later state, wrote there',
  hint: 'one reconciler a fleet; what the cluster runs is read from it again',
};

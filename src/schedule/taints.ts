import type { Taint, Toleration } from '../repository/fleet.ts';

/** Whether a toleration bears a taint, as Kubernetes has it: an empty key with Exists bears all, an empty effect any. */
export const tolerates = (toleration: Toleration, taint: Taint): boolean => {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator ?? 'Equal';
  if (operator === 'Exists') return true;
  return (
    toleration.key !== undefined && toleration.key !== '' && (toleration.value ?? '') === (taint.value ?? '')
  );
};

/** The first taint that keeps a workload off a cluster; PreferNoSchedule keeps nothing off (clusternet, TaintToleration). */
export const untoleratedTaint = (
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): Taint | undefined =>
  taints.find(
    (taint) =>
      taint.effect !== 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );

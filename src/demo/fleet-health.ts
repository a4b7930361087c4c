import type { BindingStatus, FleetStatus } from '../../controllers/status.ts';

/** Between here and the end, a binding is on its way, whatever its last evidence was. */
const underWay: ReadonlySet<string> = new Set(['Waiting', 'Dispatched', 'Applied', 'Verifying']);

/** Whether the cluster runs what the binding is pinned to, and its workloads are ready. */
export const isHealthy = ({ state, health }: BindingStatus): boolean =>
  health === 'Healthy' && !underWay.has(state);

/** Whether every binding of the last planned commit is Healthy; it may still be soaking. */
export const isFleetHealthy = ({ source, bindings }: FleetStatus): boolean =>
  source.commit !== '' && bindings.length > 0 && bindings.every(isHealthy);

/** Whether that commit was planned and every binding is Healthy at what it says. */
export const isHealthyAt = (status: FleetStatus, commit: string): boolean =>
  status.source.commit === commit && isFleetHealthy(status);

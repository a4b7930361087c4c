import type { TypeName } from '../storage/cluster-objects.ts';
import { type Controller, isType, keyOf, type MakeController, placeOf } from './controller.ts';
import { isDeleting } from './parts.ts';
import { createdAt, fateOf, isOver, isReported, podReport } from './pod-status.ts';

export const podType: TypeName = { group: '', plural: 'pods' };

const addressOf = (index: number): string => `10.200.${(index >> 8) % 256}.${index % 256}`;

/** Runs Pods: they are ready `readyAfterMs` after their creation; those of a Job end, and those of a broken image never run. */
export const kubelet: MakeController = ({ objects, options, later, time }): Controller => {
  let addresses = 0;
  return {
    name: 'kubelet',
    keysOf: (change) =>
      isType(change, '', 'pods') && change.kind !== 'deleted' ? [keyOf(change.object)] : [],
    reconcile(key) {
      const { namespace, name } = placeOf(key);
      const pod = objects.get(podType, namespace, name);
      if (pod === undefined || isOver(pod)) return;
      if (isDeleting(pod)) {
        objects.delete(podType, { namespace, name });
        return;
      }
      const fate = fateOf(pod);
      if (isReported(pod, fate)) return;
      const wait = fate === 'Pending' ? 0 : createdAt(pod) + options.readyAfterMs - options.now();
      if (wait > 0) {
        later(key, wait);
        return;
      }
      addresses += 1;
      const status = podReport(pod, fate, time(), addressOf(addresses));
      objects.patch(podType, { namespace, name }, { status }, { manager: 'kubelet', subresource: 'status' });
    },
  };
};

import type { TypeName } from '../storage/cluster-objects.ts';
import { type Controller, isType, keyOf, type MakeController, manager, placeOf } from './controller.ts';
import { objectAt, specOf, statusOf, uidOf } from './parts.ts';

export const claimType: TypeName = { group: '', plural: 'persistentvolumeclaims' };

/** Binds claims at once, to volumes of which only the names exist. */
export const claimBinder: MakeController = ({ objects }): Controller => ({
  name: 'persistentvolumeclaims',
  keysOf: (change) =>
    isType(change, '', 'persistentvolumeclaims') && change.kind === 'added' ? [keyOf(change.object)] : [],
  reconcile(key) {
    const at = placeOf(key);
    const claim = objects.get(claimType, at.namespace, at.name);
    if (claim === undefined || statusOf(claim).phase === 'Bound') return;
    const volumeName = specOf(claim).volumeName ?? `pvc-${uidOf(claim)}`;
    const annotations = {
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    };
    objects.patch(claimType, at, { metadata: { annotations }, spec: { volumeName } }, { manager });
    const status = {
      phase: 'Bound',
      accessModes: specOf(claim).accessModes ?? [],
      capacity: objectAt(objectAt(specOf(claim), 'resources'), 'requests'),
    };
    objects.patch(claimType, at, { status }, { manager, subresource: 'status' });
  },
});

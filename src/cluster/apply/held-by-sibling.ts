import type { DesiredObject } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { describeResource } from '../../model/resource.ts';
import type { BindingSite } from './binding-site.ts';
import type { Target } from './locate.ts';

export const heldBySibling = ({ id, source }: DesiredObject): Diagnostic => ({
  code: 'DuplicateOwner',
  severity: 'warning',
  message: `${describeResource(id)} is held by another Subscription of this fleet, and left to it`,
  resource: id,
  source,
});

/** A warning for each object that another binding holds, for as long as it does: this one's pin is not all there. */
export const siblingsHold = (site: BindingSite, targets: readonly Target[]): readonly Diagnostic[] =>
  targets
    .filter(({ key }) => {
      const entry = site.index.get(key);
      if (!entry?.labelled || entry.ownedHash === '' || entry.controlled) return false;
      return entry.partOf !== '' && entry.partOf !== site.us.parent;
    })
    .map(({ object }) => heldBySibling(object));

import type { Diagnostic } from '../../model/diagnostic.ts';
import { describeResource } from '../../model/resource.ts';
import type { BindingSite } from '../apply/binding-site.ts';
import { ranToItsEnd } from '../apply/job.ts';
import type { Target } from '../apply/locate.ts';
import { driftPolicy } from './judge.ts';
import { differs } from './suspicion.ts';

/** A warning for each object that drifted and whose policy is `report`: as long as it is so, from what is known. */
export const driftFound = (site: BindingSite, targets: readonly Target[]): readonly Diagnostic[] =>
  targets.flatMap(({ object, key, id }): readonly Diagnostic[] => {
    if (driftPolicy(site.work.state.policy, object.policy) !== 'report') return [];
    const known = site.known.get(key);
    const entry = site.index.get(key);
    if (!known || !differs(entry, known) || ranToItsEnd(object, known)) return [];
    const what = entry ? 'was changed in the cluster' : 'was deleted in the cluster';
    return [
      {
        code: 'DriftFound',
        severity: 'warning',
        message: `${describeResource(id)} ${what}, and is left so until git changes it`,
        resource: id,
        source: object.source,
      },
    ];
  });

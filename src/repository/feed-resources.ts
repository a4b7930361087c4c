import { describeResource } from '../model/resource.ts';
import { type Draft, report } from './draft.ts';
import type { FeedResource } from './fleet.ts';
import { problemAt } from './problem.ts';
import { isNamespaced, scopedIdOf } from './scope.ts';

/** Gives every object of the feeds its id, and says where a scope is assumed. */
export const feedResources = (
  draft: Draft,
  customScopes: ReadonlyMap<string, boolean>,
): readonly FeedResource[] =>
  draft.objects.map(({ document, feed, object }) => {
    const id = scopedIdOf(object, customScopes);
    const namespaced = isNamespaced(object, customScopes);
    if (namespaced === undefined) {
      const message = `nothing here says whether ${describeResource(id)} has a namespace`;
      report(draft, [
        {
          ...problemAt(document, '/kind', { code: 'ScopeUnknown', severity: 'note', message }),
          resource: id,
        },
      ]);
    }
    if (namespaced && !object.metadata.namespace) {
      const message = `${describeResource(id)} states no namespace and lands in "default"`;
      report(draft, [
        {
          ...problemAt(document, '/metadata', { code: 'DefaultNamespace', severity: 'warning', message }),
          resource: id,
        },
      ]);
    }
    return { document, feed, id, object };
  });

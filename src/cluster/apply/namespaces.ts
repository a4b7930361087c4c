import type { BindingSite } from './binding-site.ts';
import { send } from './send.ts';

/**
 * A missing namespace of a Subscription with `create-namespace`: created with no owner and no label of ours,
 * never pruned. Whether it exists now.
 */
export const createNamespace = async (site: BindingSite, name: string): Promise<boolean> => {
  await site.fault('namespace.create');
  const path = `/api/v1/namespaces?fieldManager=${encodeURIComponent(site.manager)}`;
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const response = await send(site, { method: 'POST', path, body }, site.signal);
  site.wrote({ verb: 'create', of: 'namespace', status: response.status });
  await site.fault('namespace.created');
  return response.status === 201 || response.status === 409;
};

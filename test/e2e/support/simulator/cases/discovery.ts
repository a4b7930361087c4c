import { type Case, get } from '../step.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Groups and versions that come with every API server. */
const builtIn = [
  '/api/v1',
  '/apis/apps/v1',
  '/apis/batch/v1',
  '/apis/networking.k8s.io/v1',
  '/apis/policy/v1',
  '/apis/rbac.authorization.k8s.io/v1',
  '/apis/autoscaling/v2',
  '/apis/storage.k8s.io/v1',
  '/apis/apiextensions.k8s.io/v1',
  '/apis/coordination.k8s.io/v1',
  '/apis/discovery.k8s.io/v1',
];

/** What a client learns of a server before anything else. */
export const discoveryCases: readonly Case[] = [
  {
    name: 'discovery, group by group',
    steps: [
      get('/api'),
      ...builtIn.map((path) => get(path)),
      get('/apis/apps'),
      get('/apis/nobody.test'),
      get('/apis/apps/v9'),
    ],
  },
  {
    name: 'the aggregated discovery of the core group',
    steps: [
      get('/api', { headers: { accept: aggregated } }),
      get('/api', { headers: { accept: `${aggregated},application/json` } }),
    ],
  },
  {
    name: 'health and version',
    steps: [get('/version'), get('/healthz'), get('/readyz'), get('/livez'), get('/readyz/ping')],
  },
];

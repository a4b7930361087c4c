import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../../../src/cluster/discovery.ts';
import { collectionPath, listPath, resourcePath, watchPath } from '../../../src/cluster/paths.ts';

const deployments: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
};
const roles: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
};
const secrets: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
};
const at = (namespace: string, name: string) => ({ namespace, name });

describe('paths', () => {
  it('lead to objects of the core group, of named groups and of the cluster', () => {
    expect(resourcePath(secrets, at('shop', 'db'))).toBe('/api/v1/namespaces/shop/secrets/db');
    expect(resourcePath(deployments, at('shop', 'front'))).toBe(
      '/apis/apps/v1/namespaces/shop/deployments/front',
    );
    expect(resourcePath(roles, at('', 'view'))).toBe('/apis/rbac.authorization.k8s.io/v1/clusterroles/view');
  });

  it('keep case, and escape what a name may hold', () => {
    expect(resourcePath(roles, at('', 'Team:Admin'))).toBe(
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/Team%3AAdmin',
    );
    expect(resourcePath(roles, at('', 'a b?c#d&ü'))).toMatch(/\/a%20b%3Fc%23d%26%C3%BC$/);
  });

  it('carry a subresource and a query, without what is not set', () => {
    expect(
      resourcePath(deployments, at('shop', 'front'), {
        subresource: 'scale',
        query: { fieldManager: 'head water', force: true, dryRun: undefined },
      }),
    ).toBe('/apis/apps/v1/namespaces/shop/deployments/front/scale?fieldManager=head%20water&force=true');
  });

  it.each(['', '.', '..', 'a/b', '%2e%2e', 'lone \ud800'])(
    'refuse the name %j, which would lead elsewhere',
    (name) => {
      for (const address of [at('shop', name), ...(name === '' ? [] : [at(name, 'front')])]) {
        expect(() => resourcePath(deployments, address)).toThrow(
          expect.objectContaining({ diagnostic: expect.objectContaining({ code: 'InvalidResource' }) }),
        );
      }
    },
  );

  it('ignore a namespace of a kind that has none', () => {
    expect(resourcePath(roles, at('shop', 'view'))).toBe(resourcePath(roles, at('', 'view')));
  });

  it('list in one namespace or in all, by selector and page', () => {
    expect(collectionPath(deployments, 'shop')).toBe('/apis/apps/v1/namespaces/shop/deployments');
    expect(listPath(deployments, { labelSelector: 'a=b,c in (d,e)' }, { limit: 500, continue: 'x==' })).toBe(
      '/apis/apps/v1/deployments?labelSelector=a%3Db%2Cc%20in%20(d%2Ce)&limit=500&continue=x%3D%3D',
    );
    expect(listPath(secrets, { namespace: 'shop', fieldSelector: 'metadata.name=db' })).toBe(
      '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name%3Ddb',
    );
  });

  it('watch with what the caller asks', () => {
    expect(
      watchPath(secrets, { labelSelector: 'a=b' }, { allowWatchBookmarks: true, resourceVersion: '7' }),
    ).toBe('/api/v1/secrets?watch=1&labelSelector=a%3Db&allowWatchBookmarks=true&resourceVersion=7');
  });
});

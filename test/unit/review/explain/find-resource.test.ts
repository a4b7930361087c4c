import { describe, expect, it } from 'vitest';
import { findResource, type ResourceQuery } from '../../../../src/review/explain/find-resource.ts';
import {
  clusterFile,
  configMap,
  type Files,
  fleetFrom,
  subscriptionFile,
} from '../../render/memory-fleet.ts';
import { base, deployment } from './explained.ts';

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: alertrules.alerts.example }
spec: { group: alerts.example, scope: Namespaced, names: { kind: AlertRule, plural: alertrules, shortNames: [ar] } }
`;
const files: Files = {
  ...base,
  'feeds/shop/crd.yaml': crd,
  'feeds/shop/rule.yaml':
    'apiVersion: alerts.example/v1\nkind: AlertRule\nmetadata: { name: down, namespace: shop }\n',
  'feeds/shop/space.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
};

const search = (given: Files, query: Partial<ResourceQuery>) =>
  findResource(fleetFrom(given), { cluster: 'eu-1', resource: 'deployment/front', ...query });
const found = (given: Files, query: Partial<ResourceQuery>) => {
  const { found: one, diagnostic } = search(given, query);
  return one
    ? `${one.resource.id.kind} ${one.resource.id.namespace}/${one.resource.id.name} ${one.subscription.key}`
    : diagnostic;
};
const problem = (given: Files, query: Partial<ResourceQuery>) => search(given, query).diagnostic;

describe('a resource is found', () => {
  it.each([
    'deployment/front', 'deploy/front', 'deployments/front', 'Deployment/front', 'Deployment.apps/front',
    'deployments.apps/front', 'deployments.v1.apps/front',
  ])('as %s', (resource) => {
    expect(found(files, { resource })).toBe('Deployment shop/front default/shop');
  }); // biome-ignore format: one list

  it.each(['alertrule/down', 'alertrules/down', 'ar/down', 'AlertRule.alerts.example/down'])(
    'of a kind that the repository defines, as %s',
    (resource) => {
      expect(found(files, { resource })).toBe('AlertRule shop/down default/shop');
    },
  );

  it('without a namespace where it has none', () => {
    expect(found(files, { resource: 'ns/shop' })).toBe('Namespace /shop default/shop');
    expect(found(files, { resource: 'ns/shop', namespace: 'other' })).toBe('Namespace /shop default/shop');
  });

  const spaces = (...names: readonly string[]): Files => ({
    ...base,
    ...Object.fromEntries(
      names.map((name) => [`feeds/shop/${name}.yaml`, configMap('c').replace('shop', name)]),
    ),
  });

  it('in default where no namespace is asked for and it is there, else in the only one', () => {
    expect(found(spaces('default', 'shop'), { resource: 'cm/c' })).toBe('ConfigMap default/c default/shop');
    expect(search(spaces('default', 'shop'), { resource: 'cm/c' }).found?.choseNamespace).toBe(false);
    expect(found(spaces('shop'), { resource: 'cm/c' })).toBe('ConfigMap shop/c default/shop');
    expect(search(spaces('shop'), { resource: 'cm/c' }).found?.choseNamespace).toBe(true);
  });

  it('in the namespace that is asked for', () => {
    expect(found(spaces('default', 'shop'), { resource: 'cm/c', namespace: 'shop' })).toBe(
      'ConfigMap shop/c default/shop',
    );
  });

  it('not by guess where it is in several namespaces', () => {
    const diagnostic = problem(spaces('one', 'two'), { resource: 'cm/c' });

    expect(diagnostic).toMatchObject({ code: 'AmbiguousName' });
    expect(diagnostic?.message).toMatch(/one, two/);
  });
});

describe('what is not found is answered with the nearest thing:', () => {
  it.each([
    ['a cluster', { cluster: 'eu-2' }, 'UnknownReference', /eu-1/],
    ['a name', { resource: 'deploy/frnt' }, 'UnknownReference', /deploy\/front/],
    ['a kind', { resource: 'deploymnt/front' }, 'UnknownReference', /deployment\/front/],
    ['another kind of the name', { resource: 'statefulset/front' }, 'UnknownReference', /deployment\/front/],
    ['a namespace', { namespace: 'shopp' }, 'UnknownReference', /shop/],
    ['a Subscription', { subscription: 'shpo' }, 'UnknownReference', /default\/shop/],
  ] as const)('%s', (_name, query, code, hint) => {
    const diagnostic = problem(files, query);

    expect(diagnostic?.code).toBe(code);
    expect(diagnostic?.hint).toMatch(hint);
  });

  it('a resource without a name is a wrong flag', () => {
    expect(problem(files, { resource: 'front' })?.code).toBe('InvalidFlag');
  });
});

describe('an object that is not on the cluster', () => {
  const only = (spec: string): Files => ({
    ...base,
    'feeds/shop/subscription.yaml': subscriptionFile('shop')['feeds/shop/subscription.yaml']!.replace(
      /spec:[\s\S]*/,
      spec,
    ),
  });

  it('is told by the label that its Subscription wants', () => {
    const given = only('spec:\n  subscribers: [{ clusterAffinity: { matchLabels: { region: us } } }]\n');

    const diagnostic = problem(given, {});

    expect(diagnostic).toMatchObject({
      code: 'NotOnCluster',
      source: { file: 'feeds/shop/subscription.yaml', line: 5 },
    });
    expect(diagnostic?.message).toMatch(/default\/shop.*region=us.*region=eu/);
  });

  it('is told by the taint that keeps it off', () => {
    const given = {
      ...base,
      ...clusterFile('eu-1', '{}', '{ taints: [{ key: hold, value: x, effect: NoSchedule }] }'),
    };

    expect(problem(given, {})?.message).toMatch(/hold=x:NoSchedule/);
  });

  it('is told by no Subscription that takes it', () => {
    const { 'feeds/shop/subscription.yaml': _gone, ...given } = base;

    expect(problem(given, {})).toMatchObject({
      code: 'NotOnCluster',
      source: { file: 'feeds/shop/front.yaml' },
    });
  });
});

describe('an object that two hold', () => {
  const reference = '  feeds: [{ apiVersion: apps/v1, kind: Deployment, namespace: shop, name: front }]\n';
  const two: Files = { ...base, ...subscriptionFile('tools', '{}', reference) };

  it('needs a Subscription to be named', () => {
    expect(problem(two, {})?.code).toBe('AmbiguousName');
    expect(found(two, { subscription: 'tools' })).toBe('Deployment shop/front default/tools');
    expect(found(two, { subscription: 'default/shop' })).toBe('Deployment shop/front default/shop');
  });

  it('is an error where one Subscription holds it twice', () => {
    expect(problem({ ...base, 'feeds/shop/z.yaml': deployment }, {})).toMatchObject({
      code: 'DuplicateObject',
      source: { file: 'feeds/shop/z.yaml' },
    });
  });
});

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { gvkOf, type KubeObject } from '../../src/model/resource.ts';
import { objectCheck } from '../../src/review/validate/kinds/check-object.ts';
import { kindSchema } from '../../src/schema/schema.ts';
import { objectOf } from '../unit/overlay/small-fleet.ts';
import { gadgetDefinition } from '../unit/review/validate/kinds/cases/gadget-definition.ts';
import { gadgetKinds } from '../unit/review/validate/kinds/cases/gadget-kinds.ts';
import { kindCases } from '../unit/review/validate/kinds/cases/kind-cases.ts';
import { openTarget, type Target } from './support/simulator/target.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const pathOf = (object: KubeObject): string => {
  const { group, version, kind } = gvkOf(object);
  const known = kindSchema({ group, version, kind });
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const namespace = known?.namespaced === false ? '' : '/namespaces/default';
  return `${root}${namespace}/${known?.plural ?? 'gadgets'}/${object.metadata.name}`;
};

const apply = (target: Target, object: KubeObject, query: string) =>
  target.send({
    method: 'PATCH',
    path: `${pathOf(object)}?fieldManager=headwater&${query}`,
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: JSON.stringify(object),
  });

const isEstablished = async (target: Target): Promise<boolean> => {
  const probe = objectOf(
    '{ apiVersion: example.org/v1, kind: Gadget, metadata: { name: probe }, spec: { size: 1, lost: 1 } }',
  );
  // refused for the field that it does not have: from then on the server knows the schema
  const { body } = await apply(target, probe, 'dryRun=All');
  return JSON.stringify(body).includes('field not declared in schema');
};

describeOnControlPlanes('what validate says of an object', () => {
  let fleet: LocalFleet;
  let target: Target;

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['kinds'] });
    target = openTarget(fleet.clusters.get('kinds')!);
    await apply(target, gadgetDefinition, 'force=true');
    await vi.waitUntil(() => isEstablished(target), { timeout: 30_000, interval: 100 });
  });
  afterAll(async () => {
    await target?.close();
    await fleet?.stop();
  });

  it.each(kindCases.map((found) => [found.name, found] as const))(
    'agrees with a server-side apply that is not kept: %s',
    async (_name, { object: text, codes, differs }) => {
      const object = objectOf(text);
      const { status } = await apply(target, object, 'dryRun=All&force=true');

      expect(objectCheck(gadgetKinds)(object).map(({ code }) => code)).toEqual(codes);
      const isGood = codes.length === 0;
      expect(status === 200 || status === 201).toBe(differs === undefined ? isGood : !isGood);
    },
  );
});

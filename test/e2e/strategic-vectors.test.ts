import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { gvkOf } from '../../src/model/resource.ts';
import { kindSchema } from '../../src/schema/schema.ts';
import { type StrategicVector, strategicVectors } from '../unit/patch/strategic-vectors.ts';
import { openTarget, type Target } from './support/simulator/target.ts';
import type { Base } from './support/strategic/bases.ts';
import { compareWith, createBase } from './support/strategic/compare.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const baseOf = ({ base }: StrategicVector): Base => {
  const gvk = gvkOf(base);
  const prefix = gvk.group === '' ? '/api' : `/apis/${gvk.group}`;
  const path = `${prefix}/${gvk.version}/namespaces/default/${kindSchema(gvk)!.plural}`;
  return {
    kind: { apiVersion: base.apiVersion, kind: base.kind, path, object: () => base },
    door: '',
    object: base,
  };
};

describeOnControlPlanes('the vectors of strategic merge patches', () => {
  let fleet: LocalFleet;
  let target: Target;

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['proof'] });
    target = openTarget(fleet.clusters.get('proof')!);
  });
  afterAll(async () => {
    await target?.close();
    await fleet?.stop();
  });

  it.each(strategicVectors.map((vector, index) => [vector.name, vector, `vector-${index}`] as const))(
    'are what kube-apiserver makes: %s',
    async (_name, vector, name) => {
      const live = await createBase(target, baseOf(vector), name);
      const { expected } = vector;
      const value = expected && { ...expected, metadata: { ...expected.metadata, name } };

      const verdict = await compareWith(target, live!, {
        patch: vector.patch,
        expected: value
          ? { ok: true, value }
          : { ok: false, problem: 'malformed', message: 'a refusal', at: '' },
      });

      expect(verdict).toEqual({ end: vector.refused ? 'refused as a patch' : 'accepted' });
    },
  );
});

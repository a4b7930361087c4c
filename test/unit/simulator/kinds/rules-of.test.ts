import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { builtInTypes } from '../../../../src/simulator/kinds/built-in-types.ts';
import { decodingError } from '../../../../src/simulator/kinds/decode/decoding-error.ts';
import type { WriteContext } from '../../../../src/simulator/kinds/kind-rules.ts';
import { rulesOf } from '../../../../src/simulator/kinds/rules-of.ts';
import type { ResourceType } from '../../../../src/simulator/resource-type.ts';
import { deepFreeze } from '../../../property/deep-freeze.ts';

const typeNamed = (kind: string, version = 'v1'): ResourceType =>
  builtInTypes().find((type) => type.kind === kind && type.version === version)!;

const context: WriteContext = {
  now: '2026-01-01T00:00:00Z',
  clusterIp: () => '10.0.0.9',
  nodePort: () => 30_001,
};

const deployment: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', namespace: 'n', uid: 'u' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
};

describe('built-in types', () => {
  it('are what discovery lists', () => {
    const services = typeNamed('Service');
    expect(services).toMatchObject({
      plural: 'services',
      singular: 'service',
      shortNames: ['svc'],
      categories: ['all'],
    });
    expect(typeNamed('Namespace').verbs).not.toContain('deletecollection');
    expect(typeNamed('TokenReview').verbs).toEqual(['create']);
    expect(typeNamed('Deployment').scale?.specReplicasPath).toBe('.spec.replicas');
  });
});

describe('the rules of a kind', () => {
  it('are made once a type', () => {
    expect(rulesOf(typeNamed('Pod'))).toBe(rulesOf(typeNamed('Pod')));
  });

  it('fill in defaults once: what is filled in is shared, and never written to', () => {
    const rules = rulesOf(typeNamed('Deployment'));
    deepFreeze(deployment);
    const filled = rules.fillDefaults(deployment);
    deepFreeze(filled);
    expect(rules.fillDefaults(filled)).toBe(filled);
    expect((filled.spec as JsonObject).replicas).toBe(1);
  });

  it('keep what was given of every kind that a fill meets twice', () => {
    for (const type of builtInTypes()) {
      const rules = rulesOf(type);
      const once = rules.fillDefaults({ apiVersion: 'x', kind: type.kind, metadata: { name: 'x' } });
      expect(rules.fillDefaults(once), type.kind).toEqual(once);
    }
  });

  it('keep managedFields as they were sent: empty ones mean something', () => {
    const rules = rulesOf(typeNamed('ConfigMap'));
    for (const managedFields of [[], [{}]]) {
      const filled = rules.fillDefaults({ metadata: { name: 'x', managedFields } });
      expect((filled.metadata as JsonObject).managedFields).toBe(managedFields);
    }
  });

  it('count a generation when the spec moves, and a Deployment also when its annotations do', () => {
    const rules = rulesOf(typeNamed('Deployment'));
    const live = rules.prepareCreate(rules.fillDefaults(deployment), context);
    const annotated = { ...live, metadata: { ...(live.metadata as JsonObject), annotations: { a: 'b' } } };
    const labelled = { ...live, metadata: { ...(live.metadata as JsonObject), labels: { a: 'b' } } };
    const generation = (object: JsonObject): unknown => (object.metadata as JsonObject).generation;
    expect(generation(live)).toBe(1);
    expect(generation(rules.prepareUpdate(labelled, live, context))).toBe(1);
    expect(generation(rules.prepareUpdate(annotated, live, context))).toBe(2);
  });

  it('let a status write change the status and nothing of the spec', () => {
    const rules = rulesOf(typeNamed('Deployment'));
    const live = rules.prepareCreate(rules.fillDefaults(deployment), context);
    const next = { ...live, spec: { replicas: 9 }, status: { replicas: 1 } };
    expect(rules.prepareStatusUpdate(next, live)).toMatchObject({ spec: live.spec, status: { replicas: 1 } });
  });

  it('keep a Service its address and its node ports by name when a PUT leaves them out', () => {
    const rules = rulesOf(typeNamed('Service'));
    const sent = rules.fillDefaults({
      metadata: { name: 's' },
      spec: { type: 'NodePort', ports: [{ port: 80 }] },
    });
    const live = rules.prepareCreate(sent, context);
    const put = rules.fillDefaults({
      metadata: { name: 's' },
      spec: { type: 'NodePort', ports: [{ port: 90 }] },
    });
    const spec = rules.prepareUpdate(put, live, context).spec as JsonObject;
    expect(spec.clusterIP).toBe('10.0.0.9');
    expect(spec.ports).toEqual([{ port: 90, targetPort: 90, protocol: 'TCP', nodePort: 30_001 }]);
  });

  it('warn of what is likely a mistake', () => {
    const env = [{ name: 'A' }, { name: 'A' }];
    const warnings = rulesOf(typeNamed('Pod')).warnings({ spec: { containers: [{ name: 'c', env }] } });
    expect(warnings).toEqual([
      'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    ]);
  });
});

describe('decoding', () => {
  it('says where a value does not fit, in the words of Go', () => {
    const wrong = { ...deployment, spec: { replicas: '3' } };
    expect(decodingError(typeNamed('Deployment'), wrong)).toBe(
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  it('takes what fits', () => {
    expect(decodingError(typeNamed('Deployment'), deployment)).toBeUndefined();
  });

  it('stops at the byte at which base64 ends', () => {
    const at = (a: string): string | undefined => decodingError(typeNamed('Secret'), { data: { a } });
    expect(at('Yg==')).toBeUndefined();
    expect(at('')).toBeUndefined();
    expect(at('Y')).toBe('illegal base64 data at input byte 0');
    expect(at('Yg==x')).toBe('illegal base64 data at input byte 4');
    expect(at('Yg=')).toBe('illegal base64 data at input byte 3');
  });
});

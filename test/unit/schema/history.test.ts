import { describe, expect, it } from 'vitest';
import {
  changedFields,
  knownMinors,
  minorOf,
  minorsOfField,
  minorsOfKind,
} from '../../../src/schema/history.ts';
import { historyOf, historySource } from '../../../src/schema/history-table.ts';
import { kindSchema, kubernetesVersion } from '../../../src/schema/schema.ts';
import type { SchemaTable } from '../../../src/schema/table.ts';

const tableOf = (
  version: string,
  fields: readonly string[],
  kindVersions: readonly string[],
): SchemaTable => ({
  version,
  kinds: kindVersions.map((kindVersion) => ({
    group: 'g',
    version: kindVersion,
    kind: 'K',
    plural: 'ks',
    namespaced: true,
    patchable: true,
    definition: 'K',
  })),
  definitions: { K: { type: 'object', fields: Object.fromEntries(fields.map((name) => [name, {}])) } },
});

describe('what came and went', () => {
  it('is what not every minor has, and every version that is not stable', () => {
    const tables = new Map([
      [30, tableOf('v1.30.0', ['always', 'old'], ['v1', 'v1alpha1', 'v1beta1'])],
      [31, tableOf('v1.31.0', ['always', 'new'], ['v1', 'v1beta1'])],
      [32, tableOf('v1.32.0', ['always', 'new'], ['v1', 'v1beta1', 'v2'])],
    ]);

    expect(historyOf(tables)).toEqual({
      minors: [30, 32],
      kinds: { 'g|v1alpha1|K': [30, 30], 'g|v1beta1|K': [30, 32], 'g|v2|K': [32, 32] },
      fields: { K: { new: [31, 32], old: [30, 30] } },
    });
  });

  it('leaves out the fields of a definition that comes whole: what it is of says so', () => {
    const old = tableOf('v1.30.0', [], ['v1']);
    const tables = new Map([
      [30, { ...old, definitions: {} }],
      [31, tableOf('v1.31.0', ['new'], ['v1'])],
    ]);

    expect(historyOf(tables).fields).toEqual({});
  });

  it('is written as one string that holds the same', () => {
    const history = historyOf(new Map([[30, tableOf('v1.30.0', ['a'], ['v1beta1'])]]));
    const text = historySource(history);

    expect(JSON.parse(text.slice(text.indexOf('`') + 1, text.lastIndexOf('`')))).toEqual(history);
  });
});

describe('the history of built-in kinds', () => {
  it('ends with the release that the table of kinds was read from, and begins five minors before', () => {
    const newest = minorOf(kubernetesVersion())!;

    expect(knownMinors()).toEqual([newest - 5, newest]);
  });

  it.each([
    ['apps', 'v1', 'Deployment', [31, 36]],
    ['networking.k8s.io', 'v1', 'ServiceCIDR', [33, 36]],
    ['flowcontrol.apiserver.k8s.io', 'v1beta3', 'FlowSchema', [31, 31]],
    ['extensions', 'v1beta1', 'Ingress', undefined],
    ['example.com', 'v1', 'Thing', undefined],
  ])('says which minors have %s/%s %s', (group, version, kind, minors) => {
    expect(minorsOfKind({ group, version, kind })).toEqual(minors);
  });

  it('says which minors have a field, where not all do', () => {
    const podSpec = kindSchema({ group: '', version: 'v1', kind: 'Pod' })?.root.field('spec')?.definition;

    expect(podSpec).toBe('io.k8s.api.core.v1.PodSpec');
    expect(minorsOfField(podSpec!, 'resources')).toEqual([32, 36]);
    expect(minorsOfField(podSpec!, 'workloadRef')).toEqual([35, 35]);
    expect(minorsOfField(podSpec!, 'containers')).toBeUndefined();
    expect(minorsOfField('constructor', 'name')).toBeUndefined();
    expect(changedFields(podSpec!)).toContain('hostnameOverride');
  });

  it.each([
    ['1.32', 32],
    ['v1.32.4', 32],
    ['v1.31.2+k3s1', 31],
    ['v1.30.1-gke.1200', 30],
    ['2.0', undefined],
    ['latest', undefined],
    ['', undefined],
  ])('reads the version %j', (version, minor) => {
    expect(minorOf(version)).toBe(minor);
  });
});

import { gvkOf, type KubeObject } from '../../../model/resource.ts';
import { nearestHint } from '../../../repository/nearest.ts';
import { knownMinors, type MinorRange, minorsOfKind } from '../../../schema/history.ts';
import { allKinds, type GroupVersionKind, kindSchema, kindsNamed } from '../../../schema/schema.ts';
import { type Fault, faultIn } from './fault.ts';
import type { CustomKinds } from './known-kinds.ts';

const apiVersionOf = ({ group, version }: GroupVersionKind): string =>
  group === '' ? version : `${group}/${version}`;

const notServed = (object: KubeObject, versions: readonly string[]): Fault => ({
  code: 'FieldNotServed',
  pointer: '/apiVersion',
  message: `no Kubernetes from 1.${knownMinors()[0]} on serves ${object.kind} at ${object.apiVersion}`,
  hint: `write ${versions.join(' or ')}`,
});

/** A word that only Kubernetes itself uses as a group: it has no dot. */
const isOwnGroup = (group: string): boolean => !group.includes('.');

const unknownBuiltIn = (object: KubeObject, gvk: GroupVersionKind): readonly Fault[] => {
  const inGroup = allKinds().filter((kind) => kind.gvk.group === gvk.group);
  const elsewhere = allKinds().filter((kind) => kind.gvk.kind === gvk.kind && kind.patchable);
  if (isOwnGroup(gvk.group) && elsewhere.length > 0) {
    return [
      notServed(
        object,
        elsewhere.map((kind) => apiVersionOf(kind.gvk)),
      ),
    ];
  }
  if (inGroup.length === 0 && !isOwnGroup(gvk.group)) return [];
  const names = inGroup.map((kind) => kind.gvk.kind);
  const message = `Kubernetes has no kind ${object.kind} at ${object.apiVersion}`;
  return [{ code: 'KindUnknown', pointer: '/kind', message, ...nearestHint(gvk.kind, names) }];
};

const customFaults = (
  object: KubeObject,
  gvk: GroupVersionKind,
  custom: CustomKinds,
): readonly Fault[] | undefined => {
  const versions = custom.get(`${gvk.group}/${gvk.kind}`);
  if (versions === undefined) return undefined;
  if (versions.get(gvk.version)?.served) return [];
  const served = [...versions.values()].filter((version) => version.served);
  return [
    {
      code: 'FieldNotServed',
      pointer: '/apiVersion',
      message: `the definition of ${object.kind} does not serve ${object.apiVersion}`,
      hint: `write ${served.map(({ name }) => `${gvk.group}/${name}`).join(' or ') || 'one that it serves'}`,
    },
  ];
};

/** A version that some minor has; which clusters have it is asked of each. The newest serves what is stable, unless told. */
const servedOnDemand = (
  object: KubeObject,
  gvk: GroupVersionKind,
  [, last]: MinorRange,
): readonly Fault[] => {
  if (last < knownMinors()[1]) return [];
  const stable = kindsNamed(gvk).map((kind) => apiVersionOf(kind.gvk));
  return [
    {
      code: 'FieldNotServed',
      severity: 'warning',
      pointer: '/apiVersion',
      message: `a server has ${object.kind} at ${object.apiVersion} only if it is told to serve it`,
      ...(stable.length > 0 && { hint: `every server has ${stable.join(' and ')}` }),
    },
  ];
};

/** Whether any Kubernetes that is known serves the kind at its version, or else a definition of the repository. */
export const kindFaults = (object: KubeObject, custom: CustomKinds): readonly Fault[] => {
  const gvk = gvkOf(object);
  const builtIn = kindSchema(gvk);
  if (builtIn !== undefined) {
    const what = 'can only be asked of a server: it keeps no such object';
    return builtIn.patchable ? [] : [{ ...faultIn(object, ['kind'], { code: 'FieldValue', what }) }];
  }
  const defined = customFaults(object, gvk, custom);
  if (defined !== undefined) return defined;
  const minors = minorsOfKind(gvk);
  if (minors !== undefined) return servedOnDemand(object, gvk, minors);
  const versions = kindsNamed(gvk);
  if (versions.length > 0)
    return [
      notServed(
        object,
        versions.map((kind) => apiVersionOf(kind.gvk)),
      ),
    ];
  return unknownBuiltIn(object, gvk);
};

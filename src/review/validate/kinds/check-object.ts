import { gvkOf, type KubeObject } from '../../../model/resource.ts';
import { type CheckOptions, checkValue } from './check-value.ts';
import type { Fault } from './fault.ts';
import { type CustomKinds, rootOf } from './known-kinds.ts';
import { rootPlace } from './place.ts';
import { objectRules } from './rules/object-rules.ts';
import { kindFaults } from './served-kind.ts';

const isOfStatus = ({ pointer }: Fault): boolean => pointer === '/status' || pointer.startsWith('/status/');

const schemaFaults = (object: KubeObject, custom: CustomKinds, options: CheckOptions): readonly Fault[] => {
  const gvk = gvkOf(object);
  const node = rootOf(gvk, custom);
  if (node === undefined) return [];
  const faults = checkValue(rootPlace(gvk, node), object, options);
  // what a manifest says of its status never leaves for a cluster
  return faults.filter((fault) => !isOfStatus(fault));
};

/** What no layer can be meant to complete, of an object as a feed has it. */
export const writtenFaults = (object: KubeObject, custom: CustomKinds): readonly Fault[] => [
  ...kindFaults(object, custom),
  ...schemaFaults(object, custom, { as: 'written', expressions: false }),
];

export type ObjectCheck = (object: KubeObject) => readonly Fault[];

/**
 * What an API server refuses of an object as a cluster shall have it, as far as it is known without the server. One
 * check remembers which parts were good: objects that share them cost what they differ by.
 */
export const objectCheck = (custom: CustomKinds): ObjectCheck => {
  const options: CheckOptions = { as: 'whole', expressions: false, good: new WeakMap() };
  return (object) => [
    ...kindFaults(object, custom),
    ...schemaFaults(object, custom, options),
    ...(rootOf(gvkOf(object), custom) ? objectRules.flatMap((rule) => rule(object)) : []),
  ];
};

import { gvkOf, type KubeObject } from '../../../model/resource.ts';
import { checkValue } from './check-value.ts';
import type { Fault } from './fault.ts';
import { type CustomKinds, rootOf } from './known-kinds.ts';
import { objectRules } from './rules/object-rules.ts';
import { kindFaults } from './served-kind.ts';

const isOfStatus = ({ pointer }: Fault): boolean => pointer === '/status' || pointer.startsWith('/status/');

const schemaFaults = (object: KubeObject, custom: CustomKinds, as: 'whole' | 'written'): readonly Fault[] => {
  const gvk = gvkOf(object);
  const node = rootOf(gvk, custom);
  if (node === undefined) return [];
  const faults = checkValue({ gvk, pointer: '', path: '', node }, object, { as, expressions: false });
  // what a manifest says of its status never leaves for a cluster
  return faults.filter((fault) => !isOfStatus(fault));
};

/** What an API server refuses of an object as a cluster shall have it, as far as it is known without the server. */
export const wholeFaults = (object: KubeObject, custom: CustomKinds): readonly Fault[] => [
  ...kindFaults(object, custom),
  ...schemaFaults(object, custom, 'whole'),
  ...(rootOf(gvkOf(object), custom) ? objectRules.flatMap((rule) => rule(object)) : []),
];

/** What no layer can be meant to complete, of an object as a feed has it. */
export const writtenFaults = (object: KubeObject, custom: CustomKinds): readonly Fault[] => [
  ...kindFaults(object, custom),
  ...schemaFaults(object, custom, 'written'),
];

import { difference, fieldSetOf, isEmptySet } from './field-set.ts';
import { type Managed, withFields } from './managed-entry.ts';

const metadata = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
];

/** What nobody ever owns. */
const neverOwned = fieldSetOf(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...metadata.map((name) => ['f:metadata', `f:${name}`]),
);

/** Takes from the writer what nobody owns; an entry that had nothing else goes. */
export const stripFields = (managed: Managed, writer: string): void => {
  const entry = managed.get(writer);
  if (entry === undefined) return;
  const fields = difference(entry.fields, neverOwned);
  if (isEmptySet(fields)) managed.delete(writer);
  else managed.set(writer, withFields(entry, fields));
};

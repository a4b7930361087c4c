import type { ResourceType } from '../resource-type.ts';
import { type FieldSet, fieldSetOf, leaf } from './field-set.ts';

const paths = (...dotted: readonly string[]): FieldSet =>
  fieldSetOf(...dotted.map((path) => path.split('.').map((name) => `f:${name}`)));

const none = leaf;
const status = paths('status');
const spec = paths('spec');
const metadataAndSpec = paths('metadata', 'spec');
const specAndStatus = paths('spec', 'status');

/** Kinds whose `/status` keeps all of metadata as it was; the others let labels and annotations through. */
const keepMetadata = new Set([
  'ValidatingAdmissionPolicy',
  'APIService',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'ServiceCIDR',
  'ResourceClaim',
  'StorageVersionMigration',
  'VolumeAttachment',
]);

const ofStatus = (type: ResourceType): FieldSet => {
  if (type.structural || keepMetadata.has(type.kind)) return metadataAndSpec;
  switch (type.kind) {
    case 'Deployment':
      return paths('spec', 'metadata.labels');
    case 'Pod':
      return paths('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences');
    case 'CertificateSigningRequest':
      return paths('spec', 'status.conditions');
    default:
      return spec;
  }
};

/**
 * The fields that a write through this door is reset in, and that nobody comes to own by it: the `GetResetFields` of the API server's
 * strategies.
 */
export const resetFields = (type: ResourceType, subresource: string): FieldSet => {
  if (subresource === 'status') return ofStatus(type);
  if (subresource !== '' || !type.status) return none;
  return type.kind === 'CertificateSigningRequest' ? specAndStatus : status;
};

import { decodeProtobuf } from '../protobuf/decode-protobuf.ts';
import { parseObject, type SentObject } from '../requests/decode-body.ts';
import type { PatchKind } from '../requests/patched-value.ts';
import { noSuchPatch, unsupportedMediaType } from '../requests/refusals.ts';
import type { ResourceType } from '../resource-type.ts';
import { type Exchange, headerOf } from './exchange.ts';

const contentType = (exchange: Exchange): string => headerOf(exchange, 'content-type').split(';')[0]!.trim();

const bodyTypes = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/cbor',
];

export type BodyFormat = 'json' | 'yaml' | 'protobuf';

/** How a body of POST or PUT is written. Throws a 415. */
export const bodyFormat = (exchange: Exchange): BodyFormat => {
  const type = contentType(exchange);
  if (type === '' || type === 'application/json') return 'json';
  if (type === 'application/yaml') return 'yaml';
  if (type === 'application/vnd.kubernetes.protobuf') return 'protobuf';
  throw unsupportedMediaType(bodyTypes.slice(0, 3));
};

/** The object in a body; kubectl's own clients send protobuf. */
export const sentObject = (body: Buffer, format: BodyFormat, { kind }: ResourceType): SentObject => {
  if (format !== 'protobuf') return parseObject(body, format === 'yaml', kind);
  const decoded = decodeProtobuf(body);
  if (decoded === undefined) throw unsupportedMediaType(bodyTypes.slice(0, 2));
  return { object: decoded, duplicates: [] };
};

const patchKinds: Readonly<Record<string, PatchKind>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Which patch a body is. Throws a 415: custom resources have no Go struct whose tags a strategic merge could ask. */
export const patchKind = (exchange: Exchange, type: ResourceType): PatchKind => {
  const kind = patchKinds[contentType(exchange)];
  if (type.structural === undefined) {
    if (kind === undefined) throw noSuchPatch();
    return kind;
  }
  if (kind !== undefined && kind !== 'strategic') return kind;
  throw unsupportedMediaType(Object.keys(patchKinds).filter((name) => patchKinds[name] !== 'strategic'));
};

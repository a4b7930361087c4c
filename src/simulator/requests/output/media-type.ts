import { ApiError } from '../../api-error.ts';
import type { ResourceType } from '../../resource-type.ts';
import { noSuchRepresentation, notAcceptable } from '../refusals.ts';

/** How the answer is written. */
export interface OutputForm {
  readonly shape: 'object' | 'metadata' | 'table';
  readonly yaml: boolean;
}

interface Accepted {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** This server writes no protobuf. */
export const writtenTypes = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
] as const;

const parseAccept = (header: string): readonly Accepted[] =>
  header
    .split(',')
    .map((part) => {
      const [type = '', ...rest] = part.split(';').map((one) => one.trim());
      const parameters = new Map(
        rest.map((one) => {
          const at = one.indexOf('=');
          return [one.slice(0, at), one.slice(at + 1)] as const;
        }),
      );
      return { type, parameters, quality: Number(parameters.get('q') ?? 1) };
    })
    .sort((a, b) => b.quality - a.quality);

const isMeta = (one: Accepted): boolean =>
  one.parameters.get('g') === 'meta.k8s.io' && ['v1', 'v1beta1'].includes(one.parameters.get('v') ?? '');

/** What is asked for: one object of a type, or a list of them. */
export interface Asked {
  readonly type: ResourceType;
  readonly list: boolean;
}

type Shape = OutputForm['shape'] | 'other metadata';

const shapeOf = (one: Accepted, list: boolean): Shape | undefined => {
  const as = one.parameters.get('as');
  if (as === undefined) return 'object';
  if (!isMeta(one)) return undefined;
  if (as === 'Table') return 'table';
  if (as === 'PartialObjectMetadata') return list ? 'other metadata' : 'metadata';
  if (as === 'PartialObjectMetadataList') return list ? 'metadata' : 'other metadata';
  return undefined;
};

const jsonTypes = new Set(['', '*/*', 'application/*', 'application/json']);

interface Negotiated {
  readonly shape: Shape;
  readonly yaml: boolean;
}

const plain: OutputForm = { shape: 'object', yaml: false };
const memo = new Map<string, Negotiated | undefined>();
const mostKept = 1000;

const negotiate = (header: string, list: boolean): Negotiated | undefined => {
  for (const one of parseAccept(header)) {
    const yaml = one.type === 'application/yaml';
    if (!yaml && !jsonTypes.has(one.type)) continue;
    const shape = shapeOf(one, list);
    if (shape !== undefined) return { shape, yaml };
  }
  return undefined;
};

/** Go's type of what would be answered. */
const goType = ({ type, list }: Asked): string => {
  if (type.structural !== undefined) return `unstructured.Unstructured${list ? 'List' : ''}`;
  return `${type.group === '' ? 'core' : type.group.split('.')[0]}.${list ? type.listKind : type.kind}`;
};

const wrongMetadata = (asked: Asked): ApiError => {
  const [wanted, found] = asked.list
    ? ['PartialObjectMetadata', 'a list']
    : ['PartialObjectMetadataList', 'not a list'];
  const why = `you requested ${wanted}, but the requested object is ${found} (*${goType(asked)})`;
  return new ApiError(406, 'NotAcceptable', why);
};

/** What of the Accept header this server can write. Throws a 406. */
export const outputForm = (accept: string, asked: Asked): OutputForm => {
  if (accept === '' || accept === 'application/json') return plain;
  const key = `${asked.list} ${accept}`;
  if (!memo.has(key)) {
    // headers come from few clients; a hostile one must not fill the memory
    if (memo.size > mostKept) memo.clear();
    memo.set(key, negotiate(accept, asked.list));
  }
  const form = memo.get(key);
  if (form === undefined) {
    const builtIn = asked.type.structural === undefined && !accept.includes('as=');
    throw builtIn ? noSuchRepresentation(writtenTypes) : notAcceptable(writtenTypes);
  }
  if (form.shape === 'other metadata') throw wrongMetadata(asked);
  return { shape: form.shape, yaml: form.yaml };
};

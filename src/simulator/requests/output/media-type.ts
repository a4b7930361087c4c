import { notAcceptable } from '../refusals.ts';

/** How the answer is written. */
export interface OutputForm {
  readonly shape: 'object' | 'metadata' | 'table';
  readonly yaml: boolean;
  /** What `Content-Type` says. */
  readonly contentType: string;
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

const shapeOf = (one: Accepted, kinds: FormKinds): OutputForm['shape'] | undefined => {
  const as = one.parameters.get('as');
  if (as === undefined) return 'object';
  if (!isMeta(one)) return undefined;
  if (as === 'Table') return 'table';
  return as === kinds.metadata ? 'metadata' : undefined;
};

export interface FormKinds {
  /** `PartialObjectMetadata`, of a list `PartialObjectMetadataList`. */
  readonly metadata: 'PartialObjectMetadata' | 'PartialObjectMetadataList';
}

const anyType = new Set(['', '*/*', 'application/*', 'application/json']);
const yamlTypes = new Set(['application/yaml']);

const plain: OutputForm = { shape: 'object', yaml: false, contentType: 'application/json' };
const memo = new Map<string, OutputForm | undefined>();

const negotiate = (header: string, kinds: FormKinds): OutputForm | undefined => {
  for (const one of parseAccept(header)) {
    const yaml = yamlTypes.has(one.type);
    if (!yaml && !anyType.has(one.type)) continue;
    const shape = shapeOf(one, kinds);
    if (shape === undefined) continue;
    return { shape, yaml, contentType: yaml ? 'application/yaml' : 'application/json' };
  }
  return undefined;
};

/** What of the Accept header this server can write. Throws a 406. */
export const outputForm = (accept: string | undefined, kinds: FormKinds): OutputForm => {
  if (accept === undefined || accept === '' || accept === 'application/json') return plain;
  const key = `${kinds.metadata} ${accept}`;
  if (!memo.has(key)) {
    // headers come from few clients; a hostile one must not fill the memory
    if (memo.size > 1000) memo.clear();
    memo.set(key, negotiate(accept, kinds));
  }
  const form = memo.get(key);
  if (form === undefined) throw notAcceptable(writtenTypes);
  return form;
};

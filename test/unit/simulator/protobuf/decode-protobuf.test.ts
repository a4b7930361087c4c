import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from '../../../../src/simulator/protobuf/decode-protobuf.ts';

const varint = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
const bytes = (number: number, content: string | Uint8Array): Buffer => {
  const body = Buffer.from(content as string);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(body.length)]), body]);
};
const whole = (number: number, value: number): Buffer => Buffer.from([number << 3, ...varint(value)]);
const body = (apiVersion: string, kind: string, ...fields: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0', 'latin1'),
    bytes(1, Buffer.concat([bytes(1, apiVersion), bytes(2, kind)])),
    bytes(2, Buffer.concat(fields)),
    bytes(3, ''),
    bytes(4, ''),
  ]);

describe('a protobuf body', () => {
  it('is a ConfigMap with its maps, without Go’s empty strings and zero times', () => {
    const metadata = Buffer.concat([bytes(1, 'one'), bytes(2, ''), whole(7, 0), bytes(8, '')]);
    const pair = Buffer.concat([bytes(1, 'a'), bytes(2, 'ü')]);

    expect(decodeProtobuf(body('v1', 'ConfigMap', bytes(1, metadata), bytes(2, pair)))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'one' },
      data: { a: 'ü' },
    });
  });

  it('keeps a zero that says something, and drops one that does not', () => {
    const spec = Buffer.concat([whole(1, 0), whole(5, 0)]);

    expect(decodeProtobuf(body('apps/v1', 'Deployment', bytes(2, spec)))).toMatchObject({
      spec: { replicas: 0 },
    });
    expect(decodeProtobuf(body('apps/v1', 'Deployment', bytes(2, spec)))).not.toHaveProperty(
      'spec.minReadySeconds',
    );
  });

  it('puts the fields of an embedded struct where JSON has them', () => {
    const source = bytes(2, bytes(2, bytes(1, Buffer.from(''))));
    const volume = Buffer.concat([bytes(1, 'v'), source]);
    const pod = decodeProtobuf(body('v1', 'Pod', bytes(2, bytes(1, volume))));

    expect(pod).toMatchObject({ spec: { volumes: [{ name: 'v', emptyDir: {} }] } });
  });

  it('reads ports that are names and ports that are numbers', () => {
    const port = (target: Buffer): Buffer => bytes(1, Buffer.concat([whole(3, 80), bytes(4, target)]));
    const named = port(Buffer.concat([whole(1, 1), whole(2, 0), bytes(3, 'web')]));
    const numbered = port(Buffer.concat([whole(1, 0), whole(2, 8080), bytes(3, '')]));
    const service = decodeProtobuf(body('v1', 'Service', bytes(2, Buffer.concat([named, numbered]))));

    expect(service).toMatchObject({
      spec: {
        ports: [
          { port: 80, targetPort: 'web' },
          { port: 80, targetPort: 8080 },
        ],
      },
    });
  });

  it('is nothing when it is cut off, of another format or of a kind that is not built in', () => {
    const good = body('v1', 'ConfigMap', bytes(1, bytes(1, 'one')));

    expect(decodeProtobuf(good.subarray(0, good.length - 8))).toBeUndefined();
    expect(decodeProtobuf(Buffer.from('{}'))).toBeUndefined();
    expect(decodeProtobuf(body('a.test/v1', 'Gauge'))).toBeUndefined();
  });
});

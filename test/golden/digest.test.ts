import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bindingDigest, objectDigest } from '../../src/model/digest.ts';
import type { KubeObject } from '../../src/model/resource.ts';

interface Vector {
  readonly name: string;
  readonly objects: readonly {
    readonly object: KubeObject;
    readonly wave: number;
    readonly digest: string;
  }[];
  readonly binding: string;
}

/** Made by a second implementation. A change of one of them is a change of every pin of every installation. */
const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('./digest.json', import.meta.url), 'utf8'),
);

describe('the digests of objects and bindings', () => {
  it('have ten vectors', () => {
    expect(vectors).toHaveLength(10);
  });

  for (const { name, objects, binding } of vectors) {
    it(name, () => {
      for (const { object, digest } of objects) expect(objectDigest(object)).toBe(digest);
      expect(bindingDigest(objects)).toBe(binding);
      expect(bindingDigest(objects.toReversed())).toBe(binding);
    });
  }

  it('tell apart what differs, and nothing else', () => {
    const [plain, reordered, , , , , ours, others, wave] = vectors;

    expect(reordered?.binding).toBe(plain?.binding);
    expect(ours?.binding).toBe(plain?.binding);
    expect(others?.binding).not.toBe(plain?.binding);
    expect(wave?.objects[0]?.digest).toBe(plain?.objects[0]?.digest);
    expect(wave?.binding).not.toBe(plain?.binding);
  });
});

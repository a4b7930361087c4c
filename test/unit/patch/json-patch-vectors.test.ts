import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { jsonPatch } from '../../../src/patch/json-patch.ts';
import type { PatchProblem } from '../../../src/patch/outcome.ts';
import type { Edit } from '../../../src/patch/trace.ts';
import { replay } from './replay.ts';

interface Vector {
  /** RFC 6902, or the public cases that implementations share (github.com/json-patch/json-patch-tests). */
  readonly source: 'RFC 6902, appendix A' | 'json-patch-tests';
  readonly name: string;
  readonly doc: Json;
  readonly patch: Json;
  readonly expected?: Json;
  readonly refused?: PatchProblem;
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../golden/json-patch.json', import.meta.url), 'utf8'),
);

describe.each([...Map.groupBy(vectors, ({ source }) => source)])('%s', (source, cases) => {
  it.each(cases.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const edits: Edit[] = [];

    const outcome = jsonPatch(vector.doc, vector.patch, { record: (edit) => edits.push(edit) });

    if (vector.refused) expect(outcome).toMatchObject({ ok: false, problem: vector.refused });
    else expect(outcome).toEqual({ ok: true, value: vector.expected });
    if (outcome.ok) expect(replay(vector.doc, edits)).toEqual(outcome.value);
    else expect(edits).toEqual([]);
  });

  it('is there as a whole', () => {
    expect(cases.length).toBeGreaterThanOrEqual(source === 'json-patch-tests' ? 80 : 16);
  });
});

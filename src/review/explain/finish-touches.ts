import { applySetPrefix, ourPrefix } from '../../model/digest.ts';
import { isJsonObject, type Json, pointerToken } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import type { Touch } from '../../model/source.ts';
import { jsonEqual, member } from '../../patch/members.ts';
import { pointerTokens } from '../../patch/pointer.ts';
import type { FinishNote } from './written-touch.ts';

/** A change that no layer makes. */
export interface FinishTouch extends Omit<Touch, 'source'> {
  readonly note: FinishNote;
}

type Change = Omit<Touch, 'source'>;

const isOurs = (key: string): boolean => key.startsWith(ourPrefix) || key.startsWith(applySetPrefix);

/** What one object has and the other has not, member by member; lists as wholes. */
const changesOf = (path: string, before: Json | undefined, after: Json | undefined): readonly Change[] => {
  if (before === undefined) return after === undefined ? [] : [{ path, after }];
  if (after === undefined) return [{ path, before }];
  if (!isJsonObject(before) || !isJsonObject(after)) {
    return jsonEqual(before, after) ? [] : [{ path, before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    changesOf(`${path}/${pointerToken(key)}`, member(before, key), member(after, key)),
  );
};

/** stringData's values where they went, before it goes itself: the finished object says what they became. */
const secretChanges = (before: KubeObject, after: KubeObject): readonly Change[] => {
  const { stringData, data } = before;
  if (stringData === undefined || after.stringData !== undefined) return [];
  const moved = isJsonObject(stringData) ? Object.keys(stringData) : [];
  const known = isJsonObject(data) ? data : undefined;
  const room: readonly Change[] =
    known !== undefined || moved.length === 0
      ? []
      : [{ path: '/data', ...(data !== undefined && { before: data }), after: {} }];
  const values = moved.map((key): Change => {
    const old = known && member(known, key);
    const value = isJsonObject(after.data) ? member(after.data, key) : undefined;
    const place = pointerToken(key);
    return {
      path: `/data/${place}`,
      ...(old !== undefined && { before: old }),
      after: value ?? null,
      origin: `/stringData/${place}`,
    };
  });
  return [...room, ...values, { path: '/stringData', before: stringData }];
};

const noteOf = ({ path, before, after }: Change): FinishNote => {
  const [top = '', field = '', key] = pointerTokens(path, '');
  if (top === 'status') return 'status';
  if (top === 'data' || top === 'stringData') return 'secret';
  if (top !== 'metadata') return 'other';
  if (field === 'namespace') return after === undefined ? 'scope' : 'namespace';
  if (field !== 'labels' && field !== 'annotations') return 'server';
  const gone = key === undefined && isJsonObject(before) ? Object.keys(before) : [key ?? ''];
  return gone.some(isOurs) ? 'ours' : 'empty';
};

/**
 * What the renderer made of an object after its last layer, read from the two objects themselves: whatever it does, it
 * is told.
 */
export const finishTouches = (before: KubeObject, after: KubeObject): readonly FinishTouch[] => {
  const secret = secretChanges(before, after);
  const { data: _before, stringData: _stringData, ...rest } = before;
  const { data: _after, ...restAfter } = after;
  const others = secret.length === 0 ? changesOf('', before, after) : changesOf('', rest, restAfter);
  return [...secret, ...others].map((change) => ({ ...change, note: noteOf(change) }));
};

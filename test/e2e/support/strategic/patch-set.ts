import type { Json, JsonObject } from '../../../../src/model/json.ts';
import { deleteListPrefix, elementOrderPrefix } from '../../../../src/patch/directive.ts';
import type { Chance } from './chance.ts';

/** What a patch says of one list of scalars that merges as a set. */
export const setListPatch = (
  name: string,
  base: readonly Json[],
  donor: readonly Json[],
  chance: Chance,
): JsonObject => {
  const items = chance.shuffled(donor.filter(() => chance.percent(60)));
  const gone = base.filter((item) => !items.includes(item) && chance.percent(40));
  const absent = chance.percent(10) ? ['x.test/absent'] : [];
  const others = base.filter((item) => !items.includes(item) && !gone.includes(item));
  const order = chance.shuffled([...others.filter(() => chance.percent(80))]);
  return {
    ...(items.length > 0 && { [name]: items }),
    ...(gone.length + absent.length > 0 && {
      [`${deleteListPrefix}${name}`]: chance.shuffled([...gone, ...absent]),
    }),
    ...(chance.percent(35) && {
      [`${elementOrderPrefix}${name}`]: order.reduce<readonly Json[]>(
        (all, item) => all.toSpliced(chance.below(all.length + 1), 0, item),
        items,
      ),
    }),
  };
};

import type { LabelRequirement, LabelSelector } from '../repository/fleet.ts';

type Labels = Readonly<Record<string, string>>;

const meets = ({ key, operator, values = [] }: LabelRequirement, labels: Labels): boolean => {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      // as in Kubernetes: an absent key is in no list
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return operator satisfies never;
  }
};

/** Whether labels meet a selector, all of it; `{}` selects everything. */
export const selectorMatches = (selector: LabelSelector, labels: Labels): boolean =>
  Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
  ) && (selector.matchExpressions ?? []).every((requirement) => meets(requirement, labels));

/** The first requirement that labels do not meet; a label of matchLabels as `In` of its one value. */
export const unmetRequirement = (selector: LabelSelector, labels: Labels): LabelRequirement | undefined =>
  [
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]): LabelRequirement => ({ key, operator: 'In', values: [value] }),
    ),
    ...(selector.matchExpressions ?? []),
  ].find((requirement) => !meets(requirement, labels));

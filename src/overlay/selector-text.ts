/** One requirement of a selector written as text, as kubectl's `-l` takes it. */
interface Requirement {
  readonly key: string;
  readonly test: 'in' | 'notin' | 'exists' | 'absent';
  readonly values: readonly string[];
}

const requirementPattern =
  /^\s*(?:(?<absent>!)\s*(?<no>[^\s=!,()]+)|(?<key>[^\s=!,()]+)(?:\s*(?<operator>==?|!=)\s*(?<value>[^\s=!,()]*)|\s+(?<set>in|notin)\s*\((?<values>[^()]*)\))?)\s*(?:,|$)/;

const requirementOf = (groups: Readonly<Record<string, string | undefined>>): Requirement => {
  if (groups.absent !== undefined) return { key: groups.no ?? '', test: 'absent', values: [] };
  const key = groups.key ?? '';
  if (groups.set !== undefined) {
    const values = (groups.values ?? '').split(',').map((value) => value.trim());
    return { key, test: groups.set === 'in' ? 'in' : 'notin', values };
  }
  if (groups.operator === undefined) return { key, test: 'exists', values: [] };
  return { key, test: groups.operator === '!=' ? 'notin' : 'in', values: [groups.value ?? ''] };
};

/** `a=b, c!=d, e in (f, g), h, !i`; undefined where the text is no selector. */
export const parseSelectorText = (text: string): readonly Requirement[] | undefined => {
  const requirements: Requirement[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = requirementPattern.exec(rest);
    if (match === null) return undefined;
    requirements.push(requirementOf(match.groups ?? {}));
    const next = rest.slice(match[0].length);
    if (next.trim() === '' && match[0].trimEnd().endsWith(',')) return undefined;
    rest = next;
  }
  return requirements;
};

const holds = ({ key, test, values }: Requirement, labels: Readonly<Record<string, string>>): boolean => {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (test) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    default: {
      const never: never = test;
      throw new Error(`unhandled requirement ${never}`);
    }
  }
};

/** Whether labels (or annotations) meet a selector; a text that is none matches nothing. */
export const matchesSelectorText = (
  text: string,
  labels: Readonly<Record<string, string>> | undefined,
): boolean => parseSelectorText(text)?.every((requirement) => holds(requirement, labels ?? {})) ?? false;

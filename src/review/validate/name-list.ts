const shown = 5;

/** Names in a sentence: a few of them, and how many more there are. */
export const nameList = (names: readonly string[]): string =>
  names.length <= shown
    ? names.join(', ')
    : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;

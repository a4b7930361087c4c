/** Longest key, in characters; the builders of keys.ts stay far below. */
const maxKeyLength = 2048;

/** Throws for a key that no implementation could keep: such a key is a bug of the caller. */
export const checkKey = (key: string): void => {
  if (key === '' || key.length > maxKeyLength || !key.isWellFormed() || key.includes('\0')) {
    throw new Error(`not a usable store key: ${JSON.stringify(key.slice(0, 80))}`);
  }
};

const second = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
/** The parts of Go's layout and how much of a text each takes. */
const parts: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{2}/],
  [':', /^:/],
  ['04', /^\d{2}/],
  [':', /^:/],
  ['05', /^\d{2}/],
];

const refusal = (text: string, layout: string): string => {
  let rest = text;
  for (const [part, pattern] of parts) {
    const match = pattern.exec(rest);
    if (match === null) return `cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`;
    rest = rest.slice(match[0].length);
  }
  const isMicro = layout.includes('.000000');
  const part = isMicro && !/^\.\d{6}/.test(rest) ? '.000000' : 'Z07:00';
  return `cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`;
};

/** Why Go refuses a text as a time (RFC 3339; with six decimals for a MicroTime); undefined when it takes it. */
export const timeFault = (text: string, definition: string): string | undefined => {
  const isMicro = definition.endsWith('.MicroTime');
  const match = second.exec(text);
  if (match !== null && !Number.isNaN(Date.parse(text))) {
    if (!isMicro || match[2]?.length === 7) return undefined;
  }
  const layout = isMicro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: ${refusal(text, layout)}`;
};

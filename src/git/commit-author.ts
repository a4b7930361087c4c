import type { CommitAuthor } from '../model/line-origin.ts';

const unknownAuthor: CommitAuthor = { name: '', email: '', time: '1970-01-01T00:00:00Z' };

const decoderFor = (encoding: string | undefined) => {
  try {
    return new TextDecoder(encoding ?? 'utf-8');
  } catch {
    return new TextDecoder('utf-8');
  }
};

/** Seconds since 1970 and git's zone (`+0530`), as a time of that zone. */
const zonedTime = (seconds: number, zone: string): string => {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  const shifted = new Date((seconds + (zone.startsWith('-') ? -60 : 60) * minutes) * 1000);
  if (Number.isNaN(shifted.getTime())) return unknownAuthor.time;
  const suffix = minutes === 0 ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return shifted.toISOString().replace(/\.000Z$/, suffix);
};

/** Reads the author line of a commit object; what is not as git writes it is left empty. */
export const parseAuthor = (data: Buffer): CommitAuthor => {
  const head = data.toString('latin1').split('\n\n', 1)[0]!;
  const [, person = '', email = '', seconds, zone] =
    /^author (.*?) ?<([^<>\n]*)> (\d{1,12}) ([+-]\d{4})$/m.exec(head) ?? [];
  if (seconds === undefined || zone === undefined) return unknownAuthor;
  const decoder = decoderFor(/^encoding (\S+)$/m.exec(head)?.[1]);
  const decode = (text: string): string => decoder.decode(Buffer.from(text, 'latin1'));
  return { name: decode(person), email: decode(email), time: zonedTime(Number(seconds), zone) };
};

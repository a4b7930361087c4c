import { createHash, timingSafeEqual } from 'node:crypto';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether an Authorization header carries these credentials (RFC 7617); takes the same time for any guess. */
export const isAuthorized = (header: string | undefined, expected: Credentials | undefined): boolean => {
  if (expected === undefined) return true;
  const [, token = ''] = /^basic (\S+)$/i.exec(header ?? '') ?? [];
  const given = Buffer.from(token, 'base64').toString('utf8');
  // digests have one length, which timingSafeEqual needs and which says nothing about the password
  return timingSafeEqual(digest(given), digest(`${expected.username}:${expected.password}`));
};

import { parseDuration } from '../rollout/duration.ts';
import type { RunFlags } from './program.ts';
import { readSecret } from './read-secret.ts';
import { wrongFlag } from './wrong-flag.ts';

/** `127.0.0.1:9440`, `[::1]:9440`, `:9440` (every address). */
export const parseListen = (text: string): { readonly hostname: string; readonly port: number } => {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  if (!match || Number(match[3]) > 65_535)
    throw wrongFlag(`--listen ${text} is no address`, 'like 127.0.0.1:9440');
  return { hostname: (match[1] ?? match[2]) || '0.0.0.0', port: Number(match[3]) };
};

/** Node's timers hold some 24 days, and a longer one fires at once; milliseconds. */
const longestInterval = 86_400_000;

/** Milliseconds; 0 = the branch is asked for only on request. */
export const parseInterval = (text: string): number => {
  const ms = parseDuration(text);
  if (ms === undefined || (ms !== 0 && ms < 100) || ms > longestInterval)
    throw wrongFlag(`--poll-interval ${text} is none`, 'like 10s or 1m, from 100ms to 1d, or 0s');
  return ms;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrongFlag('--repo holds userinfo that is not percent-encoded', 'use --git-password-file');
  }
};

export interface Repository {
  /** Without userinfo. */
  readonly url: string;
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** userinfo of the URL is taken as credentials and never shown. */
export const parseRepository = (flags: RunFlags): Repository => {
  const url = URL.parse(flags.repo);
  if (!url) throw wrongFlag('--repo is no URL', 'like https://git.example.com/fleet.git');
  const password = readSecret('--git-password-file', flags.gitPasswordFile) ?? decoded(url.password);
  const username = decoded(url.username) || flags.gitUsername || 'git';
  url.username = '';
  url.password = '';
  return { url: url.href, ...(password !== '' && { credentials: { username, password } }) };
};

import { randomBytes } from 'node:crypto';
import type { SimulatedUser } from './http/users.ts';

const masters = ['system:masters'];
const standing: readonly SimulatedUser[] = ['admin', 'headwater', 'controllers', 'kubelet'].map((name) => ({
  name,
  groups: masters,
}));

/** Every user of a fleet: the standing ones, and those that are asked for, which may replace them. */
export const fleetUsers = (extra: readonly SimulatedUser[] = []): readonly SimulatedUser[] => [
  ...new Map([...standing, ...extra].map((user) => [user.name, user])).values(),
];

/** Tokens of one cluster. */
export interface Tokens {
  readonly ofUser: ReadonlyMap<string, string>;
  readonly userOf: (token: string) => SimulatedUser | undefined;
}

/** Fresh random tokens, 256 bits each. */
export const issueTokens = (users: readonly SimulatedUser[]): Tokens => {
  const issued = users.map((user) => [randomBytes(32).toString('hex'), user] as const);
  const byToken = new Map(issued);
  return {
    ofUser: new Map(issued.map(([token, user]) => [user.name, token])),
    userOf: (token) => byToken.get(token),
  };
};

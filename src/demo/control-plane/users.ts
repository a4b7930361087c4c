import { randomBytes } from 'node:crypto';
import type { FleetUser } from './local-cluster.ts';

/** A user with its token in one cluster. */
export interface Credential {
  readonly user: string;
  readonly groups: readonly string[];
  readonly token: string;
}

const masters = ['system:masters'];
/** Each program has a user of its own, so that the audit log says who asked. */
const standing: readonly FleetUser[] = [
  { name: 'admin', groups: masters },
  { name: 'headwater', groups: masters },
  { name: 'controllers', groups: masters },
  { name: 'kubelet', groups: masters },
];

const safe = /^[A-Za-z0-9][A-Za-z0-9:._@-]{0,127}$/;

/** Every user of a fleet, the standing ones included. Throws on a name that the token file cannot carry. */
export const fleetUsers = (extra: readonly FleetUser[] = []): readonly FleetUser[] => {
  const users = new Map([...standing, ...extra].map((user) => [user.name, user]));
  const unsafe = [...users.values()].flatMap((user) => [user.name, ...(user.groups ?? [])]);
  const wrong = unsafe.find((word) => !safe.test(word));
  if (wrong !== undefined) throw new Error(`not a user or group name: ${JSON.stringify(wrong)}`);
  return [...users.values()];
};

/** Fresh random tokens, 256 bits each, for one cluster. */
export const issueTokens = (users: readonly FleetUser[]): readonly Credential[] =>
  users.map((user) => ({
    user: user.name,
    groups: user.groups ?? [],
    token: randomBytes(32).toString('hex'),
  }));

/** The CSV of kube-apiserver's --token-auth-file: token, user, uid, "groups". */
export const tokenFile = (credentials: readonly Credential[]): string =>
  credentials.map((one) => `${one.token},${one.user},${one.user},"${one.groups.join(',')}"\n`).join('');

/** The token of one user; throws when the cluster does not have it. */
export const tokenOf = (credentials: readonly Credential[], user: string): string => {
  const found = credentials.find((one) => one.user === user);
  if (!found) throw new Error(`this fleet has no user ${user}`);
  return found.token;
};

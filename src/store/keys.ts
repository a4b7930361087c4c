/**
 * The keys of the store. Names come from a repository, so each segment is escaped: nothing in a name can
 * reach another record, and a key is plain ASCII in every implementation.
 */

/** Percent-encodes all but letters, digits, `-`, `_` and `.`; a segment of dots alone is encoded too. */
const segment = (name: string): string => {
  // a lone surrogate cannot be encoded; it becomes U+FFFD, as it would on its way to disk
  const escaped = encodeURIComponent(name.toWellFormed()).replace(
    /[!~*'()]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return /^\.+$/.test(escaped) ? escaped.replaceAll('.', '%2E') : escaped;
};

/** `namespace/name` keeps its slash; any further slash belongs to the name. */
const namespaced = (key: string): string => {
  const slash = key.indexOf('/');
  return slash < 0 ? segment(key) : `${segment(key.slice(0, slash))}/${segment(key.slice(slash + 1))}`;
};

/** Each ends in `/`, for `Store.list`. */
export const keyPrefixes = {
  subscriptions: 'subscription/',
  bytes: 'bytes/',
  clusters: 'cluster/',
  owned: 'owned/',
  commands: 'command/',
} as const;

/** One record per Subscription: its rollout and its bindings. `key` is `namespace/name`. */
export const subscriptionRecordKey = (key: string): string =>
  `${keyPrefixes.subscriptions}${namespaced(key)}`;

/** The rendered objects of a binding digest (64 hex digits). */
export const bytesKey = (digest: string): string => `${keyPrefixes.bytes}${segment(digest)}`;

/** What is known of one cluster: its identity. */
export const clusterKey = (cluster: string): string => `${keyPrefixes.clusters}${segment(cluster)}`;

/** All owned-fields records of one cluster; ends in `/`. */
export const ownedPrefix = (cluster: string): string => `${keyPrefixes.owned}${segment(cluster)}/`;

/** The owned-fields hashes of one binding. */
export const ownedKey = (cluster: string, subscription: string): string =>
  `${ownedPrefix(cluster)}${namespaced(subscription)}`;

export const commandKey = (id: string): string => `${keyPrefixes.commands}${segment(id)}`;

/** The last path segments of a key below a prefix, unescaped and joined by `/`: `subscription/default/shop` → `default/shop`. */
export const nameOfKey = (key: string, prefix: string): string =>
  key.slice(prefix.length).split('/').map(decodeURIComponent).join('/');

import type { ResourceId } from './resource.ts';
import type { Source } from './source.ts';

export type Severity = 'error' | 'warning' | 'note';

/**
 * The closed set of codes. Tests assert codes and positions, never wording; a code is never reused.
 * Each entry says when it is raised.
 */
export const diagnosticCodes = {
  // reading the repository
  YamlSyntax: 'the text is not YAML or JSON',
  YamlLimit: 'a document is too large, too deep, or expands too many aliases',
  YamlDuplicateKey: 'a mapping holds one key twice',
  YamlUnsupportedValue:
    'a value that Kubernetes cannot carry (an integer beyond 2^53, .inf, .nan, a null key)',
  UnknownDocument: 'a document inside a known folder that is no known kind, or no Kubernetes object',
  InvalidField: 'a field of one of our kinds, or of Clusternet, is unknown, missing or of the wrong type',
  InvalidResource: 'a resource without a usable apiVersion, kind or name, or with generateName',
  DuplicateObject: 'one object stands twice in what one Subscription gives one cluster',
  DuplicateName:
    'two documents of one kind have one name (clusters, Subscriptions, strategies, FleetConfigs)',
  DuplicateOwner: 'two Subscriptions claim one object for the same cluster',
  PathMismatch: 'a document states another priority or cluster than its folder',
  UnknownFolder: 'a top-level folder one edit away from a known one',
  SymlinkOutside: 'a symlink leads out of the repository, to itself, or to nothing',
  UnsupportedEntry: 'a submodule or an LFS pointer where content is needed',
  RepositoryLimit: 'the repository has too many files or too many bytes',
  NotYetSupported: 'a feature of the format that this release refuses rather than half does',
  StrategyNotYetHonoured: 'a rollout strategy says more than this release carries out',
  DefaultNamespace: 'a namespaced object states no namespace and lands in `default`',
  ScopeUnknown: 'offline, nothing says whether this kind is namespaced',
  UnknownReference: 'a name that nothing in the repository has (a strategy, a feed, a cluster, a dependency)',
  DependencyCycle: 'Subscriptions wait for each other',
  NoClusters: 'a Subscription selects no cluster',
  // layers
  OverlayMatchesNothing: 'an overlay matches no object of any feed',
  PatchFailed: 'a patch cannot be applied to the object it targets',
  PatchPathMissing: 'a JSON patch names a path that the object does not have',
  PatchSkipped: 'a Clusternet JSON patch on a missing path was skipped, as Clusternet does',
  EqualPriority: 'two layers of equal stage and priority write different values to one field',
  ExpressionSyntax: 'an expression cannot be parsed, or uses what is not allowed',
  ExpressionFailed: 'an expression cannot be evaluated for this cluster (a missing label, a wrong type)',
  IdentityChanged: 'a layer would change apiVersion, kind, name or namespace of an object',
  PendingOverrides: 'only ApplyLater overrides changed: they wait for the next rollout of their Subscription',
  // review
  UnknownField: 'an object, or a patch of it, has a field that its kind does not have',
  FieldType: 'a field of an object is of another type than its kind says',
  FieldRequired: 'an object lacks a field that its kind requires',
  FieldValue: 'a field of an object has a value that its kind does not allow',
  FieldNotServed: 'a kind or field that the Kubernetes version of a cluster does not have',
  TargetLooksLikeRegex: 'a target is written as a regular expression, and targets are globs',
  PodsRestart: 'a transformer writes into Pod templates, so each change of it restarts Pods',
  ClustersUnmatched: 'a strategy leaves clusters of a Subscription in no stage',
  StageEmpty: 'a stage of a strategy takes no cluster of any Subscription that uses the strategy',
  StageOverlap: 'two stages of a strategy name the same cluster: the first one has it',
  DependencyNotHere: 'a Subscription waits for one that its clusters do not run, so it does not wait there',
  NotUsed: 'a strategy, cluster, feed or layer that has no effect, because nothing selects or names it',
  OwnerMoves: 'an object moves from one Subscription to another',
  FileNotRead: 'a file inside a known folder that nothing reads',
  NotOnCluster: 'an object that no Subscription gives to the cluster that was asked about',
  AmbiguousName: 'several things have the name that was given: the message says how to tell them apart',
  // git
  SourceUnavailable: 'the repository cannot be reached, or answered wrongly',
  SourceAuth: 'the repository refused our credentials',
  SourceTimeout: 'the repository was silent for too long',
  SourceLimit: 'a fetch is larger than allowed',
  SourceMissing: 'the branch or commit does not exist there',
  SourceCorrupt: 'objects that were fetched are damaged on this disk; they are fetched anew',
  SourceMalformed: 'a commit or tree is not what git allows (a path with `..` or `.git`, a broken tree)',
  // clusters
  ClusterUnreachable: 'the API server cannot be reached, or does not answer in time',
  ClusterAuth: 'the API server refused our credentials',
  ClusterIdentityChanged: 'this name now leads to another cluster; nothing is written there',
  ClusterConfigRefused: 'a kubeconfig uses exec, auth-provider or file references that are not allowed',
  ClusterUnknown: 'no kubeconfig context for this cluster',
  KindUnknown: 'the cluster does not serve this kind',
  NotOurs: 'the object exists and belongs to another owner',
  ApplyRejected: 'the API server, an admission webhook or a quota refused an object',
  ImmutableField: 'a field of a live object cannot be changed',
  ApplyTimeout: 'the API server did not answer an apply in time',
  PruneNeedsApproval: 'a prune is over a guard (protected kind, too many deletes, a deleted Subscription)',
  PruneBlocked: 'a finalizer holds an object that was deleted',
  FightDetected: 'another manager keeps changing a field that we own',
  DriftFound: 'a live object is no longer what was applied, and its policy is to report that only',
  NotHealthy: 'an object is not healthy: the message says why',
  // programs
  ServerUnreachable: 'no running headwater answers, or it refuses what was asked',
  InvalidFlag: 'a flag of the command line is wrong, or a file that it names cannot be read',
  // state
  StateLocked: 'another process uses this state file',
  StateUnreadable: 'the state file is missing, damaged, or written by a newer release',
  StateRebuilt: 'the state was rebuilt from what the clusters carry, and a person must look',
  RenderChanged: 'a pinned commit no longer renders to its digest',
} as const satisfies Record<string, string>;

export type DiagnosticCode = keyof typeof diagnosticCodes;

/** One thing that a person should know. Expected outcomes are diagnostics; only bugs are thrown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What, which object, and what to do. Never a Secret's data, a token, or a URL's userinfo. */
  readonly message: string;
  readonly resource?: ResourceId;
  readonly source?: Source;
  readonly hint?: string;
}

export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';

/** `file:line:column: error Code: message (hint)`, as compilers print it. */
export const formatDiagnostic = (d: Diagnostic): string => {
  const where = d.source ? `${d.source.file}:${d.source.line}:${d.source.column}: ` : '';
  return `${where}${d.severity} ${d.code}: ${d.message}${d.hint ? ` (${d.hint})` : ''}`;
};

/** The error that adapters throw across a port: ours, with what the caller needs to decide. */
export class HeadwaterError extends Error {
  readonly diagnostic: Diagnostic;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;

  constructor(diagnostic: Diagnostic, options: { retryable: boolean; cause?: unknown }) {
    super(diagnostic.message, { cause: options.cause });
    this.name = 'HeadwaterError';
    this.diagnostic = diagnostic;
    this.retryable = options.retryable;
  }
}

import { load, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { HeadwaterError } from '../../model/diagnostic.ts';

const text = z.string();

const execSchema = z.looseObject({
  apiVersion: text.optional(),
  command: text.min(1),
  args: z.array(text).nullish(),
  env: z.array(z.object({ name: text, value: text })).nullish(),
  interactiveMode: text.optional(),
  provideClusterInfo: z.boolean().optional(),
});

const authProviderSchema = z.looseObject({
  name: text,
  config: z.record(text, z.unknown()).nullish(),
});

const clusterSchema = z.looseObject({
  server: text.min(1),
  'certificate-authority': text.optional(),
  'certificate-authority-data': text.optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text.optional(),
  'proxy-url': text.optional(),
});

const userSchema = z.looseObject({
  token: text.optional(),
  tokenFile: text.optional(),
  'client-certificate': text.optional(),
  'client-certificate-data': text.optional(),
  'client-key': text.optional(),
  'client-key-data': text.optional(),
  username: text.optional(),
  password: text.optional(),
  as: text.optional(),
  'as-uid': text.optional(),
  'as-groups': z.array(text).nullish(),
  'as-user-extra': z.record(text, z.unknown()).nullish(),
  exec: execSchema.nullish(),
  'auth-provider': authProviderSchema.nullish(),
});

const kubeconfigSchema = z.looseObject({
  'current-context': text.nullish(),
  clusters: z.array(z.looseObject({ name: text, cluster: clusterSchema })).nullish(),
  users: z.array(z.looseObject({ name: text, user: userSchema.nullish() })).nullish(),
  contexts: z
    .array(z.looseObject({ name: text, context: z.looseObject({ cluster: text, user: text.nullish() }) }))
    .nullish(),
});

export type KubeconfigDocument = z.infer<typeof kubeconfigSchema>;
export type ClusterEntry = z.infer<typeof clusterSchema>;
export type UserEntry = z.infer<typeof userSchema>;
export type ExecEntry = z.infer<typeof execSchema>;

/** Bytes: some 3,000 contexts with certificates. */
export const largestKubeconfig = 16 * 1024 * 1024;

/**
 * Parses a kubeconfig, bounded and without aliases, before any library sees it: client-node's parser reads
 * files that a kubeconfig names. Throws ClusterConfigRefused; messages name the place, never the content.
 */
export const parseKubeconfig = (content: string, origin: string): KubeconfigDocument => {
  if (Buffer.byteLength(content) > largestKubeconfig) {
    throw unusable(origin, `it is larger than ${largestKubeconfig} bytes`);
  }
  const result = kubeconfigSchema.safeParse(parseText(content, origin));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unusable(origin, `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'is not valid'}`);
};

const parseText = (content: string, origin: string): unknown => {
  try {
    // `kubectl config view -o json` writes JSON, which is parsed a hundred times faster
    return content.trimStart().startsWith('{')
      ? JSON.parse(content)
      : load(content, { maxDepth: 32, maxAliases: 0 });
  } catch (error) {
    // an exception's message quotes the line, which may hold a token
    const where = error instanceof YAMLException && error.mark ? ` at line ${error.mark.line + 1}` : '';
    throw unusable(origin, `it is not YAML or JSON${where}`);
  }
};

export const unusable = (origin: string, why: string): HeadwaterError =>
  new HeadwaterError(
    { code: 'ClusterConfigRefused', severity: 'error', message: `kubeconfig ${origin}: ${why}` },
    { retryable: false },
  );

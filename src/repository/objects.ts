import type { Diagnostic } from '../model/diagnostic.ts';
import { isJsonObject, type Json, pointerToken } from '../model/json.ts';
import { asKubeObject, type KubeObject } from '../model/resource.ts';
import type { FleetDocument } from './fleet.ts';
import { problemAt } from './problem.ts';
import { readOnce, type Validated } from './validate.ts';

const apiVersionForm = /^(?:[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[a-z0-9]+$/;
const kindForm = /^[A-Za-z][A-Za-z0-9]*$/;
const namespaceForm = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
// A path segment (RBAC names may hold colons and capitals), and no `|`, which parts our own keys.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it keeps out
const nameForm = /^(?!\.\.?$)[^/%|\u0000-\u001f]{1,253}$/;

const identityProblem = (
  document: FleetDocument,
): readonly [pointer: string, message: string] | undefined => {
  const { apiVersion, kind, metadata } = document.value;
  if (typeof apiVersion !== 'string' || !apiVersionForm.test(apiVersion)) {
    return ['/apiVersion', 'apiVersion is none'];
  }
  if (typeof kind !== 'string' || !kindForm.test(kind)) return ['/kind', 'kind is none'];
  if (!isJsonObject(metadata)) return ['/metadata', 'metadata is missing'];
  if (metadata.generateName !== undefined) {
    return [
      '/metadata/generateName',
      'generateName gives an object a new name with each apply: give it a name',
    ];
  }
  const { name, namespace } = metadata;
  if (typeof name !== 'string' || !nameForm.test(name)) {
    return ['/metadata/name', 'metadata.name is missing, or no name that Kubernetes takes'];
  }
  const hasNamespace = namespace !== undefined && namespace !== null && namespace !== '';
  if (hasNamespace && (typeof namespace !== 'string' || !namespaceForm.test(namespace))) {
    return ['/metadata/namespace', 'metadata.namespace is no name of a namespace'];
  }
  return undefined;
};

const notText = (map: Json | undefined, pointer: string): readonly string[] => {
  if (map === undefined || map === null) return [];
  if (!isJsonObject(map)) return [pointer];
  return Object.keys(map)
    .filter((key) => typeof map[key] !== 'string')
    .map((key) => `${pointer}/${pointerToken(key)}`);
};

const mapProblems = (document: FleetDocument): readonly Diagnostic[] => {
  const { metadata } = document.value;
  if (!isJsonObject(metadata)) return [];
  return [
    ...notText(metadata.labels, '/metadata/labels'),
    ...notText(metadata.annotations, '/metadata/annotations'),
  ].map((pointer) =>
    problemAt(document, pointer, {
      code: 'InvalidResource',
      message: 'labels and annotations are text: quote it',
    }),
  );
};

const readWith =
  (isPatch: boolean) =>
  (document: FleetDocument): Validated<KubeObject> => {
    const problem = identityProblem(document);
    if (problem) {
      const [pointer, message] = problem;
      return { diagnostics: [problemAt(document, pointer, { code: 'InvalidResource', message })] };
    }
    // a patch may hold null, which removes, and an expression of any type
    const diagnostics = isPatch ? [] : mapProblems(document);
    return diagnostics.length > 0 ? { diagnostics } : { value: asKubeObject(document.value), diagnostics };
  };

const readers = { patch: readOnce(readWith(true)), resource: readOnce(readWith(false)) };

/** Reads a Kubernetes object: an identity that can be applied, and text in labels and annotations. */
export const readObject = (
  document: FleetDocument,
  options: { readonly isPatch: boolean } = { isPatch: false },
): Validated<KubeObject> => (options.isPatch ? readers.patch : readers.resource)(document);

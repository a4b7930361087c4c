import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { dnsSubdomain, pathSegment } from './name-rules.ts';

const group = 'rbac.authorization.k8s.io';
const isEmpty = (value: Json | undefined): boolean => !Array.isArray(value) || value.length === 0;

const ruleFaults = (faults: Faults, rule: JsonObject, field: string, namespaced: boolean): void => {
  if (isEmpty(rule.verbs)) faults.required(`${field}.verbs`, 'verbs must contain at least one value');
  if (!isEmpty(rule.nonResourceURLs)) {
    const at = `${field}.nonResourceURLs`;
    const named = !isEmpty(rule.apiGroups) || !isEmpty(rule.resources) || !isEmpty(rule.resourceNames);
    if (namespaced) {
      faults.invalid(at, rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs');
    }
    if (named) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      faults.invalid(at, rule.nonResourceURLs, detail);
    }
    return;
  }
  if (isEmpty(rule.apiGroups)) {
    faults.required(`${field}.apiGroups`, 'resource rules must supply at least one api group');
  }
  if (isEmpty(rule.resources)) {
    faults.required(`${field}.resources`, 'resource rules must supply at least one resource');
  }
};

export const roleFaults = (faults: Faults, role: JsonObject): void => {
  for (const [index, rule] of objectsAt(role, 'rules').entries()) {
    ruleFaults(faults, rule, `rules[${index}]`, true);
  }
};

export const clusterRoleFaults = (faults: Faults, role: JsonObject): void => {
  for (const [index, rule] of objectsAt(role, 'rules').entries()) {
    ruleFaults(faults, rule, `rules[${index}]`, false);
  }
  if (role.aggregationRule === undefined) return;
  if (objectsAt(objectAt(role, 'aggregationRule'), 'clusterRoleSelectors').length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    faults.required('aggregationRule.clusterRoleSelectors', detail);
  }
};

const subjectFaults = (faults: Faults, subject: JsonObject, field: string, namespaced: boolean): void => {
  const name = String(subject.name ?? '');
  const apiGroup = subject.apiGroup ?? '';
  if (name === '') faults.required(`${field}.name`);
  switch (subject.kind) {
    case 'ServiceAccount':
      if (name !== '') faults.invalidAll(`${field}.name`, name, dnsSubdomain(name));
      if (apiGroup !== '') faults.unsupported(`${field}.apiGroup`, apiGroup, ['']);
      if (!namespaced && !subject.namespace) faults.required(`${field}.namespace`);
      break;
    case 'User':
    case 'Group':
      if (apiGroup !== group) faults.unsupported(`${field}.apiGroup`, apiGroup, [group]);
      break;
    default:
      faults.unsupported(`${field}.kind`, subject.kind ?? '', ['ServiceAccount', 'User', 'Group']);
  }
};

const bindingFaults =
  (kinds: readonly string[], namespaced: boolean) =>
  (faults: Faults, binding: JsonObject): void => {
    const { apiGroup, kind, name } = objectAt(binding, 'roleRef');
    if (apiGroup !== group) faults.unsupported('roleRef.apiGroup', apiGroup ?? '', [group]);
    if (!kinds.includes(String(kind ?? ''))) faults.unsupported('roleRef.kind', kind ?? '', kinds);
    if (!name) faults.required('roleRef.name');
    else faults.invalidAll('roleRef.name', name, pathSegment(String(name)));
    for (const [index, subject] of objectsAt(binding, 'subjects').entries()) {
      subjectFaults(faults, subject, `subjects[${index}]`, namespaced);
    }
  };

export const roleBindingFaults = bindingFaults(['Role', 'ClusterRole'], true);
export const clusterRoleBindingFaults = bindingFaults(['ClusterRole'], false);

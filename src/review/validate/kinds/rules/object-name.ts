import { splitApiVersion } from '../../../../model/resource.ts';
import { faultIn } from '../fault.ts';
import { wrongDnsLabel, wrongDnsSubdomain } from './name-forms.ts';
import type { ObjectRule } from './rule.ts';

type NameForm = (name: string) => string | undefined;

const longest =
  (most: number, form: NameForm): NameForm =>
  (name) =>
    name.length > most ? `has more than ${most} characters` : form(name);

const anyName: NameForm = () => undefined;

/** Kinds whose names are no DNS subdomains (ValidateName of their strategies in Kubernetes' registries). */
const forms: Readonly<Record<string, NameForm>> = {
  '/Namespace': wrongDnsLabel,
  '/Service': wrongDnsLabel,
  // its Pods are named after it, and their names are host names
  'apps/StatefulSet': wrongDnsLabel,
  // a Job made at a minute appends eleven characters
  'batch/CronJob': longest(52, wrongDnsSubdomain),
  'batch/Job': longest(63, wrongDnsSubdomain),
  'networking.k8s.io/IPAddress': anyName,
  'certificates.k8s.io/ClusterTrustBundle': anyName,
  'rbac.authorization.k8s.io/ClusterRole': anyName,
  'rbac.authorization.k8s.io/ClusterRoleBinding': anyName,
  'rbac.authorization.k8s.io/Role': anyName,
  'rbac.authorization.k8s.io/RoleBinding': anyName,
};

/** The name of an object, as its kind takes it. */
export const objectName: ObjectRule = (object) => {
  const kind = `${splitApiVersion(object.apiVersion).group}/${object.kind}`;
  const form = Object.hasOwn(forms, kind) ? forms[kind]! : wrongDnsSubdomain;
  const what = form(object.metadata.name);
  return what === undefined ? [] : [faultIn(object, ['metadata', 'name'], { code: 'FieldValue', what })];
};

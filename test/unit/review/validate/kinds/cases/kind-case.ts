import type { FaultCode } from '../../../../../../src/review/validate/kinds/fault.ts';

/** An object, what validate says of it, and why a server says otherwise where it does. */
export interface KindCase {
  readonly name: string;
  /** Without a namespace: it goes to `default`. */
  readonly object: string;
  readonly codes: readonly FaultCode[];
  readonly differs?: string;
}

export const of =
  (head: string) =>
  (name: string, body: string, ...codes: readonly FaultCode[]): KindCase => ({
    name,
    object: `${head}\n${body}\n`,
    codes,
  });

export const configMap = of('apiVersion: v1\nkind: ConfigMap');
export const secret = of('apiVersion: v1\nkind: Secret\nmetadata: { name: a }');
export const service = (name: string, spec: string, ...codes: readonly FaultCode[]): KindCase =>
  of('apiVersion: v1\nkind: Service\nmetadata: { name: a }')(name, `spec: ${spec}`, ...codes);
export const pod = (name: string, spec: string, ...codes: readonly FaultCode[]): KindCase =>
  of('apiVersion: v1\nkind: Pod\nmetadata: { name: a }')(name, `spec: ${spec}`, ...codes);
export const container = (name: string, fields: string, ...codes: readonly FaultCode[]): KindCase =>
  pod(name, `{ containers: [{ name: a, image: a:1, ${fields} }] }`, ...codes);
export const deployment = (name: string, spec: string, ...codes: readonly FaultCode[]): KindCase =>
  of('apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }')(name, `spec: ${spec}`, ...codes);
export const backend = (name: string, service: string, ...codes: readonly FaultCode[]): KindCase =>
  of('apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: a }')(
    name,
    `spec: { defaultBackend: { service: ${service} } }`,
    ...codes,
  );
export const gadget = (name: string, spec: string, ...codes: readonly FaultCode[]): KindCase =>
  of('apiVersion: example.org/v1\nkind: Gadget\nmetadata: { name: a }')(name, `spec: ${spec}`, ...codes);

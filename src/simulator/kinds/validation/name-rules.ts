import { isIP } from 'node:net';

const label1123 = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain1123 = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualified = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const configKey = /^[-._a-zA-Z0-9]+$/;

const label1123Text =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const qualifiedText =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const configKeyText =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** What is wrong with a text, in Kubernetes' words; empty when nothing is. */
export type TextRule = (text: string) => readonly string[];

const tooLong = (text: string, most: number): readonly string[] =>
  text.length > most ? [`must be no more than ${most} characters`] : [];

const rule =
  (most: number, pattern: RegExp, message: string): TextRule =>
  (text) => [...tooLong(text, most), ...(pattern.test(text) ? [] : [message])];

export const dnsLabel = rule(63, label1123, label1123Text);
export const dnsSubdomain = rule(253, subdomain1123, subdomainText);
export const dns1035Label = rule(63, label1035, label1035Text);

/** A label where dots are a fault of their own. */
export const nameLabel: TextRule = (text) =>
  text.includes('.') ? ['must not contain dots'] : dnsLabel(text);

const bytesTooLong = (text: string, most: number): boolean => Buffer.byteLength(text) > most;

export const qualifiedName: TextRule = (text) => {
  const parts = text.split('/');
  if (parts.length > 2) {
    const example = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a valid label key ${qualifiedText} ${example}`];
  }
  const faults: string[] = [];
  const [prefix, name] = parts.length === 2 ? parts : [undefined, parts[0]];
  if (prefix === '') faults.push('prefix part must be non-empty');
  else if (prefix !== undefined) faults.push(...dnsSubdomain(prefix).map((one) => `prefix part ${one}`));
  if (name === '') faults.push('name part must be non-empty');
  else if (bytesTooLong(name!, 63)) faults.push('name part must be no more than 63 bytes');
  if (!qualified.test(name!)) faults.push(`name part ${qualifiedText}`);
  return faults;
};

export const labelValueRule: TextRule = (text) => [
  ...(bytesTooLong(text, 63) ? ['must be no more than 63 bytes'] : []),
  ...(labelValue.test(text) ? [] : [labelValueText]),
];

export const configMapKey: TextRule = (text) => {
  const faults = [...tooLong(text, 253), ...(configKey.test(text) ? [] : [configKeyText])];
  if (text === '.') faults.push("must not be '.'");
  else if (text === '..') faults.push("must not be '..'");
  else if (text.startsWith('..')) faults.push("must not start with '..'");
  return faults;
};

export const environmentName: TextRule = (text) =>
  /^[ -<>-~]+$/.test(text)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];

/** Name of a port of a container, at most 15 letters. */
export const portName: TextRule = (text) => {
  const faults = [...tooLong(text, 15)];
  if (!/^[-a-z0-9]+$/.test(text)) {
    faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(text)) faults.push('must contain at least one letter (a-z)');
  if (text.includes('--')) faults.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) faults.push('must not begin or end with a hyphen');
  return faults.includes('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
    ? faults.filter((one) => !one.startsWith('must contain at least') || !/[A-Za-z]/.test(text))
    : faults;
};

export const portNumber = (port: number): readonly string[] =>
  port >= 1 && port <= 65_535 && Number.isInteger(port) ? [] : ['must be between 1 and 65535, inclusive'];

export const ipAddress: TextRule = (text) =>
  isIP(text) === 0 ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'] : [];

export const isIpAddress = (text: string): boolean => isIP(text) !== 0;

const wildcard = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const wildcardSubdomain: TextRule = (text) =>
  wildcard.test(text)
    ? tooLong(text, 253)
    : [
        ...tooLong(text, 253),
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ];

/** `50%`. */
export const percentText =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
export const isPercent = (text: string): boolean => /^[0-9]+%$/.test(text);

/** Names that may stand before a slash: of RBAC. */
export const pathSegment: TextRule = (text) => {
  if (text === '.') return ["may not be '.'"];
  if (text === '..') return ["may not be '..'"];
  return [
    ...(text.includes('/') ? ["may not contain '/'"] : []),
    ...(text.includes('%') ? ["may not contain '%'"] : []),
  ];
};

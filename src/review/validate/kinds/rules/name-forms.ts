/** How Kubernetes spells names (apimachinery pkg/api/validate/content): each answers what is wrong, if anything is. */

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const qualifiedName = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

export const wrongDnsLabel = (text: string): string | undefined => {
  if (text.length > 63) return 'has more than 63 characters';
  return label.test(text) ? undefined : 'takes lower-case letters, digits and "-"';
};

export const wrongDnsSubdomain = (text: string): string | undefined => {
  if (text.length > 253) return 'has more than 253 characters';
  return text.split('.').every((part) => label.test(part))
    ? undefined
    : 'takes lower-case letters, digits, "-" and "."';
};

/** `[prefix/]name`: the keys of labels; those of annotations are looked at in lower case. */
export const wrongQualifiedName = (text: string): string | undefined => {
  const parts = text.split('/');
  const name = parts.at(-1) as string;
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (parts.length > 2 || !qualifiedName.test(name)) {
    return 'takes letters, digits, "-", "_" and ".", and before them one prefix with a "/"';
  }
  if (name.length > 63) return 'has more than 63 characters after its prefix';
  if (prefix !== undefined && wrongDnsSubdomain(prefix)) return 'has a prefix that is no DNS name';
  return undefined;
};

export const wrongLabelValue = (text: string): string | undefined => {
  if (text.length > 63) return 'has a value of more than 63 characters';
  return text === '' || qualifiedName.test(text)
    ? undefined
    : 'has a value other than letters and digits, with "-", "_" and "." between them';
};

/** Names of ports (IANA_SVC_NAME, RFC 6335). */
export const wrongPortName = (text: string): string | undefined => {
  if (text.length > 15) return 'has more than 15 characters';
  return label.test(text) && /[a-z]/.test(text) && !text.includes('--')
    ? undefined
    : 'takes lower-case letters, digits and single "-", with one letter at least';
};

/** Keys of a ConfigMap or a Secret. */
export const wrongDataKey = (text: string): string | undefined => {
  if (text.length > 253) return 'has a key of more than 253 characters';
  return /^[-._a-zA-Z0-9]+$/.test(text) && text !== '.' && !text.startsWith('..')
    ? undefined
    : 'has a key of other characters than letters, digits, "-", "_" and "."';
};

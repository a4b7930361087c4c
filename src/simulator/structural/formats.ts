const isIpv4 = (text: string): boolean => {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255);
};

const isIpv6 = (text: string): boolean => {
  if (!text.includes(':') || !/^[0-9a-fA-F:.]+$/.test(text)) return false;
  try {
    return new URL(`http://[${text}]/`).hostname !== '';
  } catch {
    return false;
  }
};

const isCidr = (text: string): boolean => {
  const [address = '', bits = '', ...others] = text.split('/');
  if (others.length > 0 || !/^(0|[1-9]\d*)$/.test(bits)) return false;
  if (isIpv4(address)) return Number(bits) <= 32;
  return isIpv6(address) && Number(bits) <= 128;
};

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

const isUri = (text: string): boolean =>
  text.startsWith('/') ? !/[\s]/.test(text) : /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s]*$/.test(text);

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|Z|[+-]\d{2}:?\d{2})$/;
/** go-openapi's own: a single label, or labels before a last one of letters only. */
const hostname =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const goDuration = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
/** Scala's way, wherever in the text: `2 days`. */
const spokenDuration =
  /\d+\s*(ns|us|µs|ms|s|m|h|d|w|hr|wk|nano\w*|micro\w*|milli\w*|sec\w*|min\w*|hour\w*|day\w*|week\w*)(?![A-Za-zµ])/i;

const checks: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) => {
    const [day = '', time = '', ...others] = text.split(/[tT]/);
    return others.length === 0 && isDate(day) && timeOfDay.test(time);
  },
  date: isDate,
  ipv4: isIpv4,
  ipv6: isIpv6,
  cidr: isCidr,
  uri: isUri,
  email: (text) => /^[^\s@<>]+@[^\s@<>]+$/.test(text),
  hostname: (text) => text.length <= 255 && hostname.test(text),
  uuid: (text) => uuid.test(text),
  byte: (text) => text !== '' && base64.test(text),
  duration: (text) => goDuration.test(text) || spokenDuration.test(text),
  'k8s-short-name': (text) => text.length <= 63 && dnsLabel.test(text),
  'k8s-long-name': (text) => text.length <= 253 && text.split('.').every((part) => dnsLabel.test(part)),
};

/** Formats that are known, though any text is of them here. */
const unchecked = [
  'bsonobjectid',
  'mac',
  'uuid3',
  'uuid4',
  'uuid5',
  'isbn',
  'isbn10',
  'isbn13',
  'creditcard',
  'ssn',
  'hexcolor',
  'rgbcolor',
  'password',
];
const known = new Set([...Object.keys(checks), ...unchecked].map((name) => name.replaceAll('-', '')));

/** Whether the API server heeds this format of this type; others are as if they were not there. */
export const isKnownFormat = (type: string | undefined, format: string): boolean => {
  switch (type) {
    case undefined:
    case 'string':
      return known.has(format.replaceAll('-', ''));
    case 'integer':
      return format === 'int32' || format === 'int64';
    case 'number':
      return format === 'float' || format === 'double';
    default:
      return false;
  }
};

/** Whether the text is of the format; formats that are not checked take any. */
export const isOfFormat = (format: string, text: string): boolean => checks[format]?.(text) ?? true;

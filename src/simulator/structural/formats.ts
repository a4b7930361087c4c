const isIpv4 = (text: string): boolean => {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
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
const label = '[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const hostname = new RegExp(`^${label}(\\.${label})*\\.?$`);
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const duration =
  /^-?(\d+(\.\d*)?|\.\d+)\s*(ns|us|µs|μs|ms|s|m|h|d|w)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$/;

const checks: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) => {
    const [day = '', time = '', ...others] = text.split(/[tT ]/);
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
  byte: (text) => base64.test(text),
  duration: (text) => duration.test(text) || text === '0',
  'k8s-short-name': (text) => text.length <= 63 && dnsLabel.test(text),
  'k8s-long-name': (text) => text.length <= 253 && text.split('.').every((part) => dnsLabel.test(part)),
};

/** Whether the text is of the format; formats that are not checked take any. */
export const isOfFormat = (format: string, text: string): boolean => checks[format]?.(text) ?? true;

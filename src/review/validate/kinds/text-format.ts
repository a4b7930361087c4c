/** The grammar of apimachinery's resource.Quantity (pkg/api/resource/quantity.go). */
const quantity = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** As Go's encoding/base64 reads it: padded, line ends aside. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** RFC 3339, as Go's time.Parse takes it. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const formats: Readonly<Record<string, { readonly is: (text: string) => boolean; readonly name: string }>> = {
  quantity: { is: (text) => quantity.test(text), name: 'a quantity such as 500m or 1Gi' },
  byte: { is: (text) => base64.test(text.replace(/[\r\n]/g, '')), name: 'base64' },
  'date-time': { is: (text) => dateTime.test(text), name: 'a time such as 2030-01-31T12:00:00Z' },
};

/** What a text of this format should be, where it is not. */
export const wrongFormat = (format: string | undefined, text: string): string | undefined => {
  const known = format !== undefined && Object.hasOwn(formats, format) ? formats[format] : undefined;
  return known === undefined || known.is(text) ? undefined : known.name;
};

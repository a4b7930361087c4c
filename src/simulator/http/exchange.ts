/** Header names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A header that is given once; '' where it is not. */
export const headerOf = ({ headers }: Pick<Exchange, 'headers'>, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

/** One request and its answer, over HTTP/1.1 or HTTP/2. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Headers;
  /** The whole body. Rejects with a 413 beyond `limit` bytes, or when the client goes away. */
  body(limit: number): Promise<Buffer>;
  answer(answer: Answer): void;
  /** Begins an answer that goes on. */
  stream(status: number, headers: Headers): AnswerStream;
  /** Cuts the connection. */
  cut(): void;
  onClose(listener: () => void): void;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | Buffer;
}

export interface AnswerStream {
  write(text: string): void;
  end(): void;
  /** Bytes that the client has not taken yet. */
  pending(): number;
  readonly closed: boolean;
}

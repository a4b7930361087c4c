import { type ChildLoggerOptions, type Logger, pino, stdTimeFunctions } from 'pino';
import pinoPretty from 'pino-pretty';
import { scrubFields, scrubText } from './redact.ts';

export type { Logger } from 'pino';
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
export type LogFormat = 'json' | 'pretty';

export interface LoggerOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Default: pretty on a terminal, JSON otherwise. */
  readonly format?: LogFormat;
  /** Default: standard error, because standard output carries what a command was asked for. */
  readonly destination?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Control characters of what others wrote could move a terminal's cursor or colour it; `\\` keeps escapes whole. */
const control = /(\\\\)|\\u00(?:[01][0-9a-f]|7f)|\\[bfr]|[\u007f-\u009f]/gi;

const scrubLine = (line: string): string =>
  scrubText(line.replace(control, (_match, backslash?: string) => backslash ?? ''));

const prettyStream = (destination: NodeJS.WritableStream & { readonly isTTY?: boolean }) =>
  pinoPretty({
    destination,
    // in this process and at once: a worker thread loses the last lines of a process that dies
    sync: true,
    colorize: destination.isTTY === true,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });

/** pino gives a child's bindings to no formatter but the child's own, so they are cleaned on their way in. */
const scrubBindings = (logger: Logger): Logger => {
  const child = logger.child as unknown as (bindings: object, options?: ChildLoggerOptions) => Logger;
  return Object.assign(logger, {
    // children inherit it, and each must be made from the one that it is called on
    child(this: Logger, bindings: Record<string, unknown>, options?: ChildLoggerOptions): Logger {
      return child.call(this, scrubFields(bindings), options);
    },
  });
};

/**
 * The process's logger. A line is a static message plus fields: `log.info({ cluster, subscription }, 'applied')`.
 * Secrets, tokens and URL userinfo are taken out of fields, errors and messages before they are written.
 */
export const createLogger = (options: LoggerOptions = {}): Logger => {
  const destination = options.destination ?? process.stderr;
  const format = options.format ?? (destination.isTTY === true ? 'pretty' : 'json');
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      // errors are written by scrubFields, so that neither a cause nor a client's own fields slip through
      serializers: { err: (error) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: scrubFields,
      },
      hooks: { streamWrite: scrubLine },
    },
    format === 'pretty' ? prettyStream(destination) : destination,
  );
  return scrubBindings(logger);
};

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Readable, type Transform, type Writable } from 'node:stream';
import { gitEnvironment } from './run-git.ts';

/** Bytes of one push, and milliseconds of one request. */
const mostRequestBytes = 256 << 20;
const mostMilliseconds = 120_000;
const mostHeaderBytes = 16_384;

export interface BackendCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Folder that holds the repositories. */
  readonly root: string;
  /** Path below the root, decoded and checked by the caller. */
  readonly path: string;
  readonly query: string;
  readonly user: string;
  /** What the body of the answer goes through. */
  readonly body: Transform;
}

/** RFC 3875 variables; http-backend unpacks a gzip body itself, told by HTTP_CONTENT_ENCODING. */
const environment = ({ request, root, path, query, user }: BackendCall): Record<string, string> => {
  const { headers } = request;
  const fromHeaders = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'],
  };
  const known = Object.entries(fromHeaders).filter(([, value]) => value !== undefined);
  return {
    ...gitEnvironment(root),
    ...(Object.fromEntries(known) as Record<string, string>),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: path,
    QUERY_STRING: query,
    REMOTE_USER: user,
    REMOTE_ADDR: '127.0.0.1',
  };
};

/** Sets status and headers of a CGI answer (RFC 3875 section 6.2). */
const writeHead = (response: ServerResponse, head: string): void => {
  for (const line of head.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10) || 500;
    else response.setHeader(name, value);
  }
};

const findHeadEnd = (bytes: Buffer): { readonly head: number; readonly body: number } | undefined => {
  const at = bytes.indexOf('\r\n\r\n');
  if (at >= 0) return { head: at, body: at + 4 };
  const plain = bytes.indexOf('\n\n');
  return plain >= 0 ? { head: plain, body: plain + 2 } : undefined;
};

type Backend = ChildProcessByStdio<Writable, Readable, null>;

const forwardAnswer = (child: Backend, { response, body }: BackendCall): void => {
  let head = Buffer.alloc(0);
  const onHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = findHeadEnd(head);
    if (end === undefined) {
      if (head.length > mostHeaderBytes) child.kill('SIGKILL');
      return;
    }
    child.stdout.off('data', onHead);
    child.stdout.pause();
    // the client went away while git was still starting
    if (response.destroyed) {
      child.kill('SIGKILL');
      return;
    }
    writeHead(response, head.subarray(0, end.head).toString('latin1'));
    child.stdout.unshift(head.subarray(end.body));
    pipeline(child.stdout, body, response, () => child.kill('SIGKILL'));
  };
  child.stdout.on('data', onHead);
  child.once('close', () => {
    if (!response.headersSent && !response.destroyed && findHeadEnd(head) === undefined) {
      response.writeHead(502).end();
    }
  });
};

const forwardRequest = (child: Backend, { request, response }: BackendCall): void => {
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received <= mostRequestBytes) return;
    child.kill('SIGKILL');
    response.destroy();
  });
  // a backend that has answered does not read the rest; that is no error of ours
  pipeline(request, child.stdin, () => undefined);
};

/**
 * Answers one request by `git http-backend`; both bodies are streamed, and the process ends with the connection.
 * The npm packages for this (node-git-server 1.0.0, git-http-backend 1.1.2) do not pass Git-Protocol on, so that
 * every client would fall back to protocol version 0 and be sent all refs at each poll.
 */
export const runHttpBackend = (call: BackendCall): void => {
  const child = spawn('git', ['http-backend'], {
    cwd: call.root,
    env: environment(call),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const timer = setTimeout(() => call.response.destroy(), mostMilliseconds);
  child.once('error', () => call.response.destroy());
  child.once('close', () => clearTimeout(timer));
  call.response.once('close', () => child.kill('SIGKILL'));
  forwardAnswer(child, call);
  forwardRequest(child, call);
};

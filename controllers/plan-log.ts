import { type Diagnostic, formatDiagnostic } from '../src/model/diagnostic.ts';
import type { Logger } from '../src/telemetry/logger.ts';

/** Problems of one commit that are logged one by one; the rest is counted. */
const mostLogged = 100;

/** Logs what is wrong in the repository: each problem once, for as long as it stays. */
export const createPlanLog = (logger: Logger): ((diagnostics: readonly Diagnostic[]) => void) => {
  let known: ReadonlySet<string> = new Set();
  return (diagnostics) => {
    const byText = new Map(diagnostics.map((diagnostic) => [formatDiagnostic(diagnostic), diagnostic]));
    const news = [...byText].filter(([text]) => !known.has(text));
    known = new Set(byText.keys());
    for (const [, { code, severity, message, hint, source }] of news.slice(0, mostLogged)) {
      const level = severity === 'note' ? 'info' : severity === 'warning' ? 'warn' : 'error';
      logger[level]({ code, problem: message, hint, ...source }, 'a problem in the repository');
    }
    if (news.length > mostLogged) {
      logger.warn({ more: news.length - mostLogged }, 'and more problems: see headwater validate');
    }
  };
};

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Command lines of running processes that mention `word` (a fleet's folder stands in each of its own). */
export const processesThatMention = async (word: string): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'stat=,args='], {
    maxBuffer: 16 << 20,
  });
  const lines = stdout.split('\n').map((line) => line.trim());
  // a dead process keeps its line until its parent has read its end; it holds nothing any more
  return lines.filter((line) => line.includes(word) && !line.startsWith('Z') && !line.includes('ps -A'));
};

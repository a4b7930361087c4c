import { readFileSync, writeFileSync } from 'node:fs';
import { reviewPage, reviewPageFile } from './transcript.ts';

// npm run docs: what the page's commands say today
writeFileSync(reviewPageFile, await reviewPage(readFileSync(reviewPageFile, 'utf8')));

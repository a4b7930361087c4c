import type { Case } from '../step.ts';
import { applyCases } from './apply.ts';
import { customResourceCases } from './custom-resources.ts';
import { deletionCases } from './deletion.ts';
import { discoveryCases } from './discovery.ts';
import { foundCases } from './found-by-chance.ts';
import { listCases } from './lists.ts';
import { ownRequestCases } from './own-requests.ts';
import { patchCases } from './patches.ts';
import { requestCases } from './requests.ts';
import { seenCases } from './seen-on-real-servers.ts';
import { subresourceCases } from './subresources.ts';
import { workloadCases } from './workloads.ts';

/** Every case of the contract; names are unique, as the table of kept differences goes by them. */
export const allCases: readonly Case[] = [
  ...applyCases,
  ...customResourceCases,
  ...deletionCases,
  ...discoveryCases,
  ...foundCases,
  ...listCases,
  ...ownRequestCases,
  ...patchCases,
  ...requestCases,
  ...seenCases,
  ...subresourceCases,
  ...workloadCases,
];

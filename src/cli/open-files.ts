import { wrongFlag } from './wrong-flag.ts';

/** Sockets of both ends: a listener, a watch session and request connections; measured on 1,000 clusters. */
const filesACluster = 9;
const beside = 200;
/** Every machine allows so many; asking for the limit takes a while. */
const surely = 50;

interface LimitReport {
  readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } };
}

/** Throws InvalidFlag where this process may not open as many files as a demo of so many clusters needs. */
export const checkOpenFiles = (clusters: number): void => {
  if (clusters <= surely || !process.report) return;
  const { userLimits } = process.report.getReport() as LimitReport;
  const allowed = Number(userLimits?.open_files?.soft ?? Number.POSITIVE_INFINITY);
  const needed = clusters * filesACluster + beside;
  // `unlimited` is no number
  if (!(allowed < needed)) return;
  throw wrongFlag(
    `${clusters} clusters need some ${needed} open files, and this process may have ${allowed}`,
    `ulimit -n ${needed}, or fewer clusters`,
  );
};

import { dirname } from 'node:path/posix';

/** How a person would write a new file in a shell: a here-document, its lines marked as a shell marks them. */
export const typedFile = (file: string, text: string): readonly string[] => [
  `mkdir -p ${dirname(file)}`,
  `cat > ${file} <<EOF`,
  ...text
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`),
  '> EOF',
];

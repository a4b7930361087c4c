import type { Fleet, Folders } from '../../repository/fleet.ts';

/** Whether a file of one of the known folders cannot be read: what it may hold is then not missing. */
export const hasBroken = ({ brokenFiles, config }: Fleet, folder: keyof Folders): boolean =>
  [...brokenFiles.keys()].some((file) => file.startsWith(`${config.folders[folder]}/`));

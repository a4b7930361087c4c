/** A git server as a process of its own, so that what it costs is not counted as ours. Ends with its parent. */
import { startGitServer } from '../../src/demo/git-server/git-server.ts';

const server = await startGitServer();
await server.createRepository('fleet');

process.on('message', (message) => {
  const traffic = server.traffic();
  server.resetTraffic();
  process.send?.({ asked: message, traffic });
});
process.once('disconnect', () => {
  void server.stop().finally(() => process.exit(0));
});
process.send?.({ url: server.url('fleet') });

import process from 'node:process';
import { runCli } from './cli/run.ts';

const interrupted = new AbortController();
process.once('SIGINT', () => {
  interrupted.abort();
  // What watches comes to an orderly end; whatever else is under way is not worth waiting for.
  setTimeout(() => process.exit(130), 500).unref();
});

// Whoever reads our output may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  signal: interrupted.signal,
});

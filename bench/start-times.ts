import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../local/stack/ports.ts';
import { startStack } from '../local/stack/start-stack.ts';
import { serve, startChild } from './child.ts';
import type { StartTime } from './report.ts';
import { inRounds, type Rounds } from './rounds.ts';
import { median } from './statistics.ts';

const PROGRAM = fileURLToPath(import.meta.url);

/** Brings the laptop's stack up once, from nothing, and down again. @returns milliseconds since the process began */
async function startOnce(): Promise<number> {
  const stateDir = await mkdtemp(join(tmpdir(), 'porchlight-start-'));
  try {
    const stack = await startStack({ ports: await freePorts('127.0.0.1'), stateDir });
    const ready = performance.now();
    await stack.close();
    return ready;
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

const api = { startOnce };

/** How long `npm start` takes until everything is up, each time in a fresh process, ports free, nothing stored. */
export async function measureStarts(rounds: Rounds): Promise<StartTime> {
  const times: number[] = [];
  await inRounds(rounds, async () => {
    const child = startChild<typeof api>(PROGRAM, { env: process.env });
    try {
      times.push(await child.call('startOnce', undefined as never));
    } finally {
      await child.stop();
    }
  });
  return { samples: times.length, ms: median(times) };
}

if (import.meta.main) serve(api);

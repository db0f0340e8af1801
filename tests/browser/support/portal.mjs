// The three portals in one process of their own, on a free port, with data that goes when they stop.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 5_000;
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

// Gives { address, log(), stop() } once the demo has printed its address. `program` is what to run instead of the binary that
// `cargo build` made; it is given the same arguments.
export async function startPortal({ database, program = [binary()] } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'aldaba-walk-'));
  const options = ['demo', '--listen', 'localhost:0', '--data', data, ...(database ? ['--database', database] : [])];
  const [command, ...first] = program;
  const child = spawn(command, [...first, ...options], { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const ended = new Promise((done) => child.on('close', done).on('error', done)).then(() => running.delete(child));

  let log = '';
  const stop = async () => {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    await ended;
    clearTimeout(impatience);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const address = await new Promise((found, fail) => {
      const listen = (words) => {
        log += words;
        const printed = log.match(/http:\/\/(?:127\.0\.0\.1|localhost):\d+/);
        if (printed) found(printed[0]);
      };
      child.stdout.setEncoding('utf8').on('data', listen);
      child.stderr.setEncoding('utf8').on('data', listen);
      child.on('error', fail);
      child.on('close', (status) => fail(new Error(`the portal ended with ${status} before it had an address:\n${log}`)));
      setTimeout(() => fail(new Error(`the portal printed no address:\n${log}`)), START_MILLISECONDS).unref();
    });
    return { address, log: () => log, stop };
  } catch (reason) {
    await stop();
    throw reason;
  }
}

export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(REPOSITORY, 'target');
  return process.env.ALDABA_BINARY ?? path.join(target, 'debug', 'aldaba');
}

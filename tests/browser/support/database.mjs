// A throw-away database for a portal: nothing for SQLite, which lives in the portal's own folder; for PostgreSQL a new one in
// the cluster that ALDABA_TEST_POSTGRES names.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

const cluster = process.env.ALDABA_TEST_POSTGRES;
if (!cluster && process.env.CI === 'true') {
  throw new Error('ALDABA_TEST_POSTGRES is not set, and CI leaves nothing out: run bin/test');
}
if (!cluster) console.log('ALDABA_TEST_POSTGRES is not set: the walks run on SQLite alone. `bin/test browser` runs both.');

export const ENGINES = cluster ? ['SQLite', 'PostgreSQL'] : ['SQLite'];

// Gives { url, remove() }; without a url the portal makes its own.
export async function throwAwayDatabase(engine) {
  if (engine === 'SQLite') return { url: undefined, remove: async () => {} };
  const name = `aldaba_walk_${randomBytes(8).toString('hex')}`;
  await inCluster(`create database ${name}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => inCluster(`drop database ${name} with (force)`) };
}

function inCluster(statement) {
  return run('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', statement, cluster]);
}

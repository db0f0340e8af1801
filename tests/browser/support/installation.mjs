// An installation as somebody makes it who has the program and one portal's file: a folder, keys, TLS, and a mail server that keeps
// what it is given. Its clock may be set ahead, since some things take a day.

import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { Inbox } from './inbox.mjs';
import { binary } from './portal.mjs';

const run = promisify(execFile);

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 5_000;
const FOLDER = fileURLToPath(new URL('../fourth/', import.meta.url));

const running = new Set();
process.on('exit', () => running.forEach((child) => send(child, 'SIGKILL')));

// Gives { address, inbox, aldaba(...args), start({ hoursAhead }), stop(), remove(), log() }. Nothing is served before `start`.
export async function install({ database } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'aldaba-installation-'));
  const mail = await keepMail();
  const port = await freePort();
  const address = `https://localhost:${port}`;
  await mkdir(path.join(folder, 'portals'));
  await cp(path.join(FOLDER, 'frayle.svg'), path.join(folder, 'portals', 'frayle.svg'));
  const portal = await readFile(path.join(FOLDER, 'frayle.toml'), 'utf8');
  await writeFile(path.join(folder, 'portals', 'frayle.toml'), portal.replace('https://localhost:8443', address));
  const settings = await readFile(path.join(FOLDER, 'aldaba.toml'), 'utf8');
  const url = database ?? 'sqlite:aldaba.db';
  const own = settings.replace('8443', port).replace('2525', mail.port) + `\n[database]\nurl = "${url}"\n`;
  await writeFile(path.join(folder, 'aldaba.toml'), own);
  const options = { cwd: folder };
  const certificate = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
  await run('openssl', [...certificate.split(' '), '-keyout', 'tls.key', '-out', 'tls.pem'], options);

  const aldaba = async (...words) => (await run(binary(), words, options)).stdout;
  await aldaba('keys', 'aldaba.keys');

  let log = '';
  let child;
  let ended;
  const stop = async () => {
    if (!child) return;
    send(child, 'SIGTERM');
    const impatience = setTimeout(() => send(child, 'SIGKILL'), STOP_MILLISECONDS);
    await ended;
    clearTimeout(impatience);
    child = undefined;
  };
  const start = async ({ hoursAhead = 0 } = {}) => {
    // Only the calendar moves: what waits for so many seconds goes on as it did.
    const ahead = hoursAhead ? ['faketime', '--exclude-monotonic', '-f', `+${hoursAhead}h`] : [];
    const [command, ...words] = [...ahead, binary(), 'serve'];
    child = spawn(command, words, { ...options, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    running.add(child);
    const own = child;
    ended = new Promise((done) => own.on('close', done).on('error', done)).then(() => running.delete(own));
    await new Promise((found, fail) => {
      own.stderr.setEncoding('utf8').on('data', (words) => {
        log += words;
        if (/\bopen\b.*address/.test(words)) found();
      });
      own.on('close', (status) => fail(new Error(`the installation ended with ${status} before it was open:\n${log}`)));
      setTimeout(() => fail(new Error(`the installation did not open:\n${log}`)), START_MILLISECONDS).unref();
    });
  };
  const remove = async () => {
    await stop();
    await mail.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { address, inbox: new Inbox(mail.to), aldaba, start, stop, remove, log: () => log };
}

// To the program and to what sets its clock, which waits for it: they are a process group of their own.
function send(child, signal) {
  process.kill(-child.pid, signal);
}

// A mail server on a free port. `to(address)` gives what came for somebody, newest first.
async function keepMail() {
  const kept = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    async onData(stream, { envelope }, done) {
      const { subject, text, html } = await PostalMime.parse(Buffer.concat(await stream.toArray()));
      const to = envelope.rcptTo.map(({ address }) => address);
      kept.unshift({ number: kept.length + 1, way: 'mail', from: envelope.mailFrom.address, to, subject, text, html });
      done();
    },
  });
  await new Promise((listening, fail) => server.on('error', fail).listen(0, '127.0.0.1', listening));
  return {
    port: server.server.address().port,
    to: async (address) => kept.filter(({ to }) => to.includes(address)),
    stop: () => new Promise((stopped) => server.close(stopped)),
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

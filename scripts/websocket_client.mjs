// Talks to an echo and checks what comes back. Arguments: port in clear text, port with TLS. Run by scripts/websocket-clients.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http2 from 'node:http2';
import WebSocket, { Receiver, Sender } from 'ws';

const [plain, secure] = process.argv.slice(2).map(Number);
const insecure = { rejectUnauthorized: false };
const lines = Array.from({ length: 400 }, (_, i) => `{"line":${i},"text":"some of it again ${i % 7}"}`);
let checks = 0;

setTimeout(() => {
  console.error('websocket-clients: not done within 120 s');
  process.exit(1);
}, 120_000).unref();

async function next(emitter) {
  const [data, binary] = await once(emitter, 'message');
  return binary ? data : data.toString();
}

async function check(what, run) {
  await run();
  checks++;
  console.log(`ok ${what}`);
}

// Opens a session, has it tried and closes it.
async function withSession(url, options, run) {
  const socket = new WebSocket(url, [], { ...insecure, ...options });
  await once(socket, 'open');
  await run(socket);
  socket.close(4001, 'enough');
  const [code, reason] = await once(socket, 'close');
  assert.equal(code, 4001);
  assert.equal(reason.toString(), '');
}

async function echoes(socket) {
  for (const text of ['', 'Grüße 😀', 'x'.repeat(70_000)]) {
    socket.send(text);
    assert.equal(await next(socket), text);
  }
  for (const size of [0, 125, 126, 65_536, 1_000_000]) {
    const octets = randomBytes(size);
    socket.send(octets);
    assert.deepEqual(Buffer.from(await next(socket)), octets);
  }
  socket.send('in ', { fin: false });
  socket.send('parts', { fin: true });
  assert.equal(await next(socket), 'in parts');
  const pong = once(socket, 'pong');
  socket.ping('still there');
  assert.equal((await pong)[0].toString(), 'still there');
}

async function conversation(socket) {
  assert.match(socket.extensions, /permessage-deflate/);
  for (const line of lines) {
    socket.send(line);
    assert.equal(await next(socket), line);
  }
  const all = lines.join('\n');
  socket.send(all);
  assert.equal(await next(socket), all);
}

// The frames of a session on a stream of HTTP/2, by the reader and the writer of ws.
async function onStream(authority, run) {
  const session = http2.connect(authority, insecure);
  const [settings] = await once(session, 'remoteSettings');
  assert.equal(settings.enableConnectProtocol, true);
  try {
    await run(session);
  } finally {
    session.close();
  }
}

async function open(session, path) {
  const stream = session.request(
    { ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, 'sec-websocket-version': '13' },
    { endStream: false },
  );
  const [head] = await once(stream, 'response');
  return { stream, head };
}

async function speak(session) {
  const { stream, head } = await open(session, '/echo');
  assert.equal(head[':status'], 200);
  assert.equal(head['sec-websocket-accept'], undefined);
  const receiver = new Receiver({ isServer: false });
  const sender = new Sender(stream);
  stream.pipe(receiver);
  const masked = { mask: true, fin: true, binary: false, compress: false };
  for (const text of ['hello', 'Grüße 😀', 'y'.repeat(200_000)]) {
    sender.send(text, masked);
    assert.equal(await next(receiver), text);
  }
  sender.ping('here', true);
  assert.equal((await once(receiver, 'pong'))[0].toString(), 'here');
  const ended = once(stream, 'end');
  sender.close(4002, 'done', true);
  assert.equal((await once(receiver, 'conclude'))[0], 4002);
  stream.end();
  await ended;
}

for (const url of [`ws://127.0.0.1:${plain}`, `wss://127.0.0.1:${secure}`]) {
  await check(`${url} echo`, () =>
    withSession(`${url}/echo`, { perMessageDeflate: false }, echoes));
  for (const offer of [
    {},
    { serverNoContextTakeover: true, clientNoContextTakeover: true },
    { serverMaxWindowBits: 9 },
    { serverMaxWindowBits: 12, clientMaxWindowBits: 10 },
  ]) {
    await check(`${url} deflate ${JSON.stringify(offer)}`, () =>
      withSession(`${url}/deflate`, { perMessageDeflate: { threshold: 0, ...offer } }, conversation));
  }
}

for (const authority of [`http://127.0.0.1:${plain}`, `https://127.0.0.1:${secure}`]) {
  await check(`${authority} extended CONNECT`, () => onStream(authority, speak));
  await check(`${authority} ten sessions on one connection`, () =>
    onStream(authority, (session) => Promise.all(Array.from({ length: 10 }, () => speak(session)))));
  await check(`${authority} no WebSocket here`, () =>
    onStream(authority, async (session) => {
      const { stream, head } = await open(session, '/page');
      assert.equal(head[':status'], 501);
      stream.close();
    }));
}
console.log(`${checks} checks passed`);

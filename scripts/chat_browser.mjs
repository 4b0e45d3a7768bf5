// Drives two pages of samples/chat. Arguments: the path of a Chromium, the command java, the class path of the sample. Run
// by scripts/chat-browser.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { chromium } from 'playwright-core';

const [executablePath, java, classpath] = process.argv.slice(2);
const PATIENCE = 20_000;
const FILE = { name: 'Übung <1>.html', mimeType: 'text/html', buffer: randomBytes(4_000_000) };
const TOO_LARGE = { name: 'large.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(20_000_001) };
// Slow enough for the bar to be seen on its way.
const UPLOAD_RATE = 2_000_000;

let server;
let browser;
let checks = 0;
const complaints = [];

const giveUp = setTimeout(() => {
  console.error('chat-browser: not done within 120 s');
  end(1);
}, 120_000);

async function end(code) {
  clearTimeout(giveUp);
  await browser?.close();
  server?.kill('SIGKILL');
  process.exit(code);
}

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function start(port) {
  server = spawn(java, ['-cp', classpath, 'io.molt.samples.chat.Chat', '--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'inherit',
  });
  const latest = Date.now() + PATIENCE;
  while (!(await fetch(`http://127.0.0.1:${port}/login`).catch(() => false))) {
    assert.ok(Date.now() < latest && server.exitCode === null, 'the server listens');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function stop() {
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  assert.equal(code, 0, 'the server drains and exits with 0');
}

// A page of its own browser context: cookies are not shared.
async function open(url, name) {
  const context = await browser.newContext({ acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', error => complaints.push(`${name}: ${error}`));
  page.on('console', message => {
    if (/Content.Security.Policy/i.test(message.text())) {
      complaints.push(`${name}: ${message.text()}`);
    }
  });
  page.on('request', request => {
    if (new URL(request.url()).host !== new URL(url).host) {
      complaints.push(`${name}: a request to ${request.url()}`);
    }
  });
  await page.goto(url);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Come in' }).click();
  await connected(page);
  return page;
}

async function connected(page) {
  await text(page, '#state', 'Connected');
}

async function text(page, selector, expected) {
  await page.waitForFunction(
    ([where, what]) => document.querySelector(where).textContent.includes(what),
    [selector, expected],
  );
}

async function present(page, ...names) {
  await page.waitForFunction(
    expected => [...document.querySelectorAll('#present li')].map(item => item.textContent).join() === expected,
    names.join(),
  );
}

async function say(page, line) {
  await page.getByLabel('Message', { exact: true }).fill(line);
  await page.getByRole('button', { name: 'Send' }).click();
}

function count(page, line) {
  return page.locator('#lines li').filter({ hasText: line }).count();
}

async function check(what, run) {
  await run();
  checks++;
  console.log(`ok ${what}`);
}

async function run() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  await start(port);
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const ada = await open(url, 'Ada');
  const grace = await open(url, 'Grace');

  await check('two pages talk to each other', async () => {
    await say(ada, 'Hello <b>Grace</b>');
    await text(grace, '#lines', 'Ada: Hello <b>Grace</b>');
    await say(grace, 'Hello Ada');
    await text(ada, '#lines', 'Grace: Hello Ada');
    await text(grace, '#lines', 'Grace: Hello Ada');
    assert.equal(await grace.locator('#lines li b', { hasText: 'Grace' }).count(), 1, 'no markup of others');
  });

  await check('both see who is there', async () => {
    await present(ada, 'Ada', 'Grace');
    await present(grace, 'Ada', 'Grace');
  });

  await check('an upload shows its progress and arrives', async () => {
    const devtools = await ada.context().newCDPSession(ada);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: UPLOAD_RATE,
    });
    await ada.evaluate(() => {
      window.seen = [];
      new MutationObserver(() => window.seen.push(document.getElementById('progress').value))
        .observe(document.getElementById('progress'), { attributes: true });
    });
    await ada.getByLabel('File, up to 20 MB').setInputFiles(FILE);
    await ada.getByRole('button', { name: 'Share' }).click();
    await text(ada, '#shared', 'Shared');
    const seen = await ada.evaluate(() => window.seen);
    assert.ok(seen.some(value => value > 0 && value < 100), `the bar was on its way: ${seen}`);
    assert.equal(seen.at(-1), 100);
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b), 'the bar only grows');
    await devtools.detach();

    const link = grace.getByRole('link', { name: FILE.name });
    const [download] = await Promise.all([grace.waitForEvent('download'), link.click()]);
    assert.ok((await readFile(await download.path())).equals(FILE.buffer), 'the file is the same');
    const shown = link.evaluate(anchor => anchor.href).then(address => grace.goto(address));
    await assert.rejects(shown, /Download is starting/, 'no file is shown as a page');
  });

  await check('what would be refused is not sent', async () => {
    let again = false;
    ada.once('websocket', () => {
      again = true;
    });
    await say(ada, '   ');
    await say(ada, 'Not blank');
    await text(grace, '#lines', 'Ada: Not blank');
    assert.equal(again, false, 'the session goes on');

    await ada.getByLabel('File, up to 20 MB').setInputFiles(TOO_LARGE);
    await ada.getByRole('button', { name: 'Share' }).click();
    await text(ada, '#shared', 'larger than 20 MB');

    const lost = await open(`${url}?room=No%20such%20room`, 'Linus');
    await text(lost, '#room', 'lobby');
    await lost.close();
  });

  await check('a page that is loaded again shows what was said', async () => {
    await grace.reload();
    await connected(grace);
    await text(grace, '#lines', 'Grace: Hello Ada');
    await present(ada, 'Ada', 'Grace');
  });

  await check('pages come back after the server has restarted', async () => {
    await stop();
    await text(ada, '#state', 'Disconnected');
    await start(port);
    await connected(ada);
    await connected(grace);
    await say(ada, 'Still there?');
    await text(grace, '#lines', 'Ada: Still there?');
    await text(ada, '#lines', 'Ada: Still there?');
    assert.equal(await count(ada, 'Hello Ada'), 1, 'nothing is shown twice');
    await present(ada, 'Ada', 'Grace');
    await present(grace, 'Ada', 'Grace');
  });

  await check('one who leaves is gone', async () => {
    await grace.close();
    await present(ada, 'Ada');
  });

  assert.deepEqual(complaints, []);
}

try {
  await run();
  console.log(`chat-browser: ${checks} checks passed`);
  await end(0);
} catch (failed) {
  console.error(failed);
  await end(1);
}

// The page of a room: lines by WebSocket, who is there by server-sent events, files by a form. Whatever others have said
// is set as text, and never as HTML.

const MOST_LINES = 500;
const FIRST_WAIT = 250;
const LONGEST_WAIT = 10_000;
const LARGEST_FILE = 20_000_000;

// As the service has them: any other would be refused, again and again.
const ROOMS = /^[a-z0-9-]{1,40}$/;

const asked = new URLSearchParams(location.search).get('room');
const room = ROOMS.test(asked ?? '') ? asked : 'lobby';
const base = `chat/${encodeURIComponent(room)}`;
const at = id => document.getElementById(id);

let socket;
let lastId;
let failures = 0;

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function time(instant) {
  const made = element('time', new Date(instant).toLocaleTimeString());
  made.dateTime = instant;
  return made;
}

function link(file) {
  const made = element('a', `${file.name} (${file.size} bytes)`);
  made.href = `files/${encodeURIComponent(file.id)}`;
  made.download = file.name;
  return made;
}

function show({ id, line }) {
  lastId = id;
  const item = document.createElement('li');
  item.append(time(line.at), element('b', line.from), ': ', line.file ? link(line.file) : line.text);
  const lines = at('lines');
  lines.append(item);
  while (lines.childElementCount > MOST_LINES) {
    lines.firstElementChild.remove();
  }
  lines.scrollTop = lines.scrollHeight;
}

// Longer each time, and not at the same moment for all whom a restart has cut off.
function wait() {
  const longest = Math.min(FIRST_WAIT * 2 ** failures++, LONGEST_WAIT);
  return longest / 2 + Math.random() * longest / 2;
}

function connect() {
  const url = new URL(base, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (lastId) {
    url.searchParams.set('after', lastId);
  }
  socket = new WebSocket(url);
  let opened;
  socket.onopen = () => {
    opened = Date.now();
    at('send').disabled = false;
    at('state').textContent = 'Connected';
  };
  socket.onmessage = message => show(JSON.parse(message.data));
  socket.onclose = () => {
    // A session that was closed at once, as where all rooms are taken, counts as one more failure.
    if (Date.now() - opened > LONGEST_WAIT) {
      failures = 0;
    }
    at('send').disabled = true;
    at('state').textContent = 'Disconnected, trying again';
    setTimeout(connect, wait());
  };
}

// An EventSource comes back by itself when its connection breaks, but not when it was refused.
function watch() {
  const source = new EventSource(`${base}/presence`);
  source.onmessage = event => {
    const names = JSON.parse(event.data).names;
    at('present').replaceChildren(...names.map(name => element('li', name)));
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(watch, LONGEST_WAIT * Math.random());
    }
  };
}

function say(event) {
  event.preventDefault();
  const text = at('text').value.trim();
  if (text && socket.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ text }));
    at('text').value = '';
  }
}

function why(request) {
  try {
    const problem = JSON.parse(request.responseText);
    return problem.detail ?? problem.title;
  } catch {
    return `status ${request.status}`;
  }
}

// fetch() does not say how much of an upload has gone out.
function share(event) {
  event.preventDefault();
  // The service refuses it as well, but a browser that is cut off while it sends does not show why.
  if (at('file').files[0].size > LARGEST_FILE) {
    at('shared').textContent = 'Not shared: larger than 20 MB';
    return;
  }
  const form = at('share');
  const request = new XMLHttpRequest();
  const done = text => {
    at('shared').textContent = text;
    at('upload').disabled = false;
  };
  request.upload.onprogress = ({ loaded, total }) => {
    at('progress').value = 100 * loaded / total;
  };
  request.onload = () => {
    done(request.status === 201 ? 'Shared' : `Not shared: ${why(request)}`);
    if (request.status === 201) {
      form.reset();
    }
  };
  request.onerror = () => done('Not shared: the connection broke');
  request.open('POST', `${base}/files`);
  request.send(new FormData(form));
  at('upload').disabled = true;
  at('progress').value = 0;
  at('shared').textContent = 'Sending';
}

function enter() {
  at('login').hidden = true;
  at('inside').hidden = false;
  at('text').focus();
  connect();
  watch();
}

async function logIn(event) {
  event.preventDefault();
  const response = await fetch('login', {
    method: 'POST',
    body: new URLSearchParams(new FormData(at('login'))),
  });
  if (response.ok) {
    enter();
  } else {
    at('refused').textContent = 'A name has letters, digits, spaces, dots, hyphens.';
  }
}

at('room').textContent = room;
at('login').addEventListener('submit', logIn);
at('say').addEventListener('submit', say);
at('share').addEventListener('submit', share);

const known = await fetch('login');
if (known.status === 200) {
  enter();
} else {
  at('state').textContent = 'Say who you are';
  at('login').hidden = false;
  at('name').focus();
}

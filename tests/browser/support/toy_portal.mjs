// A portal of a few pages for the tests of this folder's own tools: it is started, walked and looked at as the real one is, and
// some of its pages are wrong on purpose.

import { createServer } from 'node:http';

const messages = [];
let layout = shuffled();
let pressed = '';

const PAGES = {
  'GET /': () => page('Ingreso', `${form()}<p><a href="/teclado">Usar el teclado</a></p>`),
  'POST /': (fields) => (fields.get('document') ? greet(fields) : page('Ingreso', form('Escriba su cédula'), 422)),
  'GET /hola': () => page('Bienvenida', '<p>Le enviamos <b>un</b> mensaje.</p>'),
  'GET /teclado': () => page('Código', keypad()),
  'POST /teclado': (fields) => press(fields.get('place')),
  'GET /buzon.json': (fields) => json(messages.filter(({ to }) => to.includes(fields.get('to')))),
  'GET /sin-contraste': () => page('Gris', '<p style="color:#aaa">Casi no se lee</p>'),
  'GET /pequeno': () => page('Pequeño', `<p>${'<button style="all:unset;font-size:8px">x</button> '.repeat(3)}</p>`),
  'GET /ancho': () => page('Ancho', '<div style="width:700px">Ancho</div>'),
  'GET /roto': () => page('Roto', '<script>console.error("se rompió"); nada();</script>'),
  'GET /ajeno': () => page('Ajeno', '<img src="http://127.0.0.2:9/pixel.png" alt="">'),
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://toy');
  let body = '';
  for await (const part of request) body += part;
  const fields = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
  const make = PAGES[`${request.method} ${url.pathname}`] ?? (() => page('No existe', '', 404));
  const { status, headers, text } = make(fields);
  response.writeHead(status, headers).end(text);
});
server.listen(0, '127.0.0.1', () => console.log(`toy portal at http://127.0.0.1:${server.address().port}`));

function page(title, content, status = 200) {
  const text = `<!doctype html><html lang="es"><head><meta charset="utf-8"><title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
    <style>body { font: 18px sans-serif } button { min-width: 44px; min-height: 44px }</style></head>
    <body><main><h1>${title}</h1>${content}</main></body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, text };
}

function json(value) {
  return { status: 200, headers: { 'content-type': 'application/json' }, text: JSON.stringify(value) };
}

function form(error) {
  const marks = error ? 'aria-invalid="true" aria-describedby="d-error"' : '';
  return `<form method="post">
    <p><label for="d">Cédula</label> <input id="d" name="document" value="52" ${marks}></p>${error ? `<p id="d-error">${error}</p>` : ''}
    <p><label for="k">Tipo</label> <select id="k" name="kind"><option value="CC">Cédula<option value="CE">Extranjería</select></p>
    <fieldset><legend>Aviso por</legend>
      <label><input type="radio" name="by" value="sms"> Mensaje</label> <label><input type="radio" name="by" value="mail"> Correo</label>
    </fieldset>
    <p><label><input type="checkbox" name="terms"> Acepto</label></p>
    <button>Continuar</button></form>`;
}

function greet(fields) {
  const to = 'anita@correo.example';
  const code = 100_000 + messages.length;
  const text = `${code} es su codigo. ${[...fields.values()].join(' ')} http://127.0.0.1/ver/${'a'.repeat(32)}\n\n@portal.example #${code}`;
  messages.unshift({ number: messages.length + 1, way: 'mail', to: [to], subject: 'Código', text, html: null });
  return { status: 303, headers: { location: '/hola' }, text: '' };
}

// The pad works by itself; its script only spares the reload.
function keypad() {
  const keys = layout.map((digit, place) => `<button name="place" value="${place}">${digit}</button>`).join(' ');
  return `<form id="pad" method="post"><p role="status">${pressed.length} dígitos</p>${keys}</form>
    ${pressed.length === 4 ? `<p>Escribió ${pressed}</p>` : ''}
    <script>
      document.addEventListener('submit', async (event) => {
        event.preventDefault();
        const body = new URLSearchParams({ place: event.submitter.value });
        const answer = await (await fetch('/teclado', { method: 'POST', body })).text();
        const place = event.submitter.value;
        document.querySelector('main').innerHTML = new DOMParser().parseFromString(answer, 'text/html').querySelector('main').innerHTML;
        document.querySelectorAll('#pad button')[place].focus();
      });
    </script>`;
}

function press(place) {
  pressed += layout[place];
  layout = shuffled();
  return page('Código', keypad());
}

function shuffled() {
  const digits = [...'0123456789'];
  for (let last = digits.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [digits[last], digits[other]] = [digits[other], digits[last]];
  }
  return digits;
}

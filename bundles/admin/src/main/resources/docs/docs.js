// Shows openapi.json; text goes in as text, never as markup.
const VERBS = ['get', 'post', 'put', 'patch', 'delete'];

/** Makes an element with attributes and children. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function resolve(api, value) {
  if (!value || !value.$ref) {
    return value;
  }
  return value.$ref.slice(2).split('/').reduce((at, step) => at[step], api);
}

function table(heads, rows) {
  return make('table', {},
    make('thead', {}, make('tr', {}, ...heads.map(head => make('th', { scope: 'col' }, head)))),
    make('tbody', {}, ...rows.map(row => make('tr', {}, ...row.map(cell => make('td', {}, cell))))));
}

function sample(content) {
  const [type, media] = Object.entries(content)[0];
  const text = typeof media.example === 'string' ? media.example : JSON.stringify(media.example, null, 2);
  return [make('p', { class: 'quiet' }, type), make('pre', { tabindex: '0' }, text ?? '')];
}

function operation(api, verb, path, about) {
  const body = make('div', { class: 'body' }, make('p', {}, about.description));
  if (about.parameters?.length) {
    body.append(make('h3', {}, 'Parameters'), table(['Name', 'In', ''],
      about.parameters.map(p => [make('code', {}, p.name + (p.required ? ' *' : '')), p.in, p.description ?? ''])));
  }
  if (about.requestBody) {
    body.append(make('h3', {}, 'Body'), ...sample(about.requestBody.content));
  }
  const answers = Object.entries(about.responses).map(([status, a]) => [status, resolve(api, a)]);
  body.append(make('h3', {}, 'Answers'), table(['Status', ''],
    answers.map(([status, answer]) => [make('code', {}, status), answer.description])));
  const success = answers.find(([status, answer]) => status < '300' && answer.content);
  if (success) {
    body.append(make('h3', {}, 'Example'), ...sample(success[1].content));
  }
  const element = make('details', { id: about.operationId },
    make('summary', {}, make('span', { class: 'verb' }, verb.toUpperCase()), ' ',
      make('code', {}, path), ' ', make('span', { class: 'quiet' }, about.summary)), body);
  element.dataset.text = `${verb} ${path} ${about.summary}`.toLowerCase();
  return element;
}

function show(api) {
  document.getElementById('about').textContent = api.info.description;
  const navigation = document.getElementById('tags');
  const main = document.getElementById('operations');
  for (const tag of api.tags) {
    const section = make('section', { id: tag.name }, make('h2', {}, tag.name), make('p', {}, tag.description));
    for (const [path, item] of Object.entries(api.paths)) {
      for (const verb of VERBS) {
        if (item[verb]?.tags.includes(tag.name)) {
          section.append(operation(api, verb, api.servers[0].url + path, item[verb]));
        }
      }
    }
    navigation.append(make('a', { href: `#${tag.name}` }, tag.name));
    main.append(section);
  }
}

function search(text) {
  for (const section of document.querySelectorAll('main section')) {
    let any = false;
    for (const element of section.querySelectorAll('details')) {
      element.hidden = !element.dataset.text.includes(text.toLowerCase());
      any ||= !element.hidden;
    }
    section.hidden = !any;
  }
}

document.getElementById('search').addEventListener('input', event => search(event.target.value));
try {
  const answer = await fetch('/api/v1/openapi.json');
  show(await answer.json());
} catch (failure) {
  document.getElementById('about').textContent = `openapi.json can't be read: ${failure.message}`;
}

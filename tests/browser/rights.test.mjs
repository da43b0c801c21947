// Who may do what, and where a request must come from.

import { openDesk, payable } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('rights and defences', () => {
  let desk, ann, ben, sue, olaf, ada, one, image, snippet;
  before(async () => {
    desk = await openDesk();
    [ann, ben, sue, olaf, ada] = [await desk.person('ann'), await desk.person('ben'), await desk.person('sue'), await desk.person('olaf'), await desk.person('ada')];
    one = await desk.fresh(ann, (one) => payable(one) && one.items[0].account?.length > 6);
    await ann.open(one.item);
    image = await ann.page.getAttribute('figure img', 'src');
    snippet = await ann.page.getAttribute('img[src^="/snippet/"]', 'src');
  });
  after(() => desk?.close());

  const csrfOf = (person) => person.page.getAttribute('body', 'data-csrf');
  const ACTS = ['return', 'duplicate', 'forward', 'hold', 'note', 'hand', 'postpone', 'undo', 'split-pages', 'join-pages', ''];
  const form = (csrf, act) => ({ ...(csrf === undefined ? {} : { csrf }), act, token: `a-token-for-${act}`, seen: '1', choose: 'typed', [`kind.${one.money[0]}`]: 'check', [`amount.${one.money[0]}`]: '1.00', account: one.pay.account, reason: 'other', letter: 'no', batch: one.batch, transaction: '1', to: 'ben', until: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10), note: 'a note', why: 'so', page: '1', join: '2' });
  const post = (person, csrf, act, headers = { Origin: desk.url }) => person.context.request.post(`${desk.url}/item/${one.item}/act`, { form: form(csrf, act), headers, maxRedirects: 0 });
  /** Everything that the books hold of the item but views. */
  const standing = () => JSON.stringify([desk.outcome(one.item), desk.log(one.item).filter(([, act]) => !['look', 'load_ahead'].includes(act)), desk.sql('SELECT count(*) FROM resolutions')]);
  async function refused(status, request) {
    const before = standing();
    const answer = await request();
    assert.equal(answer.status(), status, await answer.text());
    assert.equal(standing(), before, 'nothing has changed');
  }

  for (const act of ['', 'return', 'postpone', 'note']) {
    test(`a form without the page's token is refused and changes nothing: ${act || 'post'}`, async () => refused(403, () => post(ann, undefined, act)));
    test(`a form with another person's token is refused and changes nothing: ${act || 'post'}`, async () => { const other = await csrfOf(ben); await refused(403, () => post(ann, other, act)); });
    test(`a form from another site is refused and changes nothing: ${act || 'post'}`, async () => { const own = await csrfOf(ann); await refused(403, () => post(ann, own, act, { Origin: 'https://evil.example' })); });
  }
  test('a form that names no origin at all is refused', async () => { const own = await csrfOf(ann); await refused(403, () => post(ann, own, 'postpone', {})); });
  test('a form that the browser itself calls cross-site is refused', async () => { const own = await csrfOf(ann); await refused(403, () => post(ann, own, 'postpone', { Origin: desk.url, 'Sec-Fetch-Site': 'cross-site' })); });
  test('another site cannot log anybody in, out or undo', async () => {
    const own = await csrfOf(ann);
    for (const path of ['/login', '/unlock', '/logout', '/undo-last', `/keep/${one.item}`]) {
      await refused(403, () => ann.context.request.post(desk.url + path, { form: { csrf: own, name: 'ann', password: 'a long password' }, headers: { Origin: 'https://evil.example' }, maxRedirects: 0 }));
    }
    await ann.page.goto('/');
    assert.equal(new URL(ann.page.url()).pathname, '/', 'ann is still signed in');
  });
  test('a page of another site that posts a form is refused by the browser’s own cookie rule', async () => {
    const before = standing();
    const csrf = await csrfOf(ann);
    const page = await ann.context.newPage();
    await page.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: `<form method="post" action="${desk.url}/item/${one.item}/act"><input name="csrf" value="${csrf}"><input name="act" value="postpone"></form>` }));
    await page.goto('http://evil.example/');
    await page.evaluate(() => document.querySelector('form').submit());
    await page.waitForLoadState();
    assert.equal(standing(), before);
    await page.close();
  });
  test('act by GET does nothing', async () => refused(405, () => ann.context.request.get(`${desk.url}/item/${one.item}/act?act=postpone`)));

  for (const [name, who] of [['an operator', () => olaf], ['an auditor', () => ada]]) {
    test(`${name} sees the item and no act for it`, async () => {
      const person = who();
      const other = await desk.fresh(ann);
      await person.open(other.item);
      assert.equal(desk.holder(other.item), undefined, 'nor takes it by looking');
      assert.equal(await person.page.locator('#act-return, #act-duplicate, #act-forward, #act-hold, #act-note, #act-hand, #do-postpone, #act-regroup, #do-undo, #post-typed').count(), 0);
      assert.equal(await person.page.locator('#offers button:not([disabled])').count(), 0);
      await person.key('1', 'p', 'r');
      assert.equal(await person.at(), other.item);
    });
    for (const act of ACTS) {
      test(`${name} cannot ${act || 'post'}`, async () => { const own = await csrfOf(who()); await refused(403, () => post(who(), own, act)); });
    }
    test(`${name} cannot unlock, nor look for accounts to pay`, async () => {
      const own = await csrfOf(who());
      await refused(403, () => post(who(), own, 'unlock'));
      assert.equal((await who().context.request.get(`${desk.url}/accounts?q=pacheco`, { headers: { Accept: 'application/json' } })).status(), 403);
    });
  }
  test('an operator cannot see whole bank accounts; an auditor can, and it is logged', async () => {
    const own = await csrfOf(olaf);
    await refused(403, () => post(olaf, own, 'reveal'));
    await ada.open(one.item);
    await ada.key('x');
    await ada.until((account) => document.querySelector('[data-account]').textContent.includes(account), one.items[0].account);
    assert.deepEqual(desk.acts(one.item, 'reveal').map(([who]) => who), ['ada']);
  });
  test('a reviewer cannot unlock; nor read the log', async () => {
    const own = await csrfOf(ben);
    await refused(403, () => post(ben, own, 'unlock'));
    for (const path of ['/log', `/log/${one.item}`]) assert.equal((await ben.context.request.get(desk.url + path)).status(), 403);
    assert.equal(await ben.page.locator('nav a', { hasText: 'Log' }).count(), 0);
    for (const person of [sue, ada]) assert.equal((await person.context.request.get(`${desk.url}/log`)).status(), 200);
  });

  test('without a session nothing is shown: pages lead to the door, images and data are refused', async () => {
    const nobody = await desk.visitor();
    for (const path of ['/', `/item/${one.item}`, '/search?q=pacheco', '/settled', '/dashboard', '/log', `/log/${one.item}`, '/accounts?q=pacheco', image, snippet]) {
      const answer = await nobody.context.request.get(desk.url + path, { maxRedirects: 0 });
      assert.ok([303, 401].includes(answer.status()), `${path}: ${answer.status()}`);
      if (answer.status() === 303) assert.match(answer.headers().location, /^\/login/);
      assert.doesNotMatch(answer.headers()['content-type'] ?? '', /image/);
    }
    const answer = await nobody.context.request.post(`${desk.url}/item/${one.item}/act`, { form: { act: 'postpone' }, headers: { Origin: desk.url, Accept: 'application/json' } });
    assert.equal(answer.status(), 401);
    await nobody.close();
  });

  test('every page and image bears the headers that keep it to its reader', async () => {
    for (const path of ['/', '/login', `/item/${one.item}`, '/search?q=pacheco', '/settled', '/dashboard', '/log', image, snippet, '/accounts?q=pacheco', '/no-such-page', '/item/none/1']) {
      const answer = await sue.context.request.get(desk.url + path);
      const headers = answer.headers();
      assert.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/, path);
      assert.doesNotMatch(headers['content-security-policy'], /unsafe|\*|data:/, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.match(headers['cache-control'], /no-store/, path);
      assert.equal(headers['x-frame-options'], 'DENY', path);
      assert.equal(headers['referrer-policy'], 'no-referrer', path);
    }
  });

  test('no page holds a script, a style or a handler of its own, and none breaks the policy', async () => {
    for (const path of ['/', `/item/${one.item}`, '/search?q=pacheco', '/settled', '/dashboard', '/log', `/log/${one.item}`, '/no-such-page', '/?reason=no_amount']) {
      const html = await (await sue.context.request.get(desk.url + path)).text();
      assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:/i, path);
      await sue.page.goto(path);
      await sue.page.waitForLoadState('networkidle');
    }
    desk.assertClean();
  });

  test('what was written in a note is shown as text, whatever it is', async () => {
    const other = await desk.fresh(ann);
    await ann.open(other.item);
    await ann.key('n');
    await ann.until(() => document.activeElement?.id === 'note-text');
    await ann.type('<img src=x onerror=alert(1)><b>bold</b>');
    await ann.page.getByRole('button', { name: 'Keep the note' }).click();
    await ann.page.locator('.history', { hasText: '<img src=x onerror=alert(1)><b>bold</b>' }).waitFor();
    assert.equal(await ann.page.locator('.history img, .history b').count(), 0);
    await ann.page.goto(`/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    assert.equal(await ann.page.locator('main script').count(), 0);
  });

  test('afterwards the books prove, and no page broke the security policy', () => {
    desk.verify();
    desk.assertClean();
  });
});

// The connection breaks: the person is told, nothing is lost, and nothing is done twice.

import { openDesk } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('a connection that breaks', () => {
  let desk, ann, sent;
  before(async () => {
    desk = await openDesk();
    ann = await desk.person('ann');
    ann.page.on('request', (request) => { if (request.method() === 'POST' && /[?&]?(token)=/.test(request.postData() ?? '')) sent.push([request.url(), new URLSearchParams(request.postData())]); });
  });
  after(() => desk?.close());

  /** The tokens that were sent to settle this item. */
  const tokens = (one) => sent.filter(([url, form]) => url.endsWith(`${one.item}/act`) && form.get('choose')).map(([, form]) => form.get('token'));
  const online = () => ann.page.evaluate(() => dispatchEvent(new Event('online')));
  async function keyed() {
    sent = [];
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    await ann.until(() => !document.querySelector('main.station').dataset.next || performance.getEntriesByType('resource').some((entry) => entry.name.includes('peek=1') && entry.responseEnd > 0));
    await ann.keyAmount(one.pay.amount);
    await ann.chooseAccount(one.pay.account);
    return one;
  }
  function postedOnce(one) {
    assert.deepEqual(desk.payments(one.item), [one.pay]);
    assert.equal(desk.acts(one.item, 'post').length, 1);
  }

  test('an act that cannot be sent is kept and told, and sent again with the same token when the connection is back', async () => {
    const one = await keyed();
    await ann.context.setOffline(true);
    await ann.page.keyboard.press('Enter');
    await ann.told('The server cannot be reached. One act is kept here');
    assert.deepEqual(desk.payments(one.item), []);
    await ann.context.setOffline(false);
    await ann.sent();
    postedOnce(one);
    const all = tokens(one);
    assert.ok(all.length >= 2 && new Set(all).size === 1, `sent ${all.length} times`);
    await ann.until(() => !document.querySelector('[data-notice="connection"]'));
  });

  test('the person goes on working on what is loaded while the act is kept', async () => {
    const one = await keyed();
    await ann.context.setOffline(true);
    await ann.page.keyboard.press('Enter');
    await ann.gone(one.item);
    assert.ok(await ann.page.locator('main.station').count(), 'the next item stands there');
    await ann.context.setOffline(false);
    await ann.sent();
    postedOnce(one);
  });

  test('an answer that was lost after the act was done: it is sent again, and posts once', async () => {
    const one = await keyed();
    let lost = 0;
    await ann.page.route(`**/item/${one.item}/act`, async (route) => {
      if (!route.request().postData().includes('choose=') || lost > 0) { await route.continue(); return; }
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await ann.page.keyboard.press('Enter');
    await ann.told('cannot be reached');
    await online();
    await ann.sent();
    assert.equal(lost, 1);
    postedOnce(one);
    await ann.told('nothing was done twice');
    assert.equal(new Set(tokens(one)).size, 1);
    await ann.page.unroute(`**/item/${one.item}/act`);
  });

  test('Enter pressed three times at once posts once', async () => {
    const one = await keyed();
    await Promise.all([1, 2, 3].map(() => ann.page.keyboard.press('Enter')));
    await ann.done(one.item);
    postedOnce(one);
  });

  test('the same form sent five times side by side posts once', async () => {
    const one = await keyed();
    const answers = await ann.page.evaluate(async () => {
      const form = document.querySelector('#settle');
      const body = new URLSearchParams(new FormData(form, document.querySelector('#post-typed'))).toString();
      const send = () => fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' } });
      return Promise.all([1, 2, 3, 4, 5].map(() => send().then((response) => response.status)));
    });
    assert.deepEqual(answers, [200, 200, 200, 200, 200]);
    postedOnce(one);
  });

  test('an act that is kept outlives a page that is loaded anew', async () => {
    const one = await keyed();
    const elsewhere = (await desk.fresh(ann)).item;
    await ann.page.route(`**/item/${one.item}/act`, (route) => route.abort('connectionrefused'));
    await ann.page.keyboard.press('Enter');
    await ann.told('cannot be reached');
    await ann.page.unroute(`**/item/${one.item}/act`);
    await ann.open(elsewhere);
    await ann.sent();
    await ann.told(one.item);
    postedOnce(one);
  });

  test('a server that is started anew takes what was kept', async () => {
    const one = await keyed();
    await desk.kill();
    await ann.page.keyboard.press('Enter');
    await ann.told('cannot be reached');
    desk.verify();
    await desk.start();
    await online();
    await ann.sent();
    postedOnce(one);
  });

  test('an act that meets a locked session is sent when the password is given', async () => {
    const one = await keyed();
    desk.ageSession('ann', 'seen', 16);
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForURL('**/unlock?**');
    assert.deepEqual(desk.payments(one.item), []);
    await ann.page.fill('#password', 'a long password');
    await ann.page.click('#enter');
    await ann.page.waitForSelector('main');
    await ann.sent();
    postedOnce(one);
  });

  test('an act that meets the end of the session is sent after the next log-in', async () => {
    const one = await keyed();
    desk.ageSession('ann', 'started', 11 * 60);
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForURL('**/login?**');
    await ann.logIn('ann');
    await ann.page.waitForSelector('main:not(.door)');
    await ann.sent();
    postedOnce(one);
  });

  test('what a tab kept is not sent under another name, and sent when its keyer is back', async () => {
    const one = await keyed();
    desk.ageSession('ann', 'started', 11 * 60);
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForURL('**/login?**');
    await ann.logIn('ben');
    await ann.told(/ann.* keyed was not sent/);
    assert.deepEqual(desk.payments(one.item), []);
    await ann.page.click('#log-out');
    await ann.page.waitForURL('**/login');
    await ann.logIn('ann');
    await ann.sent();
    postedOnce(one);
    assert.equal(desk.outcome(one.item).resolution.by, 'ann');
  });

  test('afterwards the books prove, and no page broke the security policy', () => {
    desk.verify();
    desk.assertClean();
  });
});

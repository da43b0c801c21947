// The second key: what is large is keyed by two who do not see each other's; where they differ, a third decides.

import { oneOf, openDesk, payable } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('the blind second key', () => {
  let desk, ann, ben, cleo;
  before(async () => {
    desk = await openDesk({ rules: '[review]\nsecond_key_above = "1.00"\n' });
    [ann, ben, cleo] = [await desk.person('ann'), await desk.person('ben'), await desk.person('cleo')];
  });
  after(() => desk?.close());

  // An amount and an account that stand nowhere else, so that finding them anywhere means that the first keying shows.
  const AMOUNT = '2468.13';
  const unread = oneOf(payable, (one) => one.codes.includes('no_amount'));

  async function key(person, one, amount, account) {
    await person.open(one.item);
    await person.keyAmount(amount);
    await person.chooseAccount(account);
    await person.page.keyboard.press('Enter');
    await person.done(one.item);
  }
  /** An account to which nothing was ever paid, and whose number ends like none that was. */
  function stranger() {
    const paid = [...desk.truth.values()].flatMap((record) => record.payments.map(({ account }) => account.slice(-4)));
    return desk.accounts.find((account) => !paid.includes(account.slice(-4)));
  }
  /** Everything that the server sends while a person opens an item and looks around. */
  async function everythingSent(person, one) {
    const answers = [];
    const hear = (response) => { if (!/image|snippet|assets/.test(response.url())) answers.push(response.text().catch(() => '')); };
    person.page.on('response', hear);
    await person.open(one.item);
    await person.key('?');
    await person.page.waitForLoadState('networkidle');
    answers.push(person.page.content());
    answers.push(person.context.request.get(`${desk.url}/item/${one.item}?peek=1`).then((answer) => answer.text()));
    answers.push(person.context.request.get(`${desk.url}/?batch=${one.batch}`).then((answer) => answer.text()));
    answers.push(person.context.request.get(`${desk.url}/settled`).then((answer) => answer.text()));
    answers.push(person.context.request.get(`${desk.url}/search?q=${one.batch}`).then((answer) => answer.text()));
    person.page.off('response', hear);
    return (await Promise.all(answers)).join('\n');
  }

  test('the first keying posts nothing, and its keyer is told that a second person keys it too', async () => {
    const one = await desk.fresh(ann, unread);
    await key(ann, one, one.pay.amount, one.pay.account);
    await ann.told('a second person keys it too');
    assert.deepEqual(desk.payments(one.item), []);
    assert.equal(desk.outcome(one.item).resolution, undefined);
  });

  test('nothing of the first keying is in anything that the second is sent', async () => {
    const one = await desk.fresh(ann, unread);
    const account = stranger();
    await key(ann, one, AMOUNT, account);
    const sent = await everythingSent(ben, one);
    assert.match(sent, /Second key: key the amount and the account from the pictures/);
    for (const trace of [AMOUNT, '2,468.13', '246813', account, `••••${account.slice(-4)}`]) assert.ok(!sent.includes(trace), `the second is sent ${trace}`);
    assert.equal(await ben.page.locator('#offers').count(), 0, 'nor are accounts offered');
    assert.equal(await ben.page.inputValue('#money input:not([type=hidden])'), '', 'nor is the amount filled in');
  });

  test('two who key the same post it, and both stand on it', async () => {
    const one = await desk.fresh(ann, unread);
    await key(ann, one, one.pay.amount, one.pay.account);
    await key(ben, one, one.pay.amount, one.pay.account);
    assert.deepEqual(desk.payments(one.item), [one.pay]);
    const { by, confirmed_by: confirmed } = desk.outcome(one.item).resolution;
    assert.deepEqual([by, confirmed], ['ann', 'ben']);
  });

  test('where the two differ nothing posts, and an approver sees both sides and decides', async () => {
    const one = await desk.fresh(ann, unread);
    await key(ann, one, one.pay.amount, one.pay.account);
    await key(ben, one, AMOUNT, one.pay.account);
    await ben.told('it differs from what the first person keyed, so a third decides');
    assert.deepEqual(desk.payments(one.item), []);
    await cleo.open(one.item);
    const sides = await cleo.page.locator('section', { has: cleo.page.locator('#h-keyed') }).textContent();
    const shown = `$${Number(one.pay.amount).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;
    for (const side of ['ann', 'ben', '$2,468.13', shown]) assert.ok(sides.includes(side), `${side} in ${sides}`);
    await cleo.keyAmount(one.pay.amount);
    await cleo.chooseAccount(one.pay.account);
    await cleo.page.keyboard.press('Enter');
    await cleo.done(one.item);
    assert.deepEqual(desk.payments(one.item), [one.pay]);
    assert.equal(desk.outcome(one.item).resolution.by, 'cleo');
  });

  test('a reviewer is no third: the item that two keyed differently is not his to settle', async () => {
    const one = await desk.fresh(ann, unread);
    await key(ann, one, one.pay.amount, one.pay.account);
    await key(ben, one, AMOUNT, one.pay.account);
    await ben.open(one.item);
    assert.equal(await ben.page.locator('#post-typed, #act-return').count(), 0);
  });

  test('nobody confirms an own keying: the page offers no act, and the act is refused', async () => {
    const one = await desk.fresh(ann, unread);
    await ann.open(one.item);
    await ann.keyAmount(one.pay.amount);
    await ann.chooseAccount(one.pay.account);
    const form = await ann.page.evaluate(() => [...new FormData(document.querySelector('#settle'), document.querySelector('#post-typed'))]);
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    await ann.open(one.item);
    assert.equal(await ann.page.locator('#post-typed').count(), 0);
    const again = Object.fromEntries(form.map(([name, value]) => [name, name === 'token' ? 'another-token-of-ann' : value]));
    const answer = await ann.context.request.post(`${desk.url}/item/${one.item}/act`, { form: again, headers: { Accept: 'application/json', Origin: desk.url } });
    assert.equal(answer.status(), 409);
    assert.match((await answer.json()).words, /you have keyed this one before/i);
    assert.deepEqual(desk.payments(one.item), []);
  });

  test('the second can return it instead; then a third decides', async () => {
    const one = await desk.fresh(ann, unread);
    await key(ann, one, one.pay.amount, one.pay.account);
    await ben.open(one.item);
    await ben.key('r');
    await ben.until(() => document.activeElement?.id === 'return-reason');
    await ben.page.getByRole('button', { name: 'Return to sender' }).focus();
    await ben.page.keyboard.press('Enter');
    await ben.done(one.item);
    assert.equal(desk.outcome(one.item).resolution, undefined);
    await cleo.open(one.item);
    await cleo.page.locator('#h-keyed').waitFor();
  });

  test('afterwards the books prove, and no page broke the security policy', () => {
    desk.verify();
    desk.assertClean();
  });
});

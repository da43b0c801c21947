// Two people at one item: each is told what the other has or did, and nobody loses what was keyed.

import { openDesk } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('two reviewers at once', () => {
  let desk, ann, ben;
  before(async () => { desk = await openDesk(); ann = await desk.person('ann'); ben = await desk.person('ben'); });
  after(() => desk?.close());

  const amountField = '#money input:not([type=hidden])';
  /** ann has keyed into an item whose lease ran out, and ben has it now. */
  async function bothHave(one) {
    await ann.open(one.item);
    desk.endLease(one.item);
    await ben.open(one.item);
    await ann.keyAmount('77.31');
    await ann.chooseAccount(one.pay.account);
  }

  test('an item that one looks at is his, and the queue of the other shows who has it', async () => {
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    assert.equal(desk.holder(one.item), 'ann');
    await ben.page.goto(`/?reason=${one.codes[0]}&batch=${one.batch}`);
    await ben.page.locator('tbody tr', { hasText: one.item }).getByText('ann has it').first().waitFor();
  });

  test('the second who opens it is told who has it, sees it, and has no act for it', async () => {
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    await ben.open(one.item);
    await ben.told('ann has this one until');
    assert.equal(await ben.page.locator('#act-return, #do-postpone').count(), 0);
    assert.equal(await ben.page.locator('#offers button:not([disabled])').count(), 0);
    assert.ok(await ben.page.locator('figure.current img').isVisible());
    await ben.key('1', 'Enter', 'r', 'p');
    assert.equal(await ben.at(), one.item);
    assert.equal(desk.outcome(one.item).resolution, undefined);
  });

  test('the next item offered to the second is another one than the first has', async () => {
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    await ben.page.goto('/');
    await ben.page.click('#start');
    await ben.page.waitForSelector('main.station');
    assert.notEqual(await ben.at(), one.item);
  });

  test('the second of two who settle it is told who settled it and how, and keeps what was keyed', async () => {
    const one = await desk.fresh(ann);
    await bothHave(one);
    await ben.settle(one);
    await ben.done(one.item);
    await ann.page.keyboard.press('Enter');
    await ann.told(/ben settled this one at .*posted/);
    await backToIt(ann);
    assert.equal(await ann.at(), one.item);
    assert.equal(await ann.page.inputValue(amountField), '77.31');
    assert.equal(await ann.page.inputValue('#account'), one.pay.account);
    assert.deepEqual(desk.payments(one.item), [one.pay]);
    assert.equal(desk.outcome(one.item).resolution.by, 'ben');
  });

  test('where the answer comes late the second has gone on, and gets back to what was keyed', async () => {
    const one = await desk.fresh(ann);
    await bothHave(one);
    await ben.settle(one);
    await ben.done(one.item);
    let answer;
    const may = new Promise((go) => { answer = go; });
    await ann.page.route(`**/item/${one.item}/act`, async (route) => { await may; await route.continue(); });
    await ann.page.keyboard.press('Enter');
    await ann.gone(one.item);
    answer();
    await ann.told('ben settled this one');
    await ann.page.getByRole('button', { name: 'Back to it, with what I keyed' }).click();
    await ann.until((name) => document.querySelector('main.station').dataset.name === name, one.item);
    assert.equal(await ann.page.inputValue(amountField), '77.31');
    await ann.page.unroute(`**/item/${one.item}/act`);
    assert.deepEqual(desk.payments(one.item), [one.pay]);
  });

  test('who acts on what another has by now is told since when, and keeps what was keyed', async () => {
    const one = await desk.fresh(ann);
    await bothHave(one);
    await ann.page.keyboard.press('Enter');
    await ann.told(/ben has this one since/);
    await backToIt(ann);
    assert.equal(await ann.page.inputValue(amountField), '77.31');
    assert.equal(desk.outcome(one.item).resolution, undefined);
  });

  test('a lease that ran out while nobody else came is no hindrance', async () => {
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    desk.endLease(one.item);
    await ann.settle(one);
    await ann.done(one.item);
    assert.deepEqual(desk.payments(one.item), [one.pay]);
  });

  test('a page that stays open keeps its lease', async () => {
    const cleo = await desk.visitor();
    await cleo.page.clock.install();
    await cleo.logIn('cleo');
    const one = await desk.fresh(cleo);
    await cleo.open(one.item);
    const kept = cleo.page.waitForResponse((response) => response.url().includes('/keep/'));
    const [before] = leaseEnds(one);
    await cleo.page.clock.fastForward(31_000);
    assert.equal((await kept).status(), 200);
    assert.ok(leaseEnds(one)[0] > before);
    await cleo.close();
  });

  test('a lease that ran out and went to another is told at the next sign of life', async () => {
    const cleo = await desk.visitor();
    await cleo.page.clock.install();
    await cleo.logIn('cleo');
    const one = await desk.fresh(cleo);
    await cleo.open(one.item);
    desk.endLease(one.item);
    await ben.open(one.item);
    assert.equal(desk.holder(one.item), 'ben');
    assert.equal(await ben.page.locator('#act-return').count(), 1, 'the other can settle it');
    await cleo.page.clock.fastForward(31_000);
    await cleo.told(/not yours any more|ben has/);
    await cleo.close();
  });

  test('a supervisor unlocks an item, and another takes it', async () => {
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    const sue = await desk.person('sue');
    await sue.open(one.item);
    await sue.told('ann has this one until');
    const answered = sue.page.waitForResponse((response) => response.url().endsWith('/act'));
    await sue.page.getByRole('button', { name: 'unlock for others' }).click();
    assert.equal((await answered).status(), 200);
    assert.equal(desk.acts(one.item, 'unlock').length, 1);
    await sue.page.waitForLoadState('networkidle');
    await ben.open(one.item);
    assert.equal(await ben.page.locator('#act-return').count(), 1, `ben can settle it; it is held by ${desk.holder(one.item)}`);
    await ann.settle(one);
    await ann.told('ben has this one since');
    await sue.close();
  });

  test('a reviewer cannot unlock what another has', async () => {
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    await ben.open(one.item);
    assert.equal(await ben.page.locator('#form-unlock').count(), 0);
  });

  test('afterwards the books prove, and no page broke the security policy', () => {
    desk.verify();
    desk.assertClean();
  });

  function leaseEnds(one) {
    return desk.sql('SELECT until FROM leases WHERE transaction_no = ? AND batch = (SELECT id FROM batches WHERE name = ?)', one.no, one.batch)[0];
  }
  /** Back to the item, where the page had gone on before the answer came. */
  async function backToIt(person) {
    const back = person.page.getByRole('button', { name: 'Back to it, with what I keyed' });
    if (await back.count()) await back.first().click();
  }
});

// The desk without script: forms and links do the basic acts.

import { PASSWORD, openDesk } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('the desk without script', () => {
  let desk, ann, page;
  before(async () => {
    desk = await openDesk();
    ann = await desk.person('ann', { javaScriptEnabled: false });
    page = ann.page;
  });
  after(() => desk?.close());

  /** What was pressed sends a form, and the next page is there. */
  const loads = (pressed, of = page) => Promise.all([of.waitForEvent('load'), pressed]);
  const name = () => page.textContent('h1');
  const openFold = (id) => page.locator(`#${id} > summary`).click();

  test('a wrong password is told at the door, and the right one opens it', async () => {
    const ben = await desk.visitor({ javaScriptEnabled: false });
    await ben.page.goto('/login');
    await ben.page.fill('#name', 'ben');
    await ben.page.fill('#password', 'a wrong password');
    await loads(ben.page.click('#enter'), ben.page);
    assert.match(await ben.page.textContent('#why'), /Name or password is wrong/);
    await ben.page.fill('#password', PASSWORD);
    await loads(ben.page.click('#enter'), ben.page);
    assert.equal(await ben.page.textContent('#who'), 'ben, reviewer');
    await ben.close();
  });

  test('the queue is read, narrowed by reason and amount, and an item of it opened', async () => {
    await page.goto('/');
    const all = await page.locator('#queue tbody tr').count();
    await page.selectOption('#reason', 'no_amount');
    await loads(page.click('#apply'));
    const some = await page.locator('#queue tbody tr').count();
    assert.ok(some > 0 && some < all);
    assert.equal(await page.locator('#queue tbody tr', { hasText: 'no amount' }).count(), some);
    await page.goto('/');
    await page.fill('#least', '200');
    await page.fill('#most', '300');
    await loads(page.click('#apply'));
    for (const amount of await page.locator('#queue tbody td.num').allTextContents()) assert.ok(Number(amount.replace(/[$,]/g, '')) >= 200 && Number(amount.replace(/[$,]/g, '')) <= 300, amount);
    const first = await page.locator('a.row').first().textContent();
    await loads(page.locator('a.row').first().click());
    assert.equal(await name(), first);
    assert.ok(await page.locator('figure img').first().isVisible(), 'its pages are shown below one another');
  });

  test('an amount is keyed and a candidate chosen; then the next item stands there', async () => {
    const one = await desk.fresh(ann, (one) => one.offers[0]?.may && one.money.length === 1 && !one.codes.includes('control_mismatch'));
    await page.goto(`/item/${one.item}`);
    await page.fill('#money input[name^="amount."]', '61.07');
    await loads(page.click('#offer-1'));
    assert.deepEqual(desk.payments(one.item), [{ account: one.offers[0].number, amount: '61.07' }]);
    assert.notEqual(await name(), one.item);
    assert.ok(page.url().includes('/item/'));
  });

  test('an account is keyed by its Member ID', async () => {
    const one = await desk.fresh(ann);
    await page.goto(`/item/${one.item}`);
    await page.fill('#money input[name^="amount."]', one.pay.amount);
    await page.fill('#account', one.pay.account);
    await loads(page.click('#post-typed'));
    assert.deepEqual(desk.payments(one.item), [one.pay]);
  });

  test('what is refused comes back with what was keyed, and says why', async () => {
    const one = await desk.fresh(ann);
    await page.goto(`/item/${one.item}`);
    await page.fill('#money input[name^="amount."]', '77.31');
    await page.fill('#account', '12345');
    await loads(page.click('#post-typed'));
    assert.match(await page.textContent('#said'), /12 digits/);
    assert.equal(await name(), one.item);
    assert.equal(await page.inputValue('#money input[name^="amount."]'), '77.31');
    assert.equal(await page.inputValue('#account'), '12345');
  });

  test('Enter in a field posts nothing by itself', async () => {
    const one = await desk.fresh(ann, (one) => one.enter);
    await page.goto(`/item/${one.item}`);
    await page.focus('#money input[name^="amount."]');
    await loads(page.keyboard.press('Enter'));
    assert.match(await page.textContent('#said'), /choose an account/i);
    assert.deepEqual(desk.payments(one.item), []);
  });

  test('a split is keyed', async () => {
    const one = await desk.fresh(ann, (one) => Number(one.items[0]?.amount) > 20 && one.money.length === 1 && !one.codes.includes('control_mismatch'));
    await page.goto(`/item/${one.item}`);
    await page.locator('#split > summary').click();
    const [first, second] = desk.accounts;
    const rest = ((Math.round(Number(one.items[0].amount) * 100) - 1000) / 100).toFixed(2);
    await page.fill('#split-account-1', first);
    await page.fill('#split-amount-1', '10.00');
    await page.fill('#split-account-2', second);
    await page.fill('#split-amount-2', rest);
    await loads(page.click('#post-split'));
    assert.deepEqual(desk.payments(one.item), [{ account: first, amount: '10.00' }, { account: second, amount: rest }]);
  });

  test('an item is returned with a reason', async () => {
    const one = await desk.fresh(ann);
    await page.goto(`/item/${one.item}`);
    await openFold('act-return');
    await page.selectOption('#return-reason', 'unsigned');
    await loads(page.getByRole('button', { name: 'Return to sender' }).click());
    assert.equal(desk.outcome(one.item).resolution.kind, 'return');
    const { letter } = JSON.parse(desk.acts(one.item, 'return')[0][2]).verdict;
    assert.ok(letter.length > 40, 'with the usual letter');
  });

  test('an item is held, noted, handed on, given back', async () => {
    const held = await desk.fresh(ann);
    await page.goto(`/item/${held.item}`);
    await openFold('act-hold');
    await page.fill('#hold-note', 'the bank was asked');
    await loads(page.getByRole('button', { name: 'Hold', exact: true }).click());
    assert.match(desk.acts(held.item, 'hold')[0][2], /the bank was asked/);

    const noted = await desk.fresh(ann);
    await page.goto(`/item/${noted.item}`);
    await openFold('act-note');
    await page.fill('#note-text', 'looks like his brother’s check');
    await loads(page.getByRole('button', { name: 'Keep the note' }).click());
    assert.equal(await name(), noted.item);
    assert.match(await page.textContent('.history'), /his brother’s check/);

    await openFold('act-hand');
    await page.selectOption('#hand-to', 'ben');
    await loads(page.getByRole('button', { name: 'Hand over' }).click());
    assert.equal(JSON.parse(desk.acts(noted.item, 'hand')[0][2]).to, 'ben');

    const given = await desk.fresh(ann);
    await page.goto(`/item/${given.item}`);
    assert.equal(desk.holder(given.item), 'ann');
    await loads(page.getByRole('button', { name: 'give back' }).click());
    assert.equal(desk.holder(given.item), undefined);
  });

  test('what was settled last is taken back', async () => {
    const one = await desk.fresh(ann);
    await page.goto(`/item/${one.item}`);
    await page.fill('#money input[name^="amount."]', one.pay.amount);
    await page.fill('#account', one.pay.account);
    await loads(page.click('#post-typed'));
    assert.deepEqual(desk.payments(one.item), [one.pay]);
    await loads(page.click('#do-undo'));
    assert.equal(await name(), one.item);
    assert.deepEqual(desk.payments(one.item), []);
  });

  test('any transaction is looked for', async () => {
    await page.fill('#find', desk.anyAccount);
    await loads(page.press('#find', 'Enter'));
    assert.ok(await page.locator('#found-transactions tbody tr').count() > 0);
  });

  test('the bank account is shown whole on asking', async () => {
    const one = await desk.fresh(ann, (one) => one.items[0]?.account?.length > 6);
    await page.goto(`/item/${one.item}`);
    await loads(page.click('#do-reveal'));
    assert.ok((await page.locator('[data-account]').allTextContents()).join().includes(one.items[0].account));
    assert.equal(desk.acts(one.item, 'reveal').length, 1);
  });

  test('logging out ends it', async () => {
    await loads(page.click('#log-out'));
    assert.equal(new URL(page.url()).pathname, '/login');
    await page.goto('/');
    assert.equal(new URL(page.url()).pathname, '/login');
    desk.verify();
  });
});

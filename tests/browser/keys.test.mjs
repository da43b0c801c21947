// Every key of the desk, each on an exception that nobody has touched.

import { oneOf, openDesk, payable } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('the keys of the desk', () => {
  let desk, ann;
  // No second key here: it has a file of its own.
  before(async () => { desk = await openDesk({ rules: '[review]\nsecond_key_above = "900000.00"\nsecond_key_for = []\n' }); ann = await desk.person('ann'); });
  after(() => desk?.close());

  const free = (one) => !one.codes.includes('control_mismatch');
  const offering = (count) => (one) => free(one) && one.items.length >= 1 && one.offers.length >= count && one.offers[count - 1].may && !one.offers[count - 1].number.includes('All');
  /** Keys every amount that was not read. */
  async function keyMissing(amount) {
    await ann.key('a');
    const fields = await ann.page.locator('#money input:not([type=hidden])').count();
    for (let no = 0; no < fields; no += 1) {
      const field = ann.page.locator('#money input:not([type=hidden])').nth(no);
      await field.focus();
      if (!(await field.inputValue())) await ann.type(amount);
    }
    await ann.page.keyboard.press('Enter');
  }
  const resolution = (item) => desk.outcome(item).resolution;

  // From 5 down: accounts that are offered fifth are rare.
  for (const digit of [5, 4, 3, 2, 1]) {
    test(`${digit} posts to the account that is offered ${['first', 'second', 'third', 'fourth', 'fifth'][digit - 1]}`, async () => {
      const one = await desk.fresh(ann, offering(digit));
      await ann.open(one.item);
      await keyMissing('61.07');
      const sum = (await ann.page.textContent('#sum')).replace(/[$,]/g, '');
      await ann.key(String(digit));
      await ann.done(one.item);
      await ann.told('You posted');
      assert.deepEqual(desk.payments(one.item), [{ account: one.offers[digit - 1].number, amount: sum }]);
      const { kind, by } = resolution(one.item);
      assert.deepEqual([kind, by], ['post', 'ann']);
    });
  }

  test('a digit beyond the accounts that are offered is told, and nothing posts', async () => {
    const one = await desk.fresh(ann, (one) => free(one) && one.offers.length === 1);
    await ann.open(one.item);
    await ann.key('4');
    await ann.told('There is no account 4 to choose');
    assert.equal(await ann.at(), one.item);
    assert.deepEqual(desk.payments(one.item), []);
  });

  test('Enter accepts the first account where the margin allows it', async () => {
    const one = await desk.fresh(ann, (one) => free(one) && one.enter && one.items[0]?.amount);
    await ann.open(one.item);
    await ann.key('Enter');
    await ann.done(one.item);
    assert.equal(desk.payments(one.item)[0].account, one.offers[0].number);
  });

  test('Enter accepts nothing where two accounts fit about equally well, and says so', async () => {
    const one = await desk.fresh(ann, (one) => free(one) && !one.enter && one.codes.includes('ambiguous_account'));
    await ann.open(one.item);
    await ann.key('Enter');
    await ann.told('not sure enough');
    assert.equal(await ann.at(), one.item);
    assert.deepEqual(desk.payments(one.item), []);
  });

  test('/ looks for an account as it is typed, and Enter, Enter takes it and posts', async () => {
    const one = await desk.fresh(ann, oneOf(payable, (one) => one.items[0].amount));
    await ann.open(one.item);
    await ann.key('/');
    const { account, amount } = one.pay;
    await ann.type(account.slice(0, 9));
    await ann.page.waitForSelector('#found button');
    await ann.type(account.slice(9));
    await ann.until((id) => document.querySelectorAll('#found button').length === 1 && document.querySelector('#found button').dataset.id === id, account);
    await ann.page.keyboard.press('Enter');
    assert.equal(await ann.page.inputValue('#account'), account);
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    assert.deepEqual(desk.payments(one.item), [{ account, amount }]);
  });

  test('/ finds an account by a name, and the arrows choose among several', async () => {
    const one = await desk.fresh(ann, (one) => free(one) && one.items.length === 1);
    await ann.open(one.item);
    await ann.key('/');
    await ann.type('pacheco');
    await ann.until(() => document.querySelectorAll('#found button').length > 1);
    assert.match(await ann.page.textContent('#found'), /Pacheco/);
    const second = await ann.page.getAttribute('#found-1', 'data-id');
    await ann.page.keyboard.press('ArrowDown');
    await ann.page.keyboard.press('Enter');
    assert.equal(await ann.page.inputValue('#account'), second);
  });

  test('a keys the amount, and what was keyed is what posts', async () => {
    const one = await desk.fresh(ann, oneOf(payable, (one) => one.codes.includes('no_amount') && !one.items[0].amount && one.offers[0]?.may));
    await ann.open(one.item);
    await ann.key('a');
    assert.match(await ann.focused(), /^amount-/);
    await ann.type('1,234.50');
    await ann.until(() => document.querySelector('#sum').textContent === '$1,234.50');
    await ann.page.keyboard.press('Enter');
    await ann.key('1');
    await ann.done(one.item);
    assert.deepEqual(desk.payments(one.item), [{ account: one.offers[0].number, amount: '1234.50' }]);
  });

  test('an amount that is none is told, and what was keyed still stands there', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.offers[0]?.may && one.items.length === 1));
    await ann.open(one.item);
    await ann.keyAmount('12o.00');
    await ann.key('1');
    await ann.told('“12o.00” is no amount');
    assert.equal(await ann.page.inputValue('#money input:not([type=hidden])'), '12o.00');
    assert.deepEqual(desk.payments(one.item), []);
  });

  test('e corrects a field that was read wrong, and the correction is kept with what posts', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.offers[0]?.may && one.items.length === 1 && one.items[0].amount));
    await ann.open(one.item);
    await ann.key('e');
    const field = await ann.page.evaluate(() => document.activeElement.name);
    assert.match(field, /^fix\./);
    await ann.page.locator('input[name$=".payee"]').first().focus();
    await ann.over('Health Connector');
    await ann.page.keyboard.press('Enter');
    await ann.key('1');
    await ann.done(one.item);
    const [[, , detail]] = desk.acts(one.item, 'post');
    assert.deepEqual(JSON.parse(detail).verdict.corrections.map(({ field, value }) => [field, value]), [['payee', 'Health Connector']]);
  });

  test('s splits over two accounts and shows what remains until nothing does', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => Number(one.items[0]?.amount) > 20 && one.items.length === 1));
    await ann.open(one.item);
    const total = Math.round(Number(one.items[0].amount) * 100), part = 1234;
    const [first, second] = [...desk.truth.values()].flatMap((record) => record.payments.map(({ account }) => account)).filter((account, at, all) => all.indexOf(account) === at);
    await ann.key('s');
    assert.equal(await ann.focused(), 'split-account-1');
    await ann.type(first);
    await ann.page.keyboard.press('Tab');
    await ann.type('12.34');
    await ann.until(() => /remains$/.test(document.querySelector('#rest').textContent));
    assert.equal(await ann.page.textContent('#rest'), `$${((total - part) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })} remains`);
    await ann.page.keyboard.press('Tab');
    await ann.type(second);
    await ann.page.keyboard.press('Tab');
    await ann.type(((total - part) / 100).toFixed(2));
    await ann.until(() => document.querySelector('#rest').textContent === 'Nothing remains');
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    assert.deepEqual(desk.payments(one.item), [{ account: first, amount: '12.34' }, { account: second, amount: ((total - part) / 100).toFixed(2) }]);
  });

  test('a split that does not come to the total is refused, and its rows still stand there', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => Number(one.items[0]?.amount) > 20 && one.items.length === 1));
    await ann.open(one.item);
    await ann.key('s');
    await ann.type(one.offers[0]?.number || [...desk.truth.values()][0].payments[0].account);
    await ann.page.keyboard.press('Tab');
    await ann.type('1.00');
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForSelector('#said .notice');
    assert.equal(await ann.page.inputValue('#split-amount-1'), '1.00');
    assert.deepEqual(desk.payments(one.item), []);
  });

  test('g splits pages off into a transaction of their own, and joins them again', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.pages.length >= 2 && one.codes.includes('post_dated')));
    await ann.open(one.item);
    await ann.key('g');
    await ann.until(() => document.activeElement?.name === 'page');
    await ann.page.keyboard.press('Space');
    await ann.page.getByRole('button', { name: 'Split them off' }).focus();
    await ann.page.keyboard.press('Enter');
    await ann.gone(one.item);
    await ann.sent();
    const made = desk.sql("SELECT json_extract(verdict, '$.into') FROM resolutions WHERE kind = 'regroup' ORDER BY id").map(([into]) => JSON.parse(into)).at(-1);
    assert.equal(made.length, 2);
    assert.equal(desk.outcome(one.item), undefined, 'the old transaction is none any more');
    const [first, other] = made.map((no) => `${one.batch}/${no}`);
    assert.equal(desk.outcome(first).pages.length + desk.outcome(other).pages.length, one.pages.length);
    // joined again, where both wait: a page alone is no payment and waits
    await ann.open(first);
    await ann.key('g');
    await ann.page.locator('#join').focus();
    await ann.type(String(made[1]));
    await ann.page.getByRole('button', { name: 'Join', exact: true }).focus();
    await ann.page.keyboard.press('Enter');
    await ann.gone(first);
    await ann.sent();
    const joined = desk.lines('outcomes').find((line) => line.batch === one.batch && [...line.pages].sort().join() === [...one.pages].sort().join());
    assert.ok(joined, 'one transaction holds all its pages again');
  });

  test('d marks the second of two equal items a duplicate of the first, which the form names already', async () => {
    const one = await desk.fresh(ann, (one) => one.codes.includes('duplicate_item'));
    await ann.open(one.item);
    assert.equal(await ann.page.locator('#h-dup').count(), 1, 'the earlier one stands beside it');
    await ann.key('d');
    await ann.until(() => document.activeElement?.id === 'dup-batch');
    assert.ok(await ann.page.inputValue('#dup-no'));
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    assert.equal(resolution(one.item).kind, 'duplicate');
  });

  test('r returns an item to its sender with the reason and the letter that was written', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.items.length === 1));
    await ann.open(one.item);
    await ann.key('r');
    await ann.until(() => document.activeElement?.id === 'return-reason');
    const usual = await ann.page.inputValue('#return-letter');
    await ann.type('Stale');
    await ann.page.keyboard.press('Home');
    const reason = await ann.page.inputValue('#return-reason');
    await ann.until((usual) => document.querySelector('#return-letter').value.length > 20, usual);
    await ann.page.keyboard.press('Tab');
    await ann.over('Please sign it and send it again.');
    await ann.page.keyboard.press('Tab');
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    assert.equal(resolution(one.item).kind, 'return');
    const [[, , detail]] = desk.acts(one.item, 'return');
    assert.deepEqual(JSON.parse(detail).verdict, { kind: 'return', why: reason, letter: 'Please sign it and send it again.' });
  });

  test('r for another reason than those listed wants it in words: an empty letter is refused', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.items.length === 1));
    await ann.open(one.item);
    await ann.key('r');
    await ann.until(() => document.activeElement?.id === 'return-reason');
    await ann.page.keyboard.press('End');
    assert.equal(await ann.page.inputValue('#return-reason'), 'other');
    assert.equal(await ann.page.inputValue('#return-letter'), '');
    await ann.page.locator('#act-return button.main').focus();
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForSelector('#said .notice.bad');
    assert.equal(await ann.at(), one.item);
    assert.equal(resolution(one.item), undefined);
  });

  test('f forwards what is no payment, with a note', async () => {
    const one = await desk.fresh(ann, (one) => one.codes.includes('no_item') || one.codes.includes('correspondence'));
    await ann.open(one.item);
    await ann.key('f');
    await ann.until(() => document.activeElement?.id === 'forward-to');
    await ann.over('Appeals');
    await ann.page.keyboard.press('Tab');
    await ann.type('asks for a hearing');
    await ann.page.keyboard.press('Tab');
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    assert.equal(resolution(one.item).kind, 'forward');
    assert.match(desk.acts(one.item, 'forward')[0][2], /Appeals.*asks for a hearing/);
  });

  test('h holds until a day, and the queue shows until when', async () => {
    const one = await desk.fresh(ann, free);
    await ann.open(one.item);
    await ann.key('h');
    await ann.until(() => document.activeElement?.id === 'hold-until');
    const until = await ann.page.inputValue('#hold-until');
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    assert.equal(JSON.parse(desk.acts(one.item, 'hold')[0][2]).until, until);
    await ann.open(one.item);
    await ann.page.getByText('held until').first().waitFor();
  });

  test('n keeps a note, and the item stays', async () => {
    const one = await desk.fresh(ann, free);
    await ann.open(one.item);
    await ann.key('n');
    await ann.until(() => document.activeElement?.id === 'note-text');
    await ann.type('the caller says it is for January');
    await ann.page.keyboard.press('Tab');
    await ann.page.keyboard.press('Enter');
    await ann.page.locator('.history', { hasText: 'the caller says it is for January' }).waitFor();
    assert.equal(await ann.at(), one.item);
    assert.match(desk.show(one.item), /the caller says it is for January/);
  });

  test('t hands the item to another person, who finds it is for him', async () => {
    const one = await desk.fresh(ann, free);
    await ann.open(one.item);
    await ann.key('t');
    await ann.until(() => document.activeElement?.id === 'hand-to');
    await ann.type('ben');
    await ann.page.keyboard.press('Tab');
    await ann.type('you know this sender');
    await ann.page.keyboard.press('Tab');
    await ann.page.keyboard.press('Enter');
    await ann.done(one.item);
    assert.equal(JSON.parse(desk.acts(one.item, 'hand')[0][2]).to, 'ben');
    await ann.open(one.item);
    await ann.page.getByText('handed to ben').first().waitFor();
    assert.equal(await ann.page.locator('#act-return').count(), 0, 'it is not ann’s to settle any more');
  });

  test('p puts the item behind the others', async () => {
    const one = await desk.fresh(ann, free);
    await ann.open(one.item);
    await ann.key('p');
    await ann.done(one.item);
    assert.equal(desk.acts(one.item, 'postpone').length, 1);
    await ann.page.goto(`/?reason=${one.codes[0]}&batch=${one.batch}`);
    await ann.page.locator('tbody tr', { hasText: 'postponed' }).locator(`text="${one.item}"`).waitFor();
    assert.equal(await ann.page.locator('tbody tr a.row').last().textContent(), one.item, 'it stands last');
  });

  test('> leaves the item unsettled, and it is free for others', async () => {
    const one = await desk.fresh(ann, free);
    await ann.open(one.item);
    assert.equal(desk.holder(one.item), 'ann');
    const released = ann.page.waitForResponse((response) => response.url().endsWith(`${one.item}/act`) && response.request().postData().includes('act=release'));
    await ann.key('>');
    await ann.gone(one.item);
    await released;
    assert.equal(desk.holder(one.item), undefined);
    assert.equal(resolution(one.item), undefined);
  });

  test('u takes back what was settled last: the item waits again with its accounts, and nothing is posted', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.offers[0]?.may && one.items.length === 1 && one.items[0].amount));
    await ann.open(one.item);
    await ann.key('1');
    await ann.done(one.item);
    assert.equal(desk.payments(one.item).length, 1);
    await ann.key('u');
    await ann.until((name) => document.readyState === 'complete' && document.querySelector('main.station')?.dataset.name === name, one.item);
    await ann.page.waitForSelector('#offer-1:not([disabled])');
    assert.deepEqual(desk.payments(one.item), []);
    assert.ok(desk.waiting().some(({ item }) => item === one.item));
  });

  test('u on a settled item asks why, and keeps it', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.items.length === 1 && one.items[0].amount && one.offers[0]?.may));
    await ann.open(one.item);
    await ann.key('1');
    await ann.done(one.item);
    await ann.open(one.item);
    await ann.key('u');
    await ann.until(() => document.activeElement?.id === 'undo-why');
    await ann.type('it was for another member');
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForSelector('#act-return');
    assert.deepEqual(desk.payments(one.item), []);
    assert.match(desk.log(one.item).map(([, act, detail]) => `${act} ${detail}`).join('\n'), /it was for another member/);
  });

  test('x shows the bank account whole, and the log says who saw it', async () => {
    const one = await desk.fresh(ann, oneOf(free, (one) => one.items[0]?.account?.length > 6));
    await ann.open(one.item);
    const field = ann.page.locator('[data-account]').first();
    const account = one.items[0].account;
    assert.doesNotMatch(await ann.page.content(), new RegExp(account), 'it is masked at first');
    assert.match(await field.textContent(), new RegExp(`${account.slice(-4)}`));
    await ann.key('x');
    await ann.until((account) => document.querySelector('[data-account]').textContent.includes(account), account);
    assert.equal(desk.acts(one.item, 'reveal').length, 1);
    assert.equal(await ann.at(), one.item);
  });

  test('? lists the keys, and Escape closes the list', async () => {
    await ann.open((await desk.fresh(ann, free)).item);
    await ann.key('?');
    await ann.page.locator('#act-keys').getByText('return to sender').waitFor();
    assert.equal(await ann.page.locator('#act-keys').getAttribute('open'), '');
    await ann.page.keyboard.press('Escape');
    assert.equal(await ann.page.locator('#act-keys').getAttribute('open'), null);
  });

  test('the image keys: ] [ turn over the pages, + - 0 size, o turn, i c m looks', async () => {
    await ann.open((await desk.fresh(ann, oneOf(free, (one) => one.pages.length >= 2))).item);
    await ann.until(() => document.querySelector('figure.current img')?.naturalWidth > 0);
    const current = () => ann.page.getAttribute('figure.current', 'id');
    const look = () => ann.page.evaluate(() => document.querySelector('figure.current').style.transform);
    const first = await current();
    await ann.key(']');
    assert.notEqual(await current(), first);
    await ann.key('[');
    assert.equal(await current(), first);
    await ann.until(() => document.querySelector('figure.current').style.transform.includes('scale'));
    const fitted = await look();
    await ann.key('+');
    const larger = await look();
    assert.notEqual(larger, fitted);
    await ann.key('-', '-');
    const scale = (text) => Number(text.match(/scale\(([\d.]+)\)/)[1]);
    assert.ok(scale(await look()) < scale(fitted) && scale(larger) > scale(fitted));
    await ann.key('0');
    assert.equal(await look(), fitted);
    await ann.key('o');
    assert.match(await look(), /rotate\(90deg\)/);
    await ann.key('o', 'o', 'o');
    assert.equal(await look(), fitted);
    for (const [key, name, button] of [['i', 'inverted', 'invert'], ['c', 'contrasted', 'contrast'], ['m', 'bare', 'marks']]) {
      const has = (name) => ann.page.evaluate((name) => document.querySelector('#sheets').classList.contains(name), name);
      await ann.key(key);
      assert.equal(await has(name), true, key);
      assert.equal(await ann.page.getAttribute(`[data-view-act="${button}"]`, 'aria-pressed'), String(key !== 'm'));
      await ann.key(key);
      assert.equal(await has(name), false, key);
    }
  });

  test('the arrow keys move the image while it has the focus', async () => {
    await ann.open((await desk.fresh(ann, free)).item);
    await ann.until(() => document.querySelector('figure.current')?.style.transform.includes('scale'));
    await ann.page.focus('#sheets');
    const at = () => ann.page.evaluate(() => document.querySelector('figure.current').style.transform);
    const before = await at();
    await ann.page.keyboard.press('ArrowDown');
    assert.notEqual(await at(), before);
  });

  test('j and k go down and up the queue, and Enter opens the item', async () => {
    await ann.page.goto('/');
    await ann.page.waitForSelector('tr[data-href]');
    const at = () => ann.page.evaluate(() => [...document.querySelectorAll('tr[data-href]')].findIndex((row) => row.classList.contains('at')));
    await ann.key('j');
    assert.equal(await at(), 0);
    await ann.key('j', 'j', 'k');
    assert.equal(await at(), 1);
    const name = await ann.page.locator('tr.at a.row').textContent();
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForSelector('main.station');
    assert.equal(await ann.at(), name);
  });

  test('Enter on the queue starts with the first', async () => {
    await ann.page.goto('/');
    const first = new URL(await ann.page.getAttribute('#start', 'href'), desk.url).pathname;
    await ann.page.keyboard.press('Enter');
    await ann.page.waitForSelector('main.station');
    assert.equal(`/item/${await ann.at()}`, first);
  });

  test('an item of a held batch is shown and cannot be settled by any key', async () => {
    const held = desk.waiting().find((one) => one.codes.includes('control_mismatch') && one.codes.length === 1);
    await ann.open(held.item);
    await ann.page.getByText('the manifest counts').first().waitFor();
    assert.equal(await ann.page.locator('#act-return').count(), 0);
    await ann.key('1', 'Enter', 'p');
    assert.equal(await ann.at(), held.item);
    assert.deepEqual(desk.payments(held.item), []);
  });

  test('afterwards the books prove, and no page broke the security policy', () => {
    desk.verify();
    desk.assertClean();
  });
});

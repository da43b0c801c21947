// A reviewer with the truth before him settles two hundred exceptions by keyboard: nothing is posted wrong, whatever befalls the server meanwhile.

import { MANY, openDesk } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

const COUNT = 200;
const SEED = Number(process.env.LOCKBOX_SEED ?? 20260726);
const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

/** What the scripted reviewer knows of an item: its truth, if its pages are those of one transaction of the truth. */
async function sight(person) {
  return person.page.evaluate(() => {
    const station = document.querySelector('main.station');
    return {
      item: station.dataset.name, open: station.dataset.open === 'true', blind: /Second key/.test(document.querySelector('#panel').textContent),
      pages: [...document.querySelectorAll('figure[data-page]')].map((figure) => [figure.querySelector('figcaption').textContent.split(': ')[0], figure.dataset.page]),
      money: [...document.querySelectorAll('#money input[name^="amount."]')].map((input) => input.name.slice('amount.'.length)),
      offers: [...document.querySelectorAll('[data-offer]')].map((offer) => [offer.querySelector('.mono').textContent, !offer.querySelector('button').disabled]),
    };
  });
}

/** Keys the items of the truth, page by page. */
async function keyItems(person, seen, truth) {
  const no = new Map(seen.pages);
  for (const page of seen.money) {
    const item = truth.items.find((item) => no.get(item.page) === page);
    const kind = person.page.locator(`[name="kind.${page}"]`);
    const wanted = item ? item.kind : 'none';
    if ((await kind.inputValue()) !== wanted) {
      await kind.focus();
      await person.page.keyboard.press('Home');
      for (let steps = ['check', 'money_order', 'none'].indexOf(wanted); steps > 0; steps -= 1) await person.page.keyboard.press('ArrowDown');
      assert.equal(await kind.inputValue(), wanted);
      await person.page.keyboard.press('Escape');
    }
    if (!item) continue;
    const amount = person.page.locator(`[name="amount.${page}"]`);
    if ((await amount.inputValue()) === item.amount) continue;
    if (page === seen.money[0]) await person.key('a'); else await amount.focus();
    await person.over(item.amount);
  }
  await person.page.keyboard.press('Escape');
}

/** One item, by keys: posted as the truth says, else sent back or on. */
async function settleOne(person, desk) {
  const seen = await sight(person);
  if (!seen.open) return { seen, by: 'nothing' };
  const [batch] = seen.item.split('/');
  const truth = desk.truth.get(`${batch} ${seen.pages.map(([page]) => page).join(' ')}`);
  const no = new Map(seen.pages);
  const canPost = truth && truth.outcome !== 'exception' && truth.payments.length > 0 && truth.items.length > 0 && truth.items.every((item) => seen.money.includes(no.get(item.page)));
  if (!canPost) {
    const by = truth?.items.length ? 'r' : 'f';
    await person.key(by);
    await person.until((id) => document.activeElement?.closest('details')?.id === id, by === 'r' ? 'act-return' : 'act-forward');
    if (by === 'r' && !(await person.page.inputValue('#return-letter'))) {
      await person.page.keyboard.press('Tab');
      await person.type('We are returning your payment because we cannot tell what it is for.');
    }
    await person.page.locator(`#act-${by === 'r' ? 'return' : 'forward'} button.main`).focus();
    await person.page.keyboard.press('Enter');
    return { seen, by };
  }
  await keyItems(person, seen, truth);
  const [payment] = truth.payments;
  const place = seen.offers.findIndex(([number, may]) => may && number === payment.account);
  if (truth.payments.length > 1) {
    await person.key('s');
    for (const [at, { account, amount }] of truth.payments.entries()) {
      await person.page.locator(`#split-account-${at + 1}`).focus();
      await person.over(account);
      await person.page.keyboard.press('Tab');
      await person.over(amount);
    }
    await person.page.keyboard.press('Enter');
    return { seen, by: 's' };
  }
  if (place >= 0) {
    await person.key(String(place + 1));
    return { seen, by: 'digit' };
  }
  await person.chooseAccount(payment.account);
  await person.page.keyboard.press('Enter');
  return { seen, by: '/' };
}

/** Settles what comes until `count` are settled or nothing is left. */
async function settleMany(person, desk, count, before = async () => {}) {
  const by = {};
  let done = 0;
  await person.page.goto('/');
  await person.key('Enter');
  await person.page.waitForSelector('main.station');
  while (done < count) {
    await before(done);
    const { seen, by: way } = await settleOne(person, desk);
    if (way === 'nothing') await person.key('>'); else done += 1;
    by[way] = (by[way] ?? 0) + 1;
    try { await person.gone(seen.item); } catch (why) { throw new Error(`${seen.item} by ${way} still stands there: ${await person.words()}`, { cause: why }); }
    if (!(await person.page.locator('main.station').count())) break;
  }
  await person.sent();
  return { done, by };
}

/** Every payment of what people settled, against the truth. */
function wrongPostings(desk) {
  const wrong = [];
  for (const outcome of desk.lines('outcomes').filter((line) => line.outcome === 'posted' && line.resolution)) {
    const truth = desk.truth.get(`${outcome.batch} ${outcome.pages.join(' ')}`);
    const key = (payments) => JSON.stringify(payments.map(({ account, amount }) => `${account} ${amount}`).sort());
    if (!truth || key(truth.payments) !== key(outcome.payments)) wrong.push([`${outcome.batch}/${outcome.transaction}`, outcome.path, outcome.payments, truth?.payments]);
  }
  return wrong;
}
/** Postings in force of one transaction, more than one. */
const doubled = (desk) => desk.sql('SELECT batch, transaction_no, count(*) FROM postings_in_force GROUP BY 1, 2 HAVING count(*) > 1');

describe(`a scripted reviewer settles ${COUNT} exceptions by keyboard`, () => {
  let desk;
  before(async () => { desk = await openDesk({ samples: MANY }); });
  after(() => desk?.close());

  test('with 0 wrong postings, and the books prove', async (t) => {
    const waited = desk.waiting().length;
    const ann = await desk.person('ann');
    const times = [];
    const begun = Date.now();
    const { done, by } = await settleMany(ann, desk, COUNT, async () => { times.push(...await ann.page.evaluate(() => window.times.splice(0))); });
    const seconds = (Date.now() - begun) / 1000;
    t.diagnostic(`${done} of ${waited} settled in ${seconds.toFixed(0)} s: ${JSON.stringify(by)}`);
    t.diagnostic(`from the key to the next item shown: median ${median(times).toFixed(0)} ms, 95 of 100 within ${[...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)].toFixed(0)} ms, of ${times.length}`);
    assert.ok(done >= COUNT, `${done} were settled`);
    assert.deepEqual(wrongPostings(desk), []);
    assert.deepEqual(doubled(desk), []);
    assert.ok(desk.lines('outcomes').filter((line) => line.resolution?.kind === 'post').length > COUNT / 4, 'many of them are posted');
    desk.verify();
    desk.assertClean();
  });

  test('and what waits for a second key is keyed by another, with 0 wrong postings', async (t) => {
    const ben = await desk.person('ben');
    const { done } = await settleMany(ben, desk, 30);
    t.diagnostic(`${done} more settled; ${desk.sql('SELECT count(*) FROM resolutions WHERE confirmed_by IS NOT NULL')[0][0]} were keyed by two`);
    assert.deepEqual(wrongPostings(desk), []);
    desk.verify();
  });
});

describe(`a scripted reviewer settles ${COUNT} exceptions while the server is killed five times`, () => {
  let desk;
  before(async () => { desk = await openDesk({ samples: MANY }); });
  after(() => desk?.close());

  test('with 0 wrong postings and none twice, and the books prove each time', async (t) => {
    const random = mulberry(SEED);
    const moments = new Map(Array.from({ length: 5 }, (_, at) => [Math.floor(at * COUNT / 5 + 2 + random() * (COUNT / 5 - 4)), random() * 25]));
    t.diagnostic(`seed ${SEED}: killed at ${[...moments].map(([at, late]) => `item ${at} ${late.toFixed(1)} ms after its act was sent`).join(', ')}`);
    const ann = await desk.person('ann');
    let kills = 0, killing;
    // The moment of the kill lies within the work of the server on an act: so many milliseconds after the browser sent it.
    const killAfter = (late) => new Promise((done) => {
      const hear = (request) => {
        if (request.method() !== 'POST' || !/choose=|act=(return|forward)/.test(request.postData() ?? '')) return;
        ann.page.off('request', hear);
        const kill = async () => { await desk.kill(); desk.verify(); await desk.start(); kills += 1; done(); };
        setTimeout(() => { killing = kill(); }, late);
      };
      ann.page.on('request', hear);
    });
    let last;
    const { done, by } = await settleMany(ann, desk, COUNT, async (at) => {
      if (last) {
        await last;
        await killing;
        last = undefined;
        await ann.page.evaluate(() => dispatchEvent(new Event('online'))).catch(() => {});
        await ann.sent();
        desk.verify();
        assert.deepEqual(doubled(desk), []);
        await standAgain(ann);
      }
      const late = moments.get(at);
      if (late !== undefined) { moments.delete(at); last = killAfter(late); }
    });
    await last;
    await killing;
    t.diagnostic(`${done} settled, ${kills} kills: ${JSON.stringify(by)}`);
    assert.equal(kills, 5);
    assert.deepEqual(wrongPostings(desk), []);
    assert.deepEqual(doubled(desk), []);
    assert.equal(desk.sql('SELECT count(*) - count(DISTINCT token) FROM resolutions')[0][0], 0);
    desk.verify();
  });

  /** Whatever page the broken connection left there, the reviewer goes on with the queue. */
  async function standAgain(person) {
    await person.page.goto('/');
    await person.key('Enter');
    await person.page.waitForSelector('main.station');
  }
});

/** Numbers between 0 and 1 that a seed decides. */
function mulberry(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

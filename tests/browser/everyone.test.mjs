// For everyone: a screen reader, weak eyes, no mouse, a small screen, large letters.

import { seriousFaults } from './axe.mjs';
import { openDesk, payable } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('the desk for everyone', () => {
  let desk, sue, ann, open, settled, second, posted;
  before(async () => {
    desk = await openDesk({ rules: '[review]\nsecond_key_above = "700.00"\n' });
    [sue, ann] = [await desk.person('sue'), await desk.person('ann')];
    open = (await desk.fresh(ann, (one) => one.codes.includes('conflicting_evidence') && payable(one))).item;
    settled = (await desk.fresh(ann)).item;
    desk.run('exceptions', 'resolve', settled, '--user', 'ben', '--return', 'unsigned');
    posted = (await desk.fresh(ann, (one) => payable(one) && one.offers.length < 5)).item;
    second = (await desk.fresh(ann, (one) => payable(one) && Number(one.pay.amount) > 700));
    desk.run('exceptions', 'resolve', second.item, '--user', 'ben', '--account', second.pay.account, ...(second.items[0].amount ? [] : ['--amount', second.pay.amount]));
    second = second.item;
  });
  after(() => desk?.close());

  const places = () => ({
    'the log-in': '/login', 'the queue': '/', 'the queue without a match': '/?least=999999', 'an open item': `/item/${open}`, 'a settled item': `/item/${settled}`,
    'an item for its second key': `/item/${second}`, 'an item that many accounts fit': `/item/${desk.waiting().find((one) => one.codes.includes('ambiguous_account')).item}`,
    'the search': '/search?q=pacheco', 'what is settled': '/settled', 'the dashboard': '/dashboard', 'the log': '/log', 'a page that is not there': '/no-such-page',
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe-core finds no serious or critical fault on any page, in ${colorScheme}`, async (t) => {
      await sue.page.emulateMedia({ colorScheme });
      const faults = [];
      for (const [name, path] of Object.entries(places())) {
        const person = name === 'the log-in' ? await desk.visitor({ colorScheme }) : sue;
        await person.page.goto(path);
        await person.page.waitForLoadState('networkidle');
        faults.push(...(await seriousFaults(person.page)).map((fault) => `${name}: ${fault}`));
        if (person !== sue) await person.close();
      }
      await sue.page.goto(`/item/${open}`);
      for (const key of ['r', 'g', 'h', '?', 'e', 's']) {
        await sue.key(key);
        faults.push(...(await seriousFaults(sue.page)).map((fault) => `an open item after ${key}: ${fault}`));
        await sue.page.keyboard.press('Escape');
      }
      t.diagnostic(`${Object.keys(places()).length} pages and 6 open forms`);
      assert.deepEqual([...new Set(faults)], []);
      await sue.page.emulateMedia({ colorScheme: 'light' });
    });
  }

  test('at 1366 x 768 the acts, the amount and the first account are visible without scrolling', async () => {
    for (const one of desk.waiting().filter((one) => one.item !== second && !one.codes.includes('control_mismatch')).slice(0, 12)) {
      await sue.page.goto(`/item/${one.item}`);
      await sue.page.waitForLoadState('networkidle');
      const cut = await sue.page.evaluate(() => {
        const inside = (at) => { const box = at.getBoundingClientRect(); return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight + 0.5 && box.right <= innerWidth + 0.5; };
        const page = document.documentElement.scrollHeight > innerHeight + 1 ? [`the page scrolls by ${document.documentElement.scrollHeight - innerHeight}`] : [];
        const acts = [...document.querySelectorAll('.acts > *, .acts > form > button')].filter((at) => at.offsetParent && !inside(at)).map((at) => at.textContent.trim().slice(0, 20));
        const first = document.querySelector('#offer-1'), amount = document.querySelector('#money input:not([type=hidden])'), image = document.querySelector('figure.current img');
        return [...page, ...acts, ...[first, amount, image].filter((at) => at && !inside(at)).map((at) => at.id || at.name || at.tagName)];
      });
      assert.deepEqual(cut, [], one.item);
    }
  });

  test('at 200 % zoom nothing is cut off sideways on any page', async () => {
    const wide = await desk.person('sue', { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 });
    const cut = [];
    for (const [name, path] of Object.entries(places()).filter(([name]) => name !== 'the log-in')) {
      await wide.page.goto(path);
      await wide.page.waitForLoadState('networkidle');
      const over = await wide.page.evaluate(() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return null;
        const far = [...document.querySelectorAll('body *')].filter((at) => at.getBoundingClientRect().right > root.clientWidth + 1 && !at.closest('.scroll, .sheets')).slice(0, 3);
        return `${root.scrollWidth} > ${root.clientWidth}: ${far.map((at) => at.id || at.className || at.tagName).join(', ')}`;
      });
      if (over) cut.push(`${name}: ${over}`);
    }
    assert.deepEqual(cut, []);
    await wide.close();
  });

  test('s brings the whole split into view', async () => {
    await sue.open(posted);
    await sue.key('s');
    await sue.until(() => document.activeElement?.id === 'split-account-1');
    const { bottom, edge } = await sue.page.evaluate(() => ({ bottom: document.querySelector('#post-split').getBoundingClientRect().bottom, edge: document.querySelector('.acts').getBoundingClientRect().top }));
    assert.ok(bottom <= edge + 1, `its button ends at ${bottom}, the acts begin at ${edge}`);
  });

  test('at 200 % zoom no control of an open item is cut off by what holds it', async () => {
    const wide = await desk.person('ann', { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 });
    await wide.page.goto(`/item/${open}`);
    const cut = await wide.page.evaluate(() => [...document.querySelectorAll('#panel input, #panel button, #panel select, .acts button, .acts summary')]
      .filter((at) => at.offsetParent && !at.closest('.vh') && !at.classList.contains('vh'))
      .filter((at) => { const box = at.getBoundingClientRect(), holder = at.closest('section, fieldset, .acts').getBoundingClientRect(); return box.right > holder.right + 1 || box.left < holder.left - 1; })
      .map((at) => at.id || at.name || at.textContent.trim()));
    assert.deepEqual(cut, []);
    await wide.close();
  });

  test('at 200 % zoom the form of every act opens in sight', async () => {
    const wide = await desk.person('sue', { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 });
    await wide.open(posted);
    const hidden = [];
    for (const key of ['r', 'g', 'd', 'f', 'h', 'n', 't', '?']) {
      await wide.key(key);
      await wide.page.waitForSelector('.acts details[open]');
      const seen = await wide.page.evaluate(() => {
        const focus = document.activeElement, held = focus.closest('.acts details > form');
        const box = (held ? focus : document.querySelector('.acts details[open] > *:not(summary)')).getBoundingClientRect();
        return { above: box.top + scrollY < 0, out: Boolean(held) && (box.bottom <= 0 || box.top >= innerHeight) };
      });
      if (seen.above || seen.out) hidden.push(`${key}: ${seen.above ? 'above the page' : 'out of sight'}`);
      await wide.page.keyboard.press('Escape');
    }
    assert.deepEqual(hidden, []);
    await wide.close();
  });

  for (const [name, options] of [['at 1366 x 768', {}], ['at 200 % zoom', { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 }]]) {
    test(`every act is reached by Tab, and the focus is seen and never hidden, ${name}`, async () => {
      const person = await desk.person('sue', options);
      const one = await desk.fresh(person);
      await person.open(one.item);
      const wanted = await person.page.evaluate(() => [...document.querySelectorAll('.acts button, .acts summary, #offers button:not([disabled]), #account, #post-typed, #money input:not([type=hidden]), #money select:not([disabled])')]
        .filter((at) => at.checkVisibility()).map((at) => at.id || at.textContent.trim().replace(/\s+/g, ' ')));
      const reached = new Set(), unseen = new Set();
      for (let press = 0; press < 150; press += 1) {
        await person.page.keyboard.press('Tab');
        const at = await person.page.evaluate(() => {
          const focus = document.activeElement;
          if (!focus || focus === document.body) return null;
          const style = getComputedStyle(focus), box = focus.getBoundingClientRect();
          const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20);
          const top = document.elementFromPoint(x, y);
          const shown = top && (top === focus || focus.contains(top) || top.contains(focus) || top.closest('label')?.control === focus);
          return { name: focus.id || focus.textContent.trim().replace(/\s+/g, ' '), ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1, shown: Boolean(shown) };
        });
        if (!at) break;
        reached.add(at.name);
        if (!at.ringed) unseen.add(`${at.name}: no ring`);
        if (!at.shown) unseen.add(`${at.name}: hidden`);
      }
      assert.deepEqual(wanted.filter((act) => !reached.has(act)), []);
      assert.deepEqual([...unseen], []);
      await person.close();
    });
  }

  test('what an act came to is said in a live region', async () => {
    await sue.open(posted);
    assert.deepEqual(await sue.page.evaluate(() => ['live', 'tray'].map((id) => document.getElementById(id).getAttribute('aria-live'))), ['polite', 'assertive']);
    await sue.key('5');
    await sue.until(() => document.querySelector('#live').textContent.includes('There is no account 5 to choose'));
    await sue.keyAmount('12o.00');
    await sue.chooseAccount(desk.anyAccount);
    await sue.page.keyboard.press('Enter');
    await sue.until(() => document.querySelector('#tray').textContent.includes('is no amount'));
  });

  test('every field has a label, and every page one first heading and one main part', async () => {
    for (const [name, path] of Object.entries(places())) {
      if (name === 'the log-in') continue;
      await sue.page.goto(path);
      const faults = await sue.page.evaluate(() => {
        const nameless = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter((at) => !at.labels?.length && !at.getAttribute('aria-label')).map((at) => at.id || at.name);
        const heads = document.querySelectorAll('h1').length, mains = document.querySelectorAll('main').length;
        return [...nameless, ...(heads === 1 ? [] : [`${heads} h1`]), ...(mains === 1 ? [] : [`${mains} main`]), ...(document.title ? [] : ['no title'])];
      });
      assert.deepEqual(faults, [], name);
    }
  });

  test('afterwards no page broke the security policy', () => desk.assertClean());
});

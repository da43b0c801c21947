// The pictures of the desk: docs/exceptions-desk.png for the README, and, with a folder as argument, every page in light, dark and at 200 % zoom to look at.
//   node tests/browser/screenshots.mjs [FOLDER]
import { openDesk } from './support.mjs';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Checks without coupons from an office scanner. */
const MEMOS = { env: 'LOCKBOX_BROWSER_MEMOS', transactions: 60, seed: 11, quality: 'office', only: 'memo' };
const folder = process.argv[2];
const desk = await openDesk({ samples: MEMOS });
try {
  const ann = await desk.person('ann');
  // Two or three accounts that may be meant, found by name and address, and an amount that was read.
  const one = await desk.fresh(ann, (one) => one.codes.join() === 'ambiguous_account' && one.items[0]?.amount && one.offers.length >= 2 && one.offers.length <= 3);
  const shoot = async (person, path) => {
    await person.page.waitForLoadState('networkidle');
    await person.until(() => [...document.images].every((image) => image.complete || image.loading === 'lazy'));
    await person.page.screenshot({ path });
  };
  await ann.open(one.item);
  await shoot(ann, fileURLToPath(new URL('../../docs/exceptions-desk.png', import.meta.url)));
  if (folder) {
    mkdirSync(folder, { recursive: true });
    const sue = await desk.person('sue');
    await sue.open((await desk.fresh(sue, (one) => one.items[0]?.amount && one.offers[0]?.may)).item);
    await sue.key('1');
    await sue.sent();
    const places = { queue: '/', item: `/item/${(await desk.fresh(sue, () => true)).item}`, settled: '/settled', dashboard: '/dashboard', log: '/log', search: '/search?q=a' };
    for (const [look, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, zoom: { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 } })) {
      const person = await desk.person('sue', options);
      for (const [name, path] of Object.entries(places)) {
        await person.page.goto(path);
        await shoot(person, `${folder}/${name}-${look}.png`);
      }
      await person.page.goto(places.item);
      for (const [key, name] of [['r', 'return'], ['g', 'regroup'], ['?', 'keys'], ['s', 'split']]) {
        await person.key(key);
        await shoot(person, `${folder}/item-${name}-${look}.png`);
        await person.page.keyboard.press('Escape');
      }
      await person.close();
    }
  }
} finally {
  await desk.close();
}

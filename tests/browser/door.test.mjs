// The door: logging in, the lock, the end of a session.

import { PASSWORD, openDesk } from './support.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

describe('the door of the desk', () => {
  let desk;
  before(async () => { desk = await openDesk(); });
  after(() => desk?.close());

  const atDoor = (person) => new URL(person.page.url()).pathname;

  test('the right password leads to the queue, and the head says who it is', async () => {
    const ann = await desk.person('ann');
    assert.equal(atDoor(ann), '/');
    assert.equal(await ann.page.textContent('#who'), 'ann, reviewer');
    await ann.close();
  });

  test('a wrong password is told, the name stays, and nobody is let in', async () => {
    const ann = await desk.visitor();
    await ann.logIn('ann', 'a wrong password');
    await ann.told('Name or password is wrong');
    assert.equal(await ann.page.inputValue('#name'), 'ann');
    assert.equal(await ann.page.inputValue('#password'), '');
    await ann.page.goto('/');
    assert.equal(atDoor(ann), '/login');
    await ann.close();
  });

  test('a name that nobody has gets the same words as a wrong password', async () => {
    const nobody = await desk.visitor();
    await nobody.logIn('nobody', 'a wrong password');
    await nobody.told('Name or password is wrong');
    await nobody.close();
  });

  test('who was sent to the door comes back to where he wanted to go', async () => {
    const ann = await desk.visitor();
    const { item } = desk.waiting()[0];
    await ann.page.goto(`/item/${item}`);
    assert.equal(atDoor(ann), '/login');
    await ann.logIn('ann');
    assert.equal(await ann.at(), item);
    await ann.close();
  });

  test('the way back leads to no other site', async () => {
    const ann = await desk.visitor();
    await ann.page.goto('/login?back=%2F%2Fevil.example%2F');
    await ann.logIn('ann');
    assert.equal(ann.page.url(), `${desk.url}/`);
    await ann.close();
  });

  test('after several wrong passwords the right one is not even looked at for a while', async () => {
    const ada = await desk.visitor();
    for (let wrong = 0; wrong < 5; wrong += 1) {
      await ada.logIn('ada', `a wrong password ${wrong}`);
      await ada.told(/wrong/);
    }
    await ada.logIn('ada');
    await ada.told(/too many wrong passwords; try again in \d+ seconds/);
    assert.equal(atDoor(ada), '/login');
    await ada.close();
  });

  test('the cookie is for this site alone and no script reads it', async () => {
    const ann = await desk.person('ann');
    const [cookie] = (await ann.context.cookies()).filter(({ name }) => name === 'lockbox');
    assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Strict']);
    assert.equal(await ann.page.evaluate(() => document.cookie), '');
    await ann.close();
  });

  test('after a quarter of an hour without an act the desk asks for the password, and goes on at the same item', async () => {
    const ann = await desk.person('ann');
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    desk.ageSession('ann', 'seen', 16);
    await ann.page.reload();
    assert.equal(atDoor(ann), '/unlock');
    assert.match(await ann.page.textContent('main'), /Signed in as ann/);
    await ann.page.fill('#password', 'a wrong password');
    await ann.page.click('#enter');
    await ann.told('The password is wrong');
    await ann.page.fill('#password', PASSWORD);
    await ann.page.click('#enter');
    await ann.page.waitForSelector('main.station');
    assert.equal(await ann.at(), one.item);
    await ann.close();
  });

  test('a key pressed at a locked desk leads to the password and back to the item', async () => {
    const ann = await desk.person('ann');
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    desk.ageSession('ann', 'seen', 16);
    await ann.key('x');
    await ann.page.waitForURL('**/unlock?**');
    await ann.page.fill('#password', PASSWORD);
    await ann.page.click('#enter');
    await ann.page.waitForSelector('main.station');
    assert.equal(await ann.at(), one.item);
    await ann.close();
  });

  test('a page that only keeps its lease does not put off the lock', async () => {
    const ann = await desk.visitor();
    await ann.page.clock.install();
    await ann.logIn('ann');
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    desk.ageSession('ann', 'seen', 14);
    const kept = ann.page.waitForResponse((response) => response.url().includes('/keep/'));
    await ann.page.clock.fastForward(31_000);
    assert.equal((await kept).status(), 200);
    const [[seen]] = desk.sql("SELECT min(seen) FROM sessions WHERE user = (SELECT id FROM users WHERE name = 'ann') AND locked = 0");
    assert.ok(Date.now() - Date.parse(seen) > 13 * 60_000, `the session was last seen at ${seen}`);
    await ann.close();
  });

  test('a locked session shows no page, no image and no account, and takes no act', async () => {
    const ben = await desk.person('ben');
    const one = await desk.fresh(ben);
    await ben.open(one.item);
    const image = await ben.page.getAttribute('figure img', 'src');
    const csrf = await ben.page.getAttribute('body', 'data-csrf');
    desk.ageSession('ben', 'seen', 16);
    for (const path of ['/', `/item/${one.item}`, image, '/accounts?q=pacheco', '/search?q=1']) {
      const answer = await ben.context.request.get(desk.url + path, { maxRedirects: 0 });
      assert.ok([303, 401].includes(answer.status()), `${path}: ${answer.status()}`);
    }
    const act = await ben.context.request.post(`${desk.url}/item/${one.item}/act`, { form: { csrf, act: 'postpone' }, headers: { Accept: 'application/json', Origin: desk.url } });
    assert.equal(act.status(), 401);
    assert.equal(desk.acts(one.item, 'postpone').length, 0);
    await ben.close();
  });

  test('logging out ends the session: the cookie is worth nothing, and going back shows nothing', async () => {
    const ann = await desk.person('ann');
    const one = await desk.fresh(ann);
    await ann.open(one.item);
    const cookies = await ann.context.cookies();
    await ann.page.click('#log-out');
    await ann.page.waitForURL('**/login');
    await ann.page.goBack();
    await ann.page.waitForLoadState();
    assert.equal(await ann.page.locator('main.station').count(), 0);
    await ann.context.addCookies(cookies);
    await ann.page.goto(`/item/${one.item}`);
    assert.equal(atDoor(ann), '/login');
    await ann.close();
  });

  test('after ten hours one logs in anew, however busy one was', async () => {
    const ann = await desk.person('ann');
    desk.ageSession('ann', 'started', 10 * 60 + 1);
    await ann.page.goto('/');
    assert.equal(atDoor(ann), '/login');
    await ann.close();
  });

  test('who is disabled is out at once', async () => {
    const ben = await desk.person('ben');
    const one = await desk.fresh(ben);
    await ben.open(one.item);
    desk.run('users', 'disable', 'ben');
    await ben.key('p');
    await ben.page.waitForURL('**/login?**');
    assert.equal(desk.acts(one.item, 'postpone').length, 0);
    await ben.logIn('ben');
    await ben.told('Name or password is wrong');
    await ben.close();
  });

  test('afterwards the books prove, and no page broke the security policy', () => {
    desk.verify();
    desk.assertClean();
  });
});

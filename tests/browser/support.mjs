// A desk with its people and exceptions, and real browsers before it.
//
// Each test file opens a desk of its own: a copy of one data folder of sample batches, served by the program under test. Whoever acts does it by keys and
// clicks; what came of it is asked of the program's own commands.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const LOCKBOX = resolve(process.env.LOCKBOX_BIN ?? fileURLToPath(new URL('../../target/release/lockbox', import.meta.url)));
const LOOPBACK = '127.0.0.1';
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const PASSWORD = 'a long password';
/** Who works here, and as what. */
const PEOPLE = { ann: 'reviewer', ben: 'reviewer', cleo: 'approver', sue: 'supervisor', olaf: 'operator', ada: 'auditor' };
/** A key pressed so soon after an item appeared is not taken: it was meant for the one before. Milliseconds, as in app.js, and a little. */
const GUARD = 260;
/** How long anything may take that is waited for, in milliseconds: two busy cores are slow. */
const PATIENCE = Number(process.env.LOCKBOX_PATIENCE ?? 20_000);

/** The exit code of a run that has held a batch: one of the samples' does not prove. */
const HELD = 3;

/** Runs the program and gives what it printed. */
export function lockbox(data, args, { input, env } = {}) {
  return execFileSync(LOCKBOX, ['--data', data, ...args], { input, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Makes samples, and a data folder into which they were run, with everybody in its users. */
export function makeBase(folder, { transactions, seed, quality = 'poor', only = 'all', accept = false }) {
  const samples = join(folder, 'samples'), data = join(folder, 'data');
  lockbox(data, ['samples', samples, '--transactions', String(transactions), '--seed', String(seed), '--quality', quality, '--only', only]);
  lockbox(data, ['accounts', 'import', join(samples, 'accounts.csv')]);
  const batches = readdirSync(join(samples, 'batches')).sort();
  const paths = batches.map((batch) => join(samples, 'batches', batch));
  const ran = spawnSync(LOCKBOX, ['--data', data, 'run', ...(accept ? ['--accept-difference', 'the samples are so'] : []), ...paths], { encoding: 'utf8' });
  assert.ok([0, HELD].includes(ran.status), `lockbox run: ${ran.stdout}${ran.stderr}`);
  for (const [name, role] of Object.entries(PEOPLE)) lockbox(data, ['users', 'add', name, '--role', role, '--password-stdin'], { input: `${PASSWORD}\n` });
}

/** The folder made by `make browser` for all test files, or one made here. */
function base(home, wanted) {
  const ready = process.env[wanted.env];
  if (ready && existsSync(join(ready, 'data'))) return ready;
  const made = join(home, 'base');
  makeBase(made, wanted);
  return made;
}

/** The samples of most tests: poor scans, so that there is every kind of exception. */
export const USUAL = { env: 'LOCKBOX_BROWSER_BASE', transactions: 120, seed: 5 };
/** Samples with some 200 exceptions. */
export const MANY = { env: 'LOCKBOX_BROWSER_MANY', transactions: 520, seed: 77, accept: true };

/** Opens a desk; `rules` is the text of its lockbox.toml. Close it in `after`. */
export async function openDesk({ rules = '', samples = USUAL } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'lockbox-browser-'));
  const from = base(home, samples);
  cpSync(join(from, 'data'), join(home, 'data'), { recursive: true });
  if (rules) writeFileSync(join(home, 'data', 'lockbox.toml'), rules);
  const truth = readFileSync(join(from, 'samples', 'truth.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const accounts = readFileSync(join(from, 'samples', 'accounts.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[0]);
  const desk = new Desk(home, truth, accounts);
  try {
    await desk.start();
    desk.browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  } catch (why) {
    await desk.close();
    throw why;
  }
  return desk;
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, LOOPBACK, done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class Desk {
  constructor(home, truth, accounts) {
    this.home = home;
    this.data = join(home, 'data');
    this.truth = new Map(truth.map((record) => [`${record.batch} ${record.pages.join(' ')}`, record]));
    this.accounts = accounts;
    this.anyAccount = truth.find((record) => record.payments.length === 1).payments[0].account;
    this.people = [];
    this.used = new Set();
  }

  // ---- the program ----------------------------------------------------------------------------------------------------------------
  async start() {
    this.port ??= await freePort();
    const server = spawn(LOCKBOX, ['--data', this.data, 'review', '--listen', `${LOOPBACK}:${this.port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.server = server;
    this.ended = new Promise((done) => server.once('exit', done));
    let said = '';
    await new Promise((ready, failed) => {
      const hear = (piece) => {
        said += piece;
        const found = said.match(/http:\/\/[\d.:]+/);
        if (found) { this.url = found[0]; ready(); }
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      server.once('exit', (code) => failed(new Error(`the desk did not start (${code}): ${said}`)));
      server.once('error', failed);
    });
  }

  /** As a power cut does: SIGKILL, at once. */
  async kill() {
    this.server.kill('SIGKILL');
    await this.ended;
  }

  async close() {
    await this.browser?.close();
    if (this.server && this.server.exitCode === null) { this.server.kill('SIGTERM'); await this.ended; }
    rmSync(this.home, { recursive: true, force: true });
  }

  run(...args) { return lockbox(this.data, args); }
  /** Runs the program at another time. */
  runAt(now, ...args) { return lockbox(this.data, args, { env: { LOCKBOX_NOW: now } }); }
  lines(what) { return this.run('export', what).trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)); }
  show(item) { return this.run('show', item); }
  outcome(item) { return this.lines('outcomes').find((line) => `${line.batch}/${line.transaction}` === item); }
  payments(item) { return this.lines('payments').filter((line) => `${line.batch}/${line.transaction}` === item).map(({ account, amount }) => ({ account, amount })); }

  /** The books prove. */
  verify() {
    const done = spawnSync(LOCKBOX, ['--data', this.data, 'verify', '--quick'], { encoding: 'utf8' });
    assert.equal(done.status, 0, `lockbox verify: ${done.stdout}${done.stderr}`);
  }

  /** One statement on the database, while the server runs: to let time pass, and to look at the log. */
  sql(statement, ...values) {
    const script = 'import json, sqlite3, sys\nbooks = sqlite3.connect(sys.argv[1], timeout=30)\nrows = books.execute(sys.argv[2], json.loads(sys.argv[3])).fetchall()\nbooks.commit()\nprint(json.dumps(rows))';
    return JSON.parse(execFileSync('python3', ['-c', script, join(this.data, 'lockbox.db'), statement, JSON.stringify(values)], { encoding: 'utf8' }));
  }

  /** Lets minutes pass for a person's session. */
  ageSession(name, column, minutes) { this.sql(`UPDATE sessions SET ${column} = ? WHERE user = (SELECT id FROM users WHERE name = ?)`, earlier(minutes), name); }
  /** Lets a lease run out. */
  endLease(item) {
    const [batch, no] = item.split('/');
    this.sql('UPDATE leases SET until = ? WHERE transaction_no = ? AND batch = (SELECT id FROM batches WHERE name = ?)', earlier(1), Number(no), batch);
  }
  /** Who has it; nothing for nobody. */
  holder(item) {
    const [batch, no] = item.split('/');
    return this.sql('SELECT u.name FROM leases l JOIN users u ON u.id = l.user WHERE l.until > ? AND l.transaction_no = ? AND l.batch = (SELECT id FROM batches WHERE name = ?)', earlier(0), Number(no), batch)[0]?.[0];
  }
  /** What the log holds of an item, as [name, act, detail]. */
  log(item) {
    const [batch, no] = item.split('/');
    return this.sql('SELECT u.name, l.act, l.detail FROM log l LEFT JOIN users u ON u.id = l.user WHERE l.transaction_no = ? AND l.batch = (SELECT id FROM batches WHERE name = ?) ORDER BY l.seq', Number(no), batch);
  }
  acts(item, act) { return this.log(item).filter(([, done]) => done === act); }

  // ---- exceptions -----------------------------------------------------------------------------------------------------------------
  /** What waits, each with its truth where its pages are those of one transaction of the truth, and what may be paid with it: by the truth, or, where that knows
   * no account, to any. */
  waiting() {
    return this.lines('exceptions').map((line) => {
      const truth = this.truth.get(`${line.batch} ${line.pages.join(' ')}`);
      const pay = truth?.payments.length === 1 ? truth.payments[0] : truth?.items.length === 1 ? { account: this.anyAccount, amount: truth.items[0].amount } : undefined;
      return { item: `${line.batch}/${line.transaction}`, batch: line.batch, no: line.transaction, pages: line.pages, items: line.items, codes: line.reasons.map((reason) => reason.code), truth, pay };
    });
  }

  /** An exception that no test has touched and that fits; one that can be paid, unless something else is asked for. */
  async fresh(person, fits = payable) {
    this.seen ??= new Map();
    for (const one of this.waiting()) {
      if (this.used.has(one.item)) continue;
      if (!this.seen.has(one.item)) {
        const html = await (await person.context.request.get(`${this.url}/item/${one.item}?peek=1`)).text();
        const offers = [...html.matchAll(/id="offer-(\d)"([^>]*)>[\s\S]*?<span class="mono">(\d*)<\/span>/g)].map(([, , rest, number]) => ({ number, may: !rest.includes('disabled') }));
        this.seen.set(one.item, { offers, enter: html.includes('data-enter="true"'), money: [...html.matchAll(/name="amount\.(\d+)"/g)].map(([, page]) => page) });
      }
      const known = { ...one, ...this.seen.get(one.item) };
      if (!fits(known)) continue;
      this.used.add(one.item);
      return known;
    }
    assert.fail('the samples hold no such exception that is still fresh');
  }

  // ---- people ---------------------------------------------------------------------------------------------------------------------
  /** Somebody who has logged in, in a browser of his own. */
  async person(name, options = {}) {
    const person = await this.visitor(options);
    await person.logIn(name);
    return person;
  }
  /** Somebody before the door. */
  async visitor(options = {}) {
    const context = await this.browser.newContext({ baseURL: this.url, viewport: { width: 1366, height: 768 }, ...options });
    context.setDefaultTimeout(PATIENCE);
    const person = new Person(this, context);
    await person.sit();
    this.people.push(person);
    return person;
  }
  /** Nothing that any page did broke the security policy or ended in an error of the script. */
  assertClean() { assert.deepEqual(this.people.flatMap((person) => person.faults), []); }
}

function earlier(minutes) { return new Date(Date.now() - minutes * 60_000).toISOString(); }

/** One check of an amount below the second key's, with a place to key it, in a batch that is not held. */
export function payable(one) {
  return Boolean(one.pay?.amount) && one.truth.items.length === 1 && one.money.length === 1 && one.items.length === 1
    && Number(one.pay.amount) < 5000 && !['ambiguous_account', 'control_mismatch', 'duplicate_item'].some((code) => one.codes.includes(code));
}
export const oneOf = (...tests) => (one) => tests.every((test) => test(one));

export class Person {
  constructor(desk, context) {
    this.desk = desk;
    this.context = context;
    this.faults = [];
  }

  async sit() {
    this.page = await this.context.newPage();
    this.page.on('pageerror', (error) => this.faults.push(`${this.page.url()}: ${error.message}`));
    this.page.on('console', (message) => { if (/Content Security Policy|Refused to|violat/i.test(message.text())) this.faults.push(`${this.page.url()}: ${message.text()}`); });
    await this.page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => console.error(`violates the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
      let pressed = 0, station = null;
      window.times = [];
      addEventListener('keydown', () => { pressed = performance.now(); }, true);
      new MutationObserver(() => {
        const now = document.querySelector('main.station');
        if (!now || now === station) return;
        if (station) {
          window.arrivedAt = performance.now();
          const since = pressed;
          requestAnimationFrame(() => requestAnimationFrame(() => window.times.push(performance.now() - since)));
        }
        station = now;
      }).observe(document, { childList: true, subtree: true });
    });
  }

  // ---- the door -------------------------------------------------------------------------------------------------------------------
  async logIn(name, password = PASSWORD) {
    this.name = name;
    if (!this.page.url().includes('/login')) await this.page.goto('/login');
    await this.page.fill('#name', name);
    await this.page.fill('#password', password);
    await Promise.all([this.page.waitForEvent('load'), this.page.click('#enter')]);
  }

  // ---- an item --------------------------------------------------------------------------------------------------------------------
  async open(item) {
    await this.page.goto(`/item/${item}`);
    await this.page.waitForSelector('main.station');
  }
  at() { return this.page.getAttribute('main.station', 'data-name'); }
  /** Presses keys, one after the other, as they are taken: the script is there, and the item has stood for a moment. */
  async key(...keys) {
    for (const key of keys) {
      await this.until((guard) => document.documentElement.classList.contains('js') && performance.now() - (window.arrivedAt ?? 0) >= guard, GUARD);
      await this.page.keyboard.press(key);
    }
  }
  async type(text) { await this.page.keyboard.type(text); }
  /** Types over what stands in the field that has the focus. */
  async over(text) { await this.page.keyboard.press('Control+a'); await this.type(text); }
  until(condition, value) { return this.page.waitForFunction(condition, value, { polling: 'raf' }); }
  /** Another item than this one stands there, or the queue. */
  async gone(item) {
    await this.until((name) => document.readyState !== 'loading' && document.querySelector('main.station')?.dataset.name !== name, item);
  }
  /** Every act of this tab is answered. */
  async sent() { await this.until(() => JSON.parse(sessionStorage.getItem('lockbox-outbox') || '[]').length === 0); }
  /** Goes on to another item, and the server has answered for this one. */
  async done(item) { await this.gone(item); await this.sent(); }
  /** These words stand where the page tells something: beside the acts, in the tray, in the panel. */
  async told(words) {
    const pattern = words instanceof RegExp ? words.source : words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    try {
      await this.until((source) => [...document.querySelectorAll('#live, #tray, #said, #trouble, #why, [role=alert]')].some((at) => new RegExp(source, 'i').test(at.textContent)), pattern);
    } catch {
      assert.fail(`${this.name} was not told ${words}; the page says: ${await this.words()}`);
    }
  }
  async words() { return this.page.evaluate(() => [...document.querySelectorAll('#live, #tray, #said, #trouble, #why')].map((at) => at.textContent.trim()).filter(Boolean).join(' | ')); }
  async focused() { return this.page.evaluate(() => document.activeElement?.id || document.activeElement?.name || ''); }
  /** Keys the amount of each page, by `a` and Tab. */
  async keyAmount(amount) {
    await this.key('a');
    await this.over(amount);
    await this.page.keyboard.press('Enter');
  }
  /** Looks for an account and chooses it, by `/`, typing and Enter. */
  async chooseAccount(typed) {
    await this.key('/');
    await this.over(typed);
    await this.page.waitForSelector('#found button');
    await this.page.keyboard.press('Enter');
    await this.until(() => document.activeElement?.id === 'post-typed');
  }
  /** Posts what it pays, to the account that is looked for. */
  async settle(one) {
    await this.keyAmount(one.pay.amount);
    await this.chooseAccount(one.pay.account);
    await this.page.keyboard.press('Enter');
  }
  async close() { await this.context.close(); }
}

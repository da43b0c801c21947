// The desk's one script. Every page works without it; with it acts are single keys, the next items are loaded ahead, and nothing keyed is lost
// when the connection breaks: an act stays in this tab's outbox, under its token, until the server has answered.
'use strict';
(() => {
  document.documentElement.classList.add('js');
  const $ = (selector, under = document) => under.querySelector(selector);
  const $$ = (selector, under = document) => [...under.querySelectorAll(selector)];
  const csrf = document.body.dataset.csrf;
  const HEARTBEAT = 30000;  // the lease lasts two minutes
  const PATIENCE = 40;      // an answer that comes within this is waited for; else the next item is shown and the answer dealt with when it comes
  const GUARD = 250;        // a key pressed this soon after an item appeared was meant for the one before it
  const AHEAD = 2;          // items loaded ahead

  // ---- telling -------------------------------------------------------------------------------------------------------------------
  let silence = 0;
  function say(words) {
    const live = $('#live');
    live.replaceChildren(Object.assign(document.createElement('p'), { textContent: words }));
    clearTimeout(silence);
    silence = setTimeout(() => live.replaceChildren(), 6000);
  }
  function button(words, act) {
    const made = Object.assign(document.createElement('button'), { type: 'button', textContent: words });
    made.addEventListener('click', act);
    return made;
  }
  /** A notice that stays until it is closed; one of the same key replaces the one before. */
  function notice(key, tone, words, ...acts) {
    $(`#tray [data-notice="${CSS.escape(key)}"]`)?.remove();
    const box = Object.assign(document.createElement('div'), { className: `notice ${tone}` });
    box.dataset.notice = key;
    box.append(Object.assign(document.createElement('p'), { textContent: words }), ...acts, button('Close', () => box.remove()));
    $('#tray').append(box);
  }
  const quiet = (key) => $(`#tray [data-notice="${CSS.escape(key)}"]`)?.remove();

  // ---- the outbox ----------------------------------------------------------------------------------------------------------------
  const BOX = 'lockbox-outbox';
  const SAY = 'lockbox-say';  // what the page that comes next is to say
  const outbox = () => JSON.parse(sessionStorage.getItem(BOX) || '[]');
  const keep = (entry) => sessionStorage.setItem(BOX, JSON.stringify([...outbox().filter((other) => other.id !== entry.id), entry]));
  const drop = (entry) => sessionStorage.setItem(BOX, JSON.stringify(outbox().filter((other) => other.id !== entry.id)));
  const me = $('#who')?.textContent;  // nobody on a door's page: nothing is sent from there
  const pause = (time) => new Promise((done) => { setTimeout(() => done(), time); addEventListener('online', () => done(), { once: true }); });
  /** The form with this page's own proof: the session may be another by now, the token of the act is the same. */
  const ours = (body) => { const form = new URLSearchParams(body); form.set('csrf', csrf); return form.toString(); };

  async function ask(url, body) {
    const response = await fetch(url, { method: 'POST', body, headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' } });
    const said = await response.json().catch(() => ({}));
    return { status: response.status, ...said };
  }
  const toDoor = (said) => { location.assign(`${said.locked ? '/unlock' : '/login'}?back=${encodeURIComponent(location.pathname + location.search)}`); return new Promise(() => {}); };

  /** Sends an act until it is answered. The same token means that it takes effect once, however often it arrives. */
  async function send(entry) {
    keep(entry);
    for (let tries = 0; ; tries += 1) {
      let said = null;
      try { said = await ask(entry.url, ours(entry.body)); } catch { /* not reached: tried again below */ }
      if (said && said.status !== 503) {
        if (said.status === 401) return toDoor(said);
        drop(entry);
        quiet('connection');
        return said;
      }
      const waiting = outbox().length;
      notice('connection', 'warn', `The server cannot be reached. ${waiting === 1 ? 'One act is' : `${waiting} acts are`} kept here and sent again until it answers; go on working, and leave this tab open.`);
      await pause(Math.min(1000 * 2 ** tries, 10000));
    }
  }

  // ---- the page images -----------------------------------------------------------------------------------------------------------
  const views = new Map();
  let shown = null;
  const sheets = () => $('#sheets');
  const figure = () => shown && $(`#page-${shown}`);
  function place() {
    const at = figure(), view = views.get(shown), img = at && $('img', at);
    if (!view || !img) return;
    const shift = { 0: [0, 0], 90: [view.h, 0], 180: [view.w, view.h], 270: [0, view.w] }[view.turn];
    at.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.s}) translate(${shift[0]}px, ${shift[1]}px) rotate(${view.turn}deg)`;
    below(view);
  }
  /** Shows the page after this one beneath it, where there is room and nothing is enlarged. */
  function below(view) {
    $$('.sheets figure.below').forEach((other) => other.classList.remove('below'));
    if (view.s !== view.fit || view.turn) return;
    const pages = $$('.tab').map((tab) => tab.dataset.page), box = sheets().getBoundingClientRect();
    const after = pages.map((_, by) => pages[(pages.indexOf(shown) + by) % pages.length]).slice(1);
    const other = after.length && $(`#page-${after.find((page) => !$(`#tab-${page}`).hasAttribute('data-dull')) || after[0]}`);
    const img = other && $('img', other);
    const top = view.y + view.h * view.s + 10, room = box.height - top - 8;
    if (!img || room < 140) return;
    if (!img.naturalWidth) { img.addEventListener('load', place, { once: true }); return; }
    const s = Math.min((box.width - 16) / img.naturalWidth, room / img.naturalHeight);
    $('svg', other).setAttribute('viewBox', `0 0 ${img.naturalWidth} ${img.naturalHeight}`);
    other.classList.add('below');
    other.style.transform = `translate(${(box.width - img.naturalWidth * s) / 2}px, ${top}px) scale(${s})`;
  }
  function fit() {
    const img = figure() && $('img', figure());
    if (!img || !img.naturalWidth) return;
    const box = sheets().getBoundingClientRect();
    const before = views.get(shown) || { turn: 0 };
    const [w, h] = [img.naturalWidth, img.naturalHeight];
    const [across, down] = before.turn % 180 ? [h, w] : [w, h];
    const s = Math.min((box.width - 16) / across, (box.height - 16) / down);
    views.set(shown, { w, h, turn: before.turn, s, fit: s, x: (box.width - across * s) / 2, y: Math.min(8, (box.height - down * s) / 2) });
    place();
  }
  function zoom(by, at) {
    const view = views.get(shown);
    if (!view) return;
    const box = sheets().getBoundingClientRect();
    const [x, y] = at ? [at.clientX - box.left, at.clientY - box.top] : [box.width / 2, box.height / 2];
    const s = Math.min(Math.max(view.s * by, view.fit / 2), view.fit * 12);
    view.x = x - (x - view.x) * s / view.s;
    view.y = y - (y - view.y) * s / view.s;
    view.s = s;
    place();
  }
  function pan(dx, dy) { const view = views.get(shown); if (view) { view.x += dx; view.y += dy; place(); } }
  function show(page) {
    const next = $(`#page-${page}`);
    if (!next) return;
    shown = String(page);
    $$('.sheets figure').forEach((at) => at.classList.toggle('current', at === next));
    $$('.tab').forEach((tab) => tab.setAttribute('aria-selected', String(tab.dataset.page === shown)));
    const img = $('img', next);
    if (!img) return;
    const ready = () => { $('svg', next).setAttribute('viewBox', `0 0 ${img.naturalWidth} ${img.naturalHeight}`); if (views.has(shown)) place(); else fit(); };
    if (img.complete && img.naturalWidth) ready(); else img.addEventListener('load', ready, { once: true });
  }
  function step(by) {
    const pages = $$('.tab').map((tab) => tab.dataset.page);
    if (pages.length) show(pages[(pages.indexOf(shown) + by + pages.length) % pages.length]);
  }
  function toggle(name, pressed) {
    const on = sheets().classList.toggle(name);
    $(`[data-view-act="${pressed}"]`)?.setAttribute('aria-pressed', String(pressed === 'marks' ? !on : on));
  }
  const viewActs = {
    'page-back': () => step(-1), 'page-on': () => step(1), in: () => zoom(1.3), out: () => zoom(1 / 1.3), fit,
    turn: () => { const view = views.get(shown); if (view) { view.turn = (view.turn + 90) % 360; fit(); } },
    invert: () => toggle('inverted', 'invert'), contrast: () => toggle('contrasted', 'contrast'), marks: () => toggle('bare', 'marks'),
  };
  function mark(id, look) {
    $$('.sheets svg .at').forEach((at) => at.classList.remove('at'));
    const rect = id && $(`.sheets svg rect[data-mark="${CSS.escape(id)}"]`);
    if (!rect) return;
    $$(`.sheets svg [data-mark="${CSS.escape(id)}"]`).forEach((at) => at.classList.add('at'));
    const sheet = rect.closest('figure');
    if (look && !sheet.matches('.current, .below')) show(sheet.dataset.page);
  }
  function viewer() {
    views.clear();
    const area = sheets();
    if (!area) return;
    show(($('.tab[data-front]') || $('.tab'))?.dataset.page);
    area.addEventListener('wheel', (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event); }, { passive: false });
    area.addEventListener('pointerdown', (event) => { area.setPointerCapture(event.pointerId); area.classList.add('dragging'); });
    area.addEventListener('pointermove', (event) => { if (area.classList.contains('dragging')) pan(event.movementX, event.movementY); });
    area.addEventListener('pointerup', () => area.classList.remove('dragging'));
    area.addEventListener('click', (event) => { const other = event.target.closest('figure.below'); if (other) show(other.dataset.page); });
    area.addEventListener('dblclick', (event) => zoom(1.8, event));
    area.addEventListener('keydown', (event) => {
      const way = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
      if (way) { event.preventDefault(); event.stopPropagation(); pan(...way); }
    });
  }
  addEventListener('resize', () => { if (shown) { views.delete(shown); fit(); } });

  // ---- the item at hand, and those loaded ahead --------------------------------------------------------------------------------------
  const station = () => $('main.station');
  let beat = 0;
  const ahead = new Map();
  async function load(href) {
    const response = await fetch(`${href}${href.includes('?') ? '&' : '?'}peek=1`, { headers: { Accept: 'text/html' } });
    if (response.status === 401) return toDoor({});
    if (!response.ok || response.redirected) return null;
    const text = new DOMParser().parseFromString(await response.text(), 'text/html');
    const main = $('main.station', text);
    return main && document.importNode(main, true);  // in this document its images load at once
  }
  async function loadAhead() {
    let href = station()?.dataset.next;
    for (let count = 0; href && count < AHEAD; count += 1) {
      if (!ahead.has(href)) ahead.set(href, load(href).catch(() => undefined));
      const next = await ahead.get(href);
      if (!next) { ahead.delete(href); return; }
      href = next.dataset.next;
    }
  }
  async function advance(skipped = 0) {
    const href = station().dataset.next;
    if (!href) { location.assign('/'); return; }
    let next = await (ahead.get(href) || load(href).catch(() => undefined));
    ahead.delete(href);
    while (next === undefined) {
      notice('connection', 'warn', 'The server cannot be reached. What you did is kept here; the next item comes when it answers.');
      await pause(2000);
      next = await load(href).catch(() => undefined);
      if (next !== undefined) quiet('connection');
    }
    if (!next) { location.assign(href); return; }
    station().replaceWith(next);
    history.pushState(null, '', href);
    document.title = `${next.dataset.name} · Lockbox`;
    arrive();
    const mine = await look();
    if (!mine && skipped < 5) await advance(skipped + 1);
  }
  function formOf(...pairs) { return new URLSearchParams([['csrf', csrf], ...pairs]).toString(); }
  /** Takes the lease of the item that was loaded ahead, and says whether it may be worked on. */
  async function look() {
    const at = station();
    let said;
    try { said = await ask(`${at.dataset.item}/act`, formOf(['act', 'look'])); } catch { say('The server cannot be reached; what you key is kept.'); return true; }
    if (said.status === 401) return toDoor(said);
    if (said.status !== 200) { say(said.words || 'This item cannot be had.'); return false; }
    if (said.seen !== undefined && String(said.seen) !== at.dataset.seen) { location.reload(); return true; }
    return true;
  }
  async function heartbeat() {
    const at = station();
    if (!at || at.dataset.open !== 'true') return;
    try {
      const said = await ask(`/keep${at.dataset.item.slice('/item'.length)}`, formOf());
      if (said.status === 401) await toDoor(said);
      if (said.status !== 200) notice('lease', 'warn', said.words || 'This item is not yours any more.', button('Look again', () => location.reload()));
    } catch { notice('connection', 'warn', 'The server cannot be reached. What you key is kept here.'); }
  }
  function refresh(main) { station().replaceWith(main); arrive(); }

  const STAYS = new Set(['note', 'reveal']);
  async function act(form, pressed) {
    const at = station();
    if (at.dataset.sent) return;
    const data = new URLSearchParams(new FormData(form, pressed));
    const what = data.get('act') || 'post';
    const entry = { id: `${data.get('token')} ${what}`, url: form.getAttribute('action'), body: data.toString(), name: at.dataset.name, item: at.dataset.item, who: me };
    const stays = STAYS.has(what);
    if (!stays) at.dataset.sent = 'true';
    const answer = send(entry);
    const quick = stays || !at.dataset.next ? await answer : await Promise.race([answer, pause(PATIENCE)]);
    if (quick) { settled(entry, quick, at, stays); return; }
    await advance();
    settled(entry, await answer, at, stays);
  }
  function settled(entry, said, at, stays) {
    const here = station() === at;
    if (said.status === 200) {
      say(said.words || 'Done.');
      if (said.reveal && here) { for (const [page, whole] of said.reveal) $$(`[data-account="${page}"]`).forEach((at) => { at.textContent = whole; }); return; }
      if (here && (stays || said.go)) { sessionStorage.setItem(SAY, said.words || ''); if (stays) location.reload(); else location.assign(said.go); return; }
      if (here) advance();
      return;
    }
    delete at.dataset.sent;
    const words = `${entry.name}: ${said.words || 'it could not be done.'}`;
    if (here) {
      $('#said').replaceChildren(Object.assign(document.createElement('p'), { className: 'notice bad', textContent: words }));
      $('#panel').scrollTop = 0;
      notice('act', 'bad', words);
      return;
    }
    // The person has gone on: what was keyed is kept on the page itself, which can be had back.
    notice(entry.item, 'bad', words, button('Back to it, with what I keyed', () => { quiet(entry.item); station().replaceWith(at); history.pushState(null, '', entry.item); arrive(); look(); }));
  }

  // ---- looking for an account ----------------------------------------------------------------------------------------------------
  let asked = 0;
  let timer = 0;
  function picker() {
    const input = $('#account'), list = $('#found');
    if (!input) return;
    const pick = (option) => { input.value = option.dataset.id; list.replaceChildren(); input.setAttribute('aria-expanded', 'false'); $('#post-typed').focus(); say(`${option.dataset.name} is chosen; Enter posts to this account`); };
    const find = async () => {
      const mine = ++asked;
      const text = input.value.trim();
      if (text.length < 2) { list.replaceChildren(); return; }
      const response = await fetch(`/accounts?q=${encodeURIComponent(text)}`, { headers: { Accept: 'application/json' } }).catch(() => null);
      if (!response || !response.ok || mine !== asked) return;
      const found = await response.json();
      list.replaceChildren(...found.map((account, at) => {
        const row = document.createElement('li');
        const option = button('', () => pick(option));
        option.role = 'option'; option.id = `found-${at}`; option.dataset.id = account.id; option.dataset.name = account.name;
        option.setAttribute('aria-selected', String(at === 0));
        option.append(Object.assign(document.createElement('span'), { textContent: `${account.id}  ${account.name}, ${account.address}` }), Object.assign(document.createElement('span'), { className: 'soft', textContent: account.due }));
        row.role = 'presentation';
        row.append(option);
        return row;
      }));
      input.setAttribute('aria-expanded', String(found.length > 0));
      say(found.length === 1 ? 'One account' : `${found.length} accounts`);
    };
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(find, 90); });
    input.addEventListener('keydown', (event) => {
      const options = $$('#found button'), at = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const to = Math.max(0, Math.min(options.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)));
        options.forEach((option, place) => option.setAttribute('aria-selected', String(place === to)));
        if (options[to]) { input.setAttribute('aria-activedescendant', options[to].id); options[to].scrollIntoView({ block: 'nearest' }); }
      } else if (event.key === 'Enter') {
        event.preventDefault();
        if (options[at]) pick(options[at]); else if (/^\d{12}$/.test(input.value.trim())) $('#post-typed').click();
      }
    });
  }

  // ---- amounts ---------------------------------------------------------------------------------------------------------------------
  const cents = (text) => { const clean = text.replace(/[$,\s]/g, ''); return /^\d+(\.\d{1,2})?$/.test(clean) ? Math.round(Number(clean) * 100) : null; };
  const dollars = (value) => `$${(value / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;
  function sums() {
    const amounts = $$('#money .money input:not([type=hidden])').map((input) => cents(input.value));
    const total = amounts.length && amounts.every((amount) => amount !== null) ? amounts.reduce((sum, amount) => sum + amount, 0) : null;
    if ($('#sum')) $('#sum').textContent = total === null ? '' : dollars(total);
    const rest = $('#rest');
    if (!rest) return;
    const parts = $$('#split-rows input[name="split.amount"]').map((input) => cents(input.value) || 0).reduce((sum, amount) => sum + amount, 0);
    rest.textContent = total === null ? 'Key the amount first' : total === parts ? 'Nothing remains' : `${dollars(Math.abs(total - parts))} ${total > parts ? 'remains' : 'too much'}`;
    const rows = $$('.split-row'), last = rows.at(-1);
    if (last && $$('input', last).every((input) => input.value) && rows.length < 12) {
      const more = last.cloneNode(true);
      $$('input', more).forEach((input) => { input.id = input.id.replace(/\d+$/, String(rows.length + 1)); input.value = ''; });
      $$('label', more).forEach((label) => { label.htmlFor = label.htmlFor.replace(/\d+$/, String(rows.length + 1)); });
      last.after(more);
    }
  }

  // ---- one item on the screen ------------------------------------------------------------------------------------------------------
  let arrivedAt = 0;
  function open(id, first) {
    const details = $(`#${id}`);
    if (!details) return false;
    $$('.acts details[open]').forEach((other) => { if (other !== details) other.open = false; });
    details.open = !details.open;
    if (details.open) $(first || 'input:not([type=hidden]), select, textarea', details)?.focus();
    return true;
  }
  function focusOn(selector) { const at = $(selector); if (at) { at.focus(); at.select?.(); at.scrollIntoView({ block: 'nearest' }); } return Boolean(at); }
  const press = (selector) => { const at = $(selector); if (at && !at.disabled) at.click(); return Boolean(at); };
  const itemKeys = {
    a: () => focusOn('#money input:not([type=hidden])'), '/': () => focusOn('#account'),
    e: () => { $('#panel').classList.toggle('fixing'); return $('#panel').classList.contains('fixing') ? focusOn('.fix input') : true; },
    s: () => { const split = $('#split'); if (!split) return false; split.open = true; sums(); const done = focusOn('#split-rows input'); split.scrollIntoView({ block: 'nearest' }); return done; },
    g: () => open('act-regroup'), d: () => open('act-duplicate'), r: () => open('act-return'), f: () => open('act-forward'), h: () => open('act-hold'),
    n: () => open('act-note'), t: () => open('act-hand'), p: () => press('#do-postpone'), u: () => open('act-undo-this') || press('#do-undo'), x: () => press('#do-reveal'),
    '?': () => open('act-keys'), '>': () => { next(); return true; }, '[': () => step(-1), ']': () => step(1), ArrowLeft: () => step(-1), ArrowRight: () => step(1),
    '+': () => zoom(1.3), '=': () => zoom(1.3), '-': () => zoom(1 / 1.3), 0: fit, i: viewActs.invert, c: viewActs.contrast, o: viewActs.turn, m: viewActs.marks,
    Enter: () => { if (station().dataset.enter === 'true') press('#offer-1'); else say('Enter accepts nothing here: it is not sure enough. Choose by its digit.'); return true; },
  };
  async function next() {
    const at = station();
    if (at.dataset.open === 'true') ask(`${at.dataset.item}/act`, formOf(['act', 'release'])).catch(() => {});
    await advance();
  }
  function choose(digit) {
    const offer = $(`#offer-${digit}`);
    if (!offer || offer.disabled) say(`There is no account ${digit} to choose`); else offer.click();
  }
  function arrive() {
    arrivedAt = performance.now();
    delete station().dataset.sent;
    viewer();
    picker();
    sums();
    clearInterval(beat);
    beat = setInterval(heartbeat, HEARTBEAT);
    const reason = $('#return-reason');
    if (reason) {
      const letter = () => { $('#return-letter').value = reason.selectedOptions[0]?.dataset.letter || ''; };
      reason.addEventListener('change', letter);
      if (!$('#return-letter').value) letter();
    }
    loadAhead();
  }

  // ---- events ----------------------------------------------------------------------------------------------------------------------
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!station() || !form.closest('main.station')) return;
    event.preventDefault();
    if (event.submitter?.value === 'none') { say('Choose an account by its digit'); return; }
    act(form, event.submitter);
  });
  document.addEventListener('click', (event) => {
    const view = event.target.closest('[data-view-act]'), tab = event.target.closest('.tab'), key = event.target.closest('[data-key]'), row = event.target.closest('tr[data-href]');
    if (view) viewActs[view.dataset.viewAct]();
    else if (tab) { event.preventDefault(); show(tab.dataset.page); }
    else if (key) itemKeys[key.dataset.key]();
    else if (event.target.closest('#next') && station()) { event.preventDefault(); next(); }
    else if (row && !event.target.closest('a, button, input, form')) location.assign(row.dataset.href);
  });
  document.addEventListener('input', (event) => { if (station() && event.target.closest('#money, #split-rows')) sums(); });
  for (const [name, looks] of [['mouseover', false], ['focusin', true], ['click', true]]) {
    document.addEventListener(name, (event) => {
      const fact = event.target.closest?.('[data-mark]:not(svg *)') || event.target.closest?.('[data-fact]');
      if (fact && station()) mark(fact.dataset.mark || fact.dataset.fact, looks);
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const typing = event.target.closest('input:not([type=checkbox]), textarea, select');
    if (event.key === 'Escape') {
      $$('.acts details[open]').forEach((details) => { details.open = false; });
      document.activeElement.blur();
      return;
    }
    if (station()) {
      if (typing) {
        if (event.key === 'Enter' && typing.closest('#money, .fix')) { event.preventDefault(); typing.blur(); say('Now choose an account'); }
        else if (event.key === 'Enter' && typing.closest('#split-rows')) { event.preventDefault(); $('#post-split').click(); }
        return;
      }
      if (event.key === 'Enter' && event.target.closest('button, a, summary')) return;
      const known = itemKeys[event.key] || (/^[1-5]$/.test(event.key) && (() => choose(event.key)));
      if (!known) return;
      event.preventDefault();
      if (event.repeat || performance.now() - arrivedAt < GUARD) return;
      known();
      return;
    }
    if (typing) return;
    const rows = $$('tr[data-href]');
    if (event.key === '/') { event.preventDefault(); focusOn('#find'); }
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains('at'));
    if (event.key === 'j' || event.key === 'k') {
      event.preventDefault();
      const to = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'j' ? 1 : -1)))];
      rows.forEach((row) => row.classList.toggle('at', row === to));
      $('a.row', to)?.focus();
    } else if (event.key === 'Enter' && !event.target.closest('a, button, summary')) {
      const href = at >= 0 ? rows[at].dataset.href : $('#start')?.href;
      if (href) location.assign(href);
    }
  });
  // a page that nobody works on locks by itself; the server has locked it by then
  const idle = Number(document.body.dataset.idle);
  if (idle) setInterval(() => { if (!station()) fetch('/unlock', { method: 'HEAD', redirect: 'manual' }).catch(() => null).then((answer) => { if (answer && answer.type !== 'opaqueredirect') location.assign(`/unlock?back=${encodeURIComponent(location.pathname + location.search)}`); }); }, idle * 1000 + 2000);
  addEventListener('popstate', () => location.reload());

  if (station()) { arrive(); arrivedAt = 0; }
  if (sessionStorage.getItem(SAY)) { say(sessionStorage.getItem(SAY)); sessionStorage.removeItem(SAY); }
  // What an earlier page of this tab could not send.
  for (const entry of me ? outbox() : []) {
    if (entry.who !== me) {
      notice(entry.item, 'bad', `${entry.name}: what ${entry.who} keyed was not sent. Only ${entry.who} can send it: log in so again, in this tab.`, button('Throw it away', () => { drop(entry); quiet(entry.item); }));
      continue;
    }
    send(entry).then((said) => { if (said.status === 200) say(`${entry.name}: ${said.words}`); else notice(entry.item, 'bad', `${entry.name}: ${said.words || 'it could not be done.'}`, button('To the item', () => location.assign(entry.item))); });
  }
})();

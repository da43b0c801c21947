//! The page of one exception put together from the books.

use super::facts::{self, Showing};
use super::view::{ItemPage, KeyingView, OfferView, PageView, Tag, TwinView};
use super::{Asked, history, letters, money, offers, reasons};
use crate::clock::business_date;
use crate::decision::Decision;
use crate::decision::reason::Reason;
use crate::desk::offer;
use crate::evidence::{PageEvidence, PageKind, Sight};
use crate::geometry::Side;
use crate::money::Amount;
use crate::review::queue::states;
use crate::review::shell::{Here, Shell};
use crate::review::station::Station;
use crate::review::trouble::Trouble;
use crate::review::words::{deadline, dollars_if, is_pressing, secret};
use crate::store::Books;
use crate::store::batches::{ItemKey, StoredPage};
use crate::store::queries::Outcome;
use crate::store::queue::{QueueRow, Stage};
use crate::store::resolutions::Keying;
use crate::user::{Right, User, UserName};
use chrono::{DateTime, TimeDelta, Utc};

/// Every key and what it does.
const KEYS: [(&str, &str); 24] = [
    ("1 to 5", "post to that account"),
    ("Enter", "post to the first, where it is sure enough"),
    ("/", "look for another account"),
    ("a", "amount"),
    ("e", "correct fields"),
    ("s", "split over accounts"),
    ("g", "regroup pages"),
    ("d", "duplicate"),
    ("r", "return to sender"),
    ("f", "forward"),
    ("h", "hold until a day"),
    ("n", "note"),
    ("t", "hand to somebody"),
    ("p", "postpone"),
    ("u", "undo"),
    ("x", "show the bank account"),
    (">", "next without settling"),
    ("[ ]", "page before, page after"),
    ("+ - 0", "larger, smaller, fit"),
    ("o", "turn the page"),
    ("i", "invert"),
    ("c", "contrast"),
    ("m", "marks on the page"),
    ("Esc", "close, leave the field"),
];

/// What several parts of the page are made from.
struct Known {
    outcome: Outcome,
    pages: Vec<(StoredPage, PageEvidence)>,
    row: Option<QueueRow>,
    keyings: Vec<Keying>,
    stage: Stage,
}

/// The page.
pub(super) fn view(books: &Books, station: &Station, asked: Asked) -> Result<ItemPage, Trouble> {
    let item = asked.address.key(books)?;
    let now = station.now();
    let known = known(books, item, now)?;
    let whys: &[Reason] = match &known.outcome.decision.decision {
        Decision::Exception { reasons } => reasons,
        Decision::Posted { .. } => &[],
    };
    // the second key: nothing of what was read or keyed of the money is shown
    let is_blind = known.row.is_some() && known.stage == Stage::Second;
    let rights = rights(books, item, &known, &asked.signed.user)?;
    let (offers, enter) = offered(books, item, &known, whys, is_blind)?;
    let (pages, items, facts) = papers(books, item, &known, &asked, is_blind)?;
    let way = asked
        .wanted
        .query(&[("but", &asked.wanted.passing(&asked.address.name()))]);
    let duplicates = twins(books, &known, whys)?;
    let twin = duplicates.first().and_then(|twin| twin.name.rsplit_once('/'));
    let user = &asked.signed.user;
    Ok(ItemPage {
        shell: Shell::of(&asked.signed, Here::Queue),
        name: asked.address.name(),
        href: format!("/item/{}", asked.address.name()),
        seen: known.outcome.decision.seq,
        token: secret()?,
        next: next(books, station, &asked, item, &way)?,
        open: rights.open,
        enter: rights.open && enter,
        blind: is_blind,
        tags: tags(&known, &user.name, now),
        total: dollars_if(total(&known.outcome).filter(|_| !is_blind)),
        settlement: rights.settlement,
        reasons: reasons::views(&known.outcome, if is_blind { &[] } else { whys }),
        keyings: keyings(&known),
        front: reasons::front(whys, &known.outcome, &known.pages).0,
        pages,
        items,
        offers,
        split_rows: split_rows(&asked),
        facts,
        twin: twin.map_or_else(Default::default, |(batch, no)| (batch.to_owned(), no.to_owned())),
        duplicates,
        history: history::lines(books, item)?,
        letters: letters::views(whys),
        people: people(books, user)?,
        tomorrow: (business_date(now) + TimeDelta::days(1)).to_string(),
        neighbours: books.transactions(item.batch)?.len() > 1,
        may_undo: rights.may_undo,
        may_reveal: user.may(Right::Reveal),
        may_unlock: rights.may_unlock,
        keys: &KEYS,
        message: asked.message,
        keyed: asked.keyed,
        way,
    })
}

/// What the person may do with it as things stand.
struct Rights {
    open: bool,
    may_undo: bool,
    may_unlock: bool,
    /// How it was settled, where it was.
    settlement: Option<String>,
}

fn rights(books: &Books, item: ItemKey, known: &Known, user: &User) -> Result<Rights, Trouble> {
    let settled = books.settlement(item)?;
    let waits = known.row.is_some();
    let is_own = settled
        .as_ref()
        .is_some_and(|settled| settled.user.as_ref() == Some(&user.name));
    let is_posted = matches!(known.outcome.decision.decision, Decision::Posted { .. });
    let may_take_back = is_own && user.may(Right::Settle);
    let may_reopen = user.may(Right::Supervise) && (settled.is_some() || is_posted);
    let leased = known.row.as_ref().and_then(|row| row.leased_by.as_ref());
    Ok(Rights {
        open: known.row.as_ref().is_some_and(|row| may_settle(row, known, user)),
        may_undo: !waits && (may_take_back || may_reopen),
        may_unlock: leased.is_some_and(|(name, _)| *name != user.name) && user.may(Right::Supervise),
        settlement: settled.as_ref().map(history::settlement),
    })
}

/// The offers, none for who keys blind; and whether Enter accepts the first.
fn offered(
    books: &Books,
    item: ItemKey,
    known: &Known,
    whys: &[Reason],
    is_blind: bool,
) -> Result<(Vec<OfferView>, bool), Trouble> {
    if known.row.is_none() || is_blind {
        return Ok((Vec::new(), false));
    }
    let stored = books.transaction(item.batch, item.transaction)?;
    let (key, _) = books
        .decision_in_force(item)?
        .ok_or(Trouble::NoSuch("such transaction"))?;
    let made = offer::offers(books, &known.outcome.decision, &books.coupons_of(key)?, &stored)?;
    let first = made.offers.first().map_or(&[][..], |first| &first.accounts);
    let firsts: Vec<_> = first.iter().map(|named| named.member_id).collect();
    let enter = made.margin_allows && known.stage == Stage::First && reasons::leave_no_doubt(whys, &firsts);
    let views = made.offers.iter().map(|offer| offers::view(books, offer));
    Ok((views.collect::<Result<_, _>>()?, enter))
}

fn known(books: &Books, item: ItemKey, now: DateTime<Utc>) -> Result<Known, Trouble> {
    let outcome = books
        .outcome(item.batch, item.transaction)?
        .ok_or(Trouble::NoSuch("such transaction that is decided"))?;
    let row = books.queue_row(item, now)?;
    let (key, _) = books
        .decision_in_force(item)?
        .ok_or(Trouble::NoSuch("such transaction"))?;
    Ok(Known {
        pages: books.transaction(item.batch, item.transaction)?.pages,
        stage: row.as_ref().map_or(Stage::First, |row| row.stage),
        keyings: books.keyings(key)?,
        outcome,
        row,
    })
}

/// Whether this person may settle it as things stand.
fn may_settle(row: &QueueRow, known: &Known, user: &User) -> bool {
    let is_mine = row.leased_by.as_ref().is_none_or(|(name, _)| *name == user.name);
    let is_for_me = row.handed_to.as_ref().is_none_or(|name| *name == user.name) || user.may(Right::Supervise);
    let has_keyed = known.keyings.iter().any(|keying| keying.user == user.id);
    let may_decide = known.stage != Stage::Third || user.may(Right::Approve);
    user.may(Right::Settle) && is_mine && is_for_me && !has_keyed && may_decide
}

fn total(outcome: &Outcome) -> Option<Amount> {
    let amounts: Option<Vec<Amount>> = outcome.items().iter().map(|item| item.amount).collect();
    amounts
        .filter(|amounts| !amounts.is_empty())
        .and_then(Amount::checked_sum)
}

fn tags(known: &Known, me: &UserName, now: DateTime<Utc>) -> Vec<Tag> {
    let Some(row) = &known.row else { return Vec::new() };
    let due = Tag {
        words: match deadline(row.deadline, now) {
            over if over.starts_with("overdue") => over,
            ahead => format!("due {ahead}"),
        },
        is_strong: is_pressing(row.deadline, now),
    };
    let first = row.starts_coverage.then(|| Tag {
        words: "first payment".to_owned(),
        is_strong: true,
    });
    let states = states(row, me).into_iter().map(|words| Tag {
        words,
        is_strong: false,
    });
    [Some(due), first].into_iter().flatten().chain(states).collect()
}

/// What the first two keyed, for the third who decides.
fn keyings(known: &Known) -> Vec<KeyingView> {
    if known.stage != Stage::Third || known.row.is_none() {
        return Vec::new();
    }
    let view = |keying: &Keying| KeyingView {
        who: keying.name.to_string(),
        lines: match &keying.verdict {
            crate::resolution::Verdict::Post { items, payments, .. } => items
                .iter()
                .map(|item| format!("page {}: {}", item.page, crate::review::words::dollars(item.amount)))
                .chain(payments.iter().map(|payment| {
                    format!(
                        "{} to {}",
                        crate::review::words::dollars(payment.amount),
                        payment.account
                    )
                }))
                .collect(),
            other => vec![history::of_verdict(&serde_json::to_value(other).unwrap_or_default())],
        },
    };
    known.keyings.iter().map(view).collect()
}

type Papers = (Vec<PageView>, Vec<super::view::MoneyView>, Vec<super::view::FactGroup>);

/// The pages with their marks, the items, and what was read.
fn papers(books: &Books, item: ItemKey, known: &Known, asked: &Asked, is_blind: bool) -> Result<Papers, Trouble> {
    let batch = known.outcome.batch.as_str();
    let payers = books.payer_lines(item.batch, item.transaction)?;
    let showing = Showing {
        batch,
        is_blind,
        is_revealed: asked.is_revealed,
    };
    let items = money::of(&known.pages, known.outcome.items(), batch, is_blind, &asked.keyed);
    let (mut pages, mut facts) = (Vec::new(), Vec::new());
    for (page, evidence) in &known.pages {
        let (seen, why) = match &evidence.sight {
            Sight::Seen(seen) => (Some(&**seen), String::new()),
            Sight::Unreadable(why) => (None, why.clone()),
        };
        let kind = seen.map_or("unreadable", |seen| kind_in_words(seen.kind.value));
        let (group, mut marks) = facts::of_page(page, kind, seen, payers.get(&page.no), showing);
        let of_item = items.iter().find(|(view, _)| view.page == page.no.0);
        let places = of_item.map_or(&[][..], |(_, places)| places);
        marks.extend(places.iter().map(|mark| super::view::MarkView {
            id: mark.id.clone(),
            ..*mark
        }));
        if !group.facts.is_empty() {
            facts.push(group);
        }
        pages.push(PageView {
            no: page.no.0,
            label: page.label.clone(),
            kind,
            is_back: page.side == Side::Back,
            src: page.file_digest.map(|_| format!("/image/{batch}/{}.png", page.no)),
            why,
            marks,
        });
    }
    Ok((pages, items.into_iter().map(|(view, _)| view).collect(), facts))
}

fn kind_in_words(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Check => "check",
        PageKind::MoneyOrder => "money order",
        PageKind::Back => "back",
        PageKind::Coupon => "coupon",
        PageKind::Bill => "bill",
        PageKind::Letter => "letter",
        PageKind::Envelope => "envelope",
        PageKind::Blank => "blank",
        PageKind::Unknown => "page",
    }
}

/// The next one for this person on this way through the queue.
fn next(books: &Books, station: &Station, asked: &Asked, item: ItemKey, way: &str) -> Result<Option<String>, Trouble> {
    if !asked.signed.user.may(Right::Settle) {
        return Ok(None);
    }
    let filter = asked.wanted.filter().unwrap_or_default();
    let mut passed = asked.wanted.passed(books)?;
    passed.push(item);
    let found = books.next_in_queue(&filter, &asked.signed.user, &passed, station.now())?;
    Ok(match found {
        Some(next) => Some(format!(
            "/item/{}/{}{way}",
            books.batch(next.batch)?.name,
            next.transaction
        )),
        None => None,
    })
}

/// Earlier items that the reasons name, beside this one.
fn twins(books: &Books, known: &Known, whys: &[Reason]) -> Result<Vec<TwinView>, Trouble> {
    let mut twins = Vec::new();
    for reason in whys {
        let Reason::DuplicateItem {
            page,
            batch,
            transaction,
            by,
        } = reason
        else {
            continue;
        };
        let name = format!("{batch}/{transaction}");
        let this = format!("/image/{}/{page}.png", known.outcome.batch);
        let earlier = match books.item(batch, *transaction)? {
            Some(other) => twin_page(books, other, &known.outcome)?,
            None => None,
        };
        let earlier = earlier.map(|page| format!("/image/{batch}/{page}.png"));
        twins.push(TwinView {
            words: format!("Known by {}:", by.in_words()),
            href: format!("/item/{name}"),
            name,
            images: [Some(this), earlier].into_iter().flatten().collect(),
        });
    }
    Ok(twins)
}

/// The page of the earlier transaction that shows the item: the one with the same check number, else its first item.
fn twin_page(books: &Books, other: ItemKey, this: &Outcome) -> Result<Option<crate::id::PageNo>, Trouble> {
    let Some(decision) = books.decision(other.batch, other.transaction)? else {
        return Ok(None);
    };
    let serials: Vec<_> = this
        .items()
        .iter()
        .filter_map(|item| item.micr.serial.as_ref())
        .collect();
    let same = decision.items.iter().find(|item| {
        item.micr
            .serial
            .as_ref()
            .is_some_and(|serial| serials.contains(&serial))
    });
    Ok(same.or_else(|| decision.items.first()).map(|item| item.page))
}

/// The rows of the split: as keyed, or two to begin with.
fn split_rows(asked: &Asked) -> Vec<(String, String)> {
    let accounts = asked.keyed.all("split.account");
    let mut rows: Vec<(String, String)> = accounts
        .zip(asked.keyed.all("split.amount"))
        .map(|(account, amount)| (account.to_owned(), amount.to_owned()))
        .collect();
    while rows.len() < 2 {
        rows.push((String::new(), String::new()));
    }
    rows
}

/// Everybody else who can settle.
fn people(books: &Books, user: &User) -> Result<Vec<String>, Trouble> {
    let all = books.users()?;
    let others = all
        .into_iter()
        .filter(|other| other.id != user.id && other.may(Right::Settle));
    Ok(others.map(|other| other.name.to_string()).collect())
}

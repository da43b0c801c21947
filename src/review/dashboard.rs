//! `/dashboard`: how the lockbox does, in figures and plots.

use super::plot;
use super::shell::{Here, Shell, page};
use super::signed::Signed;
use super::station::Station;
use super::trouble::Trouble;
use super::words::{reason, time};
use crate::geometry::f64_of;
use crate::store::Books;
use crate::store::queue::QueueFilter;
use crate::user::Right;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// Days that the plot over time shows.
const DAYS: u32 = 30;
/// Days over which reviewers are counted.
const REVIEWED: i64 = 30;

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardPage {
    shell: Shell,
    as_of: String,
    tiles: Vec<Tile>,
    plots: Vec<Plot>,
}

struct Tile {
    name: &'static str,
    value: String,
    note: String,
}

struct Plot {
    title: &'static str,
    svg: String,
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// The page.
pub(super) async fn dashboard(State(station): State<Arc<Station>>, signed: Signed) -> Result<Response, Trouble> {
    signed.must(Right::Look)?;
    let shell = Shell::of(&signed, Here::Dashboard);
    let view = station
        .read(move |books, station| {
            let now = station.now();
            Ok(DashboardPage {
                shell,
                as_of: format!("As of {}", time(now)),
                tiles: tiles(books, now)?,
                plots: vec![
                    days(books)?,
                    reasons(books)?,
                    ages(books, now)?,
                    settlers(books, now)?,
                    read_rates(books)?,
                ],
            })
        })
        .await?;
    Ok(page(StatusCode::OK, &view))
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{:.1} %", 100.0 * share(part, whole))
}

fn share(part: u64, whole: u64) -> f64 {
    let float = |count: u64| f64_of(usize::try_from(count).unwrap_or(usize::MAX));
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}

fn tiles(books: &Books, now: DateTime<Utc>) -> Result<Vec<Tile>, Trouble> {
    let days = books.days(DAYS)?;
    let (decided, straight) = days.iter().fold((0, 0), |(all, straight), day| {
        (all + day.decided, straight + day.straight)
    });
    let waiting = books.queue_count(&QueueFilter::default())?;
    let settlers = books.settlers(now - TimeDelta::days(REVIEWED))?;
    let settled: usize = settlers.iter().map(|settler| settler.count).sum();
    let mut medians: Vec<u32> = settlers.iter().map(|settler| settler.median_seconds).collect();
    medians.sort_unstable();
    let median = medians
        .get(medians.len() / 2)
        .map_or_else(|| "–".to_owned(), |seconds| format!("{seconds} s"));
    Ok(vec![
        Tile {
            name: "Straight through",
            value: percent(straight, decided),
            note: format!("{straight} of {decided}, newest {} days", days.len()),
        },
        Tile {
            name: "Waiting",
            value: waiting.to_string(),
            note: "for a person".to_owned(),
        },
        Tile {
            name: "Overdue",
            value: books.overdue(now)?.len().to_string(),
            note: "past their cut-off".to_owned(),
        },
        Tile {
            name: "Settled",
            value: settled.to_string(),
            note: format!("by people, in {REVIEWED} days"),
        },
        Tile {
            name: "Time to settle",
            value: median,
            note: "median of the reviewers' medians".to_owned(),
        },
    ])
}

fn days(books: &Books) -> Result<Plot, Trouble> {
    let title = "Straight-through rate by day of receipt";
    let days = books.days(DAYS)?;
    let points: Vec<(String, f64)> = days
        .iter()
        .map(|day| (day.day.format("%b %-d").to_string(), share(day.straight, day.decided)))
        .collect();
    let row = |day: &crate::store::dashboard::Day| {
        let rate = percent(day.straight, day.decided);
        vec![
            day.day.to_string(),
            day.decided.to_string(),
            day.straight.to_string(),
            rate,
        ]
    };
    Ok(Plot {
        title,
        svg: plot::shares(title, &points),
        heads: vec!["Day", "Decided", "Posted at once", "Rate"],
        rows: days.iter().map(row).collect(),
    })
}

/// Bars of counts, with the same figures in a table.
fn counts(title: &'static str, head: &'static str, found: Vec<(String, u64)>) -> Plot {
    let bars: Vec<(String, f64, String)> = found
        .iter()
        .map(|(name, count)| (name.clone(), share(*count, 1), count.to_string()))
        .collect();
    Plot {
        title,
        svg: plot::bars(title, &bars),
        heads: vec![head, "Transactions"],
        rows: found
            .into_iter()
            .map(|(name, count)| vec![name, count.to_string()])
            .collect(),
    }
}

fn reasons(books: &Books) -> Result<Plot, Trouble> {
    let found = books.queue_by_reason()?;
    let found = found.into_iter().map(|(code, count)| (reason(&code), count)).collect();
    Ok(counts("Why transactions wait", "Reason", found))
}

fn ages(books: &Books, now: DateTime<Utc>) -> Result<Plot, Trouble> {
    let ages = books.ages(now)?;
    let none = ages.iter().all(|(_, count)| *count == 0);
    Ok(counts(
        "For how long they wait",
        "Age",
        if none { Vec::new() } else { ages },
    ))
}

fn settlers(books: &Books, now: DateTime<Utc>) -> Result<Plot, Trouble> {
    let title = "Settled by person in 30 days, and median seconds";
    let settlers = books.settlers(now - TimeDelta::days(REVIEWED))?;
    let bars: Vec<(String, f64, String)> = settlers
        .iter()
        .map(|settler| {
            let figure = format!("{}; {} s", settler.count, settler.median_seconds);
            (settler.name.to_string(), f64_of(settler.count), figure)
        })
        .collect();
    let row = |settler: &crate::store::dashboard::Settler| {
        vec![
            settler.name.to_string(),
            settler.count.to_string(),
            settler.median_seconds.to_string(),
        ]
    };
    Ok(Plot {
        title,
        svg: plot::bars(title, &bars),
        heads: vec!["Person", "Settled", "Median seconds"],
        rows: settlers.iter().map(row).collect(),
    })
}

fn read_rates(books: &Books) -> Result<Plot, Trouble> {
    let title = "Fields read on the newest checks";
    let rates = books.read_rates()?;
    let rates: Vec<_> = rates.into_iter().filter(|rate| rate.of > 0).collect();
    let bars: Vec<(String, f64, String)> = rates
        .iter()
        .map(|rate| {
            (
                rate.field.to_owned(),
                share(rate.read, rate.of),
                percent(rate.read, rate.of),
            )
        })
        .collect();
    let row = |rate: &crate::store::dashboard::ReadRate| {
        let share = percent(rate.read, rate.of);
        vec![rate.field.to_owned(), rate.of.to_string(), rate.read.to_string(), share]
    };
    Ok(Plot {
        title,
        svg: plot::bars(title, &bars),
        heads: vec!["Field", "Items", "Read", "Rate"],
        rows: rates.iter().map(row).collect(),
    })
}

//! Splitting and joining from the page: which pages, and with which transaction.

use super::Address;
use super::act::Came;
use crate::desk::{DeskError, Regrouping};
use crate::id::{PageNo, TransactionNo};
use crate::review::keyed::Keyed;
use crate::review::signed::Signed;
use crate::review::station::Station;
use crate::review::trouble::Trouble;
use crate::store::batches::ItemKey;
use std::sync::Arc;

/// Splits pages off, or joins the transaction with another of its batch.
pub(super) async fn regroup(
    station: &Arc<Station>,
    signed: &Signed,
    item: ItemKey,
    address: &Address,
    form: &Keyed,
) -> Result<Came, Trouble> {
    let chosen: Vec<PageNo> = form.all("page").filter_map(|no| no.parse().ok()).map(PageNo).collect();
    let other = form.get("join").parse().ok().map(TransactionNo);
    let joins = form.get("act") == "join-pages";
    let token = form.get("token").to_owned();
    let made = station
        .act(signed.user.clone(), move |desk| {
            let own = desk.store.pages_of(item)?;
            let (from, into) = match other.filter(|_| joins) {
                Some(other) => {
                    let more = ItemKey {
                        batch: item.batch,
                        transaction: other,
                    };
                    let all = [own, desk.store.pages_of(more)?].concat();
                    (vec![item.transaction, other], vec![all])
                }
                None if joins => return Err(DeskError::Say("with which transaction of this batch it is joined")),
                None => {
                    let (off, rest): (Vec<PageNo>, Vec<PageNo>) =
                        own.into_iter().partition(|page| chosen.contains(page));
                    (vec![item.transaction], vec![off, rest])
                }
            };
            desk.regroup(&Regrouping {
                batch: item.batch,
                from,
                into,
                token,
            })
        })
        .await?;
    let numbers: Vec<String> = made.iter().map(ToString::to_string).collect();
    let words = format!("Put together anew, as {}.", numbers.join(" and "));
    let go = made
        .first()
        .map_or_else(|| "/".to_owned(), |no| format!("/item/{}/{no}", address.batch));
    Ok(Came::There(words, go))
}

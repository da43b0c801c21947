//! The rules for what is written on checks: the section `[checks]` of `lockbox.toml`.

use super::Disposition;
use serde::{Deserialize, Serialize};

/// What a check must say. Each rule has its threshold, and a disposition that switches it off.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckRules {
    /// The share of amounts accepted from an item's own writing that may be wrong.
    pub amount_error_budget: f64,
    /// Names that an item may be payable to; spelling is forgiven.
    pub payees: Vec<String>,
    /// An item payable to somebody else.
    pub wrong_payee: Disposition,
    /// How unlike every payee a surely read name is that is another's, 0..=1: one less the share of letters that differ.
    pub payee_likeness: f64,
    /// An item dated after the day it was received.
    pub post_dated: Disposition,
    /// Days after it was received up to which a date is no matter.
    pub post_dated_days: u16,
    /// A check that is too old. Money orders never are.
    pub stale_dated: Disposition,
    /// Days before it was received from which a check is too old.
    pub stale_after_days: u16,
    /// The probability that its date is wrong from which it is held against an item.
    pub date_certainty: f64,
    /// A check without a signature.
    pub unsigned: Disposition,
    /// An item that is not drawn on a bank of the United States in US dollars.
    pub foreign_item: Disposition,
    /// Other money that an amount in words may be of; spelling is forgiven.
    pub foreign_money: Vec<String>,
    /// An item with a note that makes it payment in full.
    pub restrictive_note: Disposition,
    /// Such notes.
    pub restrictive_notes: Vec<String>,
    /// How like one of them a line must be, 0..=1.
    pub note_likeness: f64,
}

impl Default for CheckRules {
    fn default() -> Self {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        CheckRules {
            amount_error_budget: 0.0001,
            payees: texts(&[
                "Health Connector",
                "MA Health Connector",
                "Mass Health Connector",
                "Massachusetts Health Connector",
                "Health Connector MA",
                "Health Connector Massachusetts",
                "The Health Connector",
                "Commonwealth Health Connector",
                "Commonwealth Connector",
                "Commonwealth Health Insurance Connector",
                "Commonwealth Health Insurance Connector Authority",
                "Health Insurance Connector Authority",
                "Massachusetts Health Insurance Connector",
                "CCA Health Connector",
                "CCHICA",
                "Mass Connector",
            ]),
            wrong_payee: Disposition::Queue,
            payee_likeness: 0.5,
            post_dated: Disposition::Queue,
            post_dated_days: 0,
            stale_dated: Disposition::Queue,
            stale_after_days: 180,
            date_certainty: 0.15,
            unsigned: Disposition::Queue,
            foreign_item: Disposition::Queue,
            foreign_money: texts(&[
                "canadian dollars",
                "canadian funds",
                "dollars canadian",
                "cdn dollars",
                "euros",
                "pounds sterling",
                "mexican pesos",
            ]),
            restrictive_note: Disposition::Queue,
            restrictive_notes: texts(&[
                "paid in full",
                "payment in full",
                "in full payment",
                "in full settlement",
                "full settlement",
                "full and final",
                "full & final",
                "final payment in full",
                "full final payment",
                "final settlement",
                "full satisfaction",
                "in full satisfaction",
                "accord and satisfaction",
                "payment complete in full",
                "settled in full",
                "in full",
                "without prejudice",
                "under protest",
                "reservation of rights",
            ]),
            note_likeness: 0.8,
        }
    }
}

impl CheckRules {
    /// The key that is out of its range, and what is right; `None` if all are in theirs.
    pub(super) fn out_of_range(&self) -> Option<(&'static str, &'static str)> {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        if !(1e-9..=0.5).contains(&self.amount_error_budget) {
            Some(("checks.amount_error_budget", "is a share from 0.000000001 to 0.5"))
        } else if !share(self.payee_likeness) {
            Some(("checks.payee_likeness", "is from 0 to 1"))
        } else if !share(self.date_certainty) {
            Some(("checks.date_certainty", "is from 0 to 1"))
        } else if !share(self.note_likeness) {
            Some(("checks.note_likeness", "is from 0 to 1"))
        } else if self.payees.is_empty() {
            Some(("checks.payees", "has at least one name"))
        } else {
            None
        }
    }
}

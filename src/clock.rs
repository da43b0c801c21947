//! Business time: instants in UTC, the lockbox's day in America/New_York.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::America::New_York;

/// The hour of the cut-off: premiums are due at 5:00 pm Eastern on their due date.
const CUT_OFF: NaiveTime = NaiveTime::from_hms_opt(17, 0, 0).expect("17:00:00 is a time of day");

/// The instant at which a premium due on `due` is late: 5:00 pm America/New_York, so 21:00 or 22:00 UTC.
pub fn cut_off(due: NaiveDate) -> DateTime<Utc> {
    New_York
        .from_local_datetime(&due.and_time(CUT_OFF))
        .earliest()
        .expect("New York never changes its clocks in the afternoon")
        .with_timezone(&Utc)
}

/// The business date of an instant: the calendar date in New York.
pub fn business_date(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&New_York).date_naive()
}

/// A time for people: the day and the hour in New York.
pub fn eastern_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&New_York).format("%b %-d, %-I:%M %P").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_pm_eastern_is_22_utc_in_winter_and_21_in_summer() {
        let utc = |y, m, d| cut_off(NaiveDate::from_ymd_opt(y, m, d).unwrap()).to_rfc3339();
        assert_eq!(utc(2026, 1, 23), "2026-01-23T22:00:00+00:00");
        assert_eq!(utc(2026, 6, 23), "2026-06-23T21:00:00+00:00");
    }

    #[test]
    fn late_evening_in_boston_is_still_the_same_business_day() {
        let instant = DateTime::parse_from_rfc3339("2026-01-24T03:30:00Z").unwrap().into();
        assert_eq!(business_date(instant), NaiveDate::from_ymd_opt(2026, 1, 23).unwrap());
    }
}

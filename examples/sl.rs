//! Reads scan lines, for measuring.
use lockbox::config::coupon_format::*;
use lockbox::geometry::Dpi;
use std::time::Instant;
fn main() {
    let config = lockbox::config::Config::try_from(lockbox::config::ConfigFile::default()).unwrap();
    let formats: Vec<&CouponFormat> = config.formats_on(Mark::ScanLine).collect();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (path, dpi) = line.split_once(' ').unwrap();
        let page = image::open(path).unwrap().to_luma8();
        let dpi = Dpi::new(dpi.parse().unwrap()).unwrap();
        let mut us = u128::MAX;
        let mut r = Vec::new();
        for _ in 0..std::env::var("RUNS").map_or(1, |n| n.parse().unwrap()) {
            let t = Instant::now();
            r = lockbox::evidence::scan_line::read(&page, dpi, &formats);
            us = us.min(t.elapsed().as_micros());
        }
        print!("{path} {us}");
        for x in r {
            print!(" {}:{:.2}:{:?}", x.text, x.score.get(), x.fields.check);
        }
        println!();
    }
}

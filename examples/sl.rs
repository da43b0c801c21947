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
        let _ = lockbox::evidence::scan_line::read(&page, dpi, &formats);
        let t = Instant::now();
        let r = lockbox::evidence::scan_line::read(&page, dpi, &formats);
        let us = t.elapsed().as_micros();
        print!("{path} {us}");
        for x in r {
            print!(" {}:{:.2}:{:?}", x.text, x.score.get(), x.fields.check);
        }
        println!();
    }
}

//! Reads printed coupons.
use lockbox::geometry::Dpi;
use std::time::Instant;
fn main() {
    lockbox::evidence::ocr::ensure_single_threaded();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let f: Vec<&str> = line.split(' ').collect();
        let page = image::open(f[0]).unwrap().to_luma8();
        let dpi = Dpi::new(f[1].parse().unwrap()).unwrap();
        let t = Instant::now();
        let r = lockbox::evidence::printed::read(&page, dpi, f[2].parse().unwrap()).unwrap();
        let ms = t.elapsed().as_millis();
        println!(
            "{}\t{ms}\t{}\t{}\t{}\t{}\t{}",
            f[0],
            r.member_id
                .as_ref()
                .map_or(String::new(), |m| format!("{}:{:.2}", m.value, m.score.get())),
            r.bill_date.map_or(String::new(), |m| m.value.to_string()),
            r.total_due.map_or(String::new(), |m| m.value.to_string()),
            lockbox::evidence::printed::coupon_words(&r.lines).get(),
            r.lines.iter().map(|l| l.value.clone()).collect::<Vec<_>>().join("|")
        );
    }
}

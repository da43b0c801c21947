//! scratch
use lockbox::evidence::check::{fields, sheet::Sheet};
use lockbox::page::{upright, decode::decode};
fn main() {
    let limits = lockbox::config::IntakeLimits::default();
    let what = std::env::args().nth(1).unwrap();
    for (i, line) in std::io::stdin().lines().enumerate() {
        let line = line.unwrap();
        let mut it = line.split('\t'); let file = it.next().unwrap(); let frame: u32 = it.next().unwrap().parse().unwrap();
        let page = upright(decode(&std::fs::read(file).unwrap(), frame, &limits).unwrap());
        let sheet = Sheet::of(&page);
        let f = fields::find(&sheet);
        let list = match what.as_str() { "date" => &f.dates, "fig" => &f.figures, "line" => &f.lines, _ => &f.memo };
        for (k, r) in list.iter().enumerate() { sheet.cut(*r).save(format!("/tmp/w/cuts/{i:03}.{k}.png")).unwrap(); }
        if what == "all" { lockbox::page::draw::framed(&page, &[&f.dates[..], &f.figures, &f.lines, &f.memo].concat().into_iter().chain(f.signature).map(|area| lockbox::page::draw::Mark { area: sheet.on_page(area), colour: lockbox::page::draw::READ }).collect::<Vec<_>>()).save(format!("/tmp/w/cuts/{i:03}.png")).unwrap(); }
        println!("{i} {file} {list:?} frames {:?} rules {:?}", sheet.frames, sheet.rules.iter().map(|r| r.area).collect::<Vec<_>>());
    }
}

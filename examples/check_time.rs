//! scratch
use lockbox::evidence::check::{CheckReaders, FiguresNet, fields, sheet::Sheet};
use lockbox::evidence::line_reader::{LineReader, find};
use lockbox::page::{upright, decode::decode};
fn cpu() -> f64 { std::fs::read_dir("/proc/self/task").unwrap().map(|t| std::fs::read_to_string(t.unwrap().path().join("schedstat")).unwrap().split(' ').next().unwrap().parse::<f64>().unwrap() / 1e6).sum() }
fn main() {
    let reader = CheckReaders::new(LineReader::load(&find().unwrap()).unwrap(), FiguresNet::load().unwrap());
    let limits = lockbox::config::IntakeLimits::default();
    let payees = lockbox::config::checks::CheckRules::default().payees;
    let (mut n, mut dec, mut sh, mut all, mut wf, mut wl, mut wd, mut wm) = (0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0);
    let mut lt = 0.0; let mut lw = 0;
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let mut it = line.split('\t'); let file = it.next().unwrap(); let frame: u32 = it.next().unwrap().parse().unwrap();
        let bytes = std::fs::read(file).unwrap();
        let t = cpu(); let page = upright(decode(&bytes, frame, &limits).unwrap()); dec += cpu() - t;
        let t = cpu(); let sheet = Sheet::of(&page); let f = fields::find(&sheet); sh += cpu() - t;
        let w = |r: &lockbox::geometry::Rect| r.w * 48 / r.h.max(1);
        wf += f.figures.iter().map(w).sum::<u32>(); wl += f.lines.iter().take(2).map(w).sum::<u32>(); wd += f.dates.iter().take(1).map(w).sum::<u32>(); wm += f.memo.iter().map(w).sum::<u32>();
        if let Some(r) = f.lines.first() { let c = sheet.cut(*r); lw += w(r); let t = cpu(); reader.lines.read(&c); lt += cpu() - t; }
        let t = cpu(); reader.read(&page, &payees); all += cpu() - t; n += 1.0;
    }
    println!("n {n} decode+upright {:.1} sheet {:.1} read {:.1} | widths fig {:.0} lines {:.0} date {:.0} memo {:.0} | line {:.1} ms per {:.0} px", dec / n, sh / n, all / n, wf as f64 / n, wl as f64 / n, wd as f64 / n, wm as f64 / n, lt / n, lw as f64 / n);
}

//! scratch
use lockbox::evidence::check::{CheckReaders, FiguresNet};
use lockbox::evidence::line_reader::{LineReader, find};
use lockbox::page::{upright, decode::decode};
fn main() {
    let reader = CheckReaders::new(LineReader::load(&find().unwrap()).unwrap(), FiguresNet::load().unwrap());
    let limits = lockbox::config::IntakeLimits::default();
    let payees: Vec<String> = ["Health Connector", "MA Health Connector", "Mass Health Connector", "Massachusetts Health Connector","Commonwealth Health Insurance Connector Authority"].map(str::to_owned).to_vec();
    let (mut n, mut fok, mut wok, mut bok, mut ms) = (0, 0, 0, 0, 0.0);
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let mut it = line.split('\t'); let file = it.next().unwrap(); let frame: u32 = it.next().unwrap().parse().unwrap(); let truth = it.next().unwrap();
        let bytes = std::fs::read(file).unwrap();
        let raster = decode(&bytes, frame, &limits).unwrap();
        let page = upright(raster);
        let t = std::time::Instant::now();
        let r = reader.read(&page, &payees);
        let e = t.elapsed().as_secs_f64() * 1e3;
        n += 1; ms += e;
        let a = truth.split(' ').next().unwrap();
        let f = r.amount.best_by(|c| c.figures).map(|c| c.amount.to_string()).unwrap_or_default();
        let w = r.amount.best_by(|c| c.words).map(|c| c.amount.to_string()).unwrap_or_default();
        let b = r.amount.candidates.first().map(|c| c.amount.to_string()).unwrap_or_default();
        fok += (f == a) as u32; wok += (w == a) as u32; bok += (b == a) as u32;
        println!("== {} {truth} | {e:.0} ms | {} {} {}", file.rsplit('/').take(2).collect::<Vec<_>>().join("<"), if f == a {"F"} else {"f-"}, if w == a {"W"} else {"w-"}, if b == a {"B"} else {"b-"});
        println!("   fig {:?} words {:?} payee {:?} date {:?} {:?} memo {:?} sig {:?}", r.figures.map(|x| x.value), r.words.map(|x| x.value), r.payee.map(|x| x.value), r.date.map(|x| x.value), r.dates.first().map(|d| (d.date, d.probability.get())), r.memo.iter().map(|x| &x.value).collect::<Vec<_>>(), r.signature.map(|s| s.value));
        println!("   fits {:?} {:?} {:?}", r.amount.figures_fit, r.amount.words_fit, r.amount.candidates.iter().take(3).map(|c| format!("{} {:.1} {:.1}", c.amount, c.figures, c.words)).collect::<Vec<_>>());
    }
    println!("n {n} figures {fok} words {wok} both {bok} ms {:.0}", ms / n as f64);
}

//! The whole program's work, from files to commits, in a process of its own: so its memory and its threads are its own too.

use lockbox::id::Digest;
use lockbox::pipeline::{Matcher, Run, Silent};
use lockbox::store::Store;
use lockbox::store::accounts::ImportOptions;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Tells a process of the benchmark what to run, as JSON.
const JOB: &str = "LOCKBOX_BENCH_JOB";
/// What Linux counts processor time in, for every program.
const TICK: Duration = Duration::from_millis(10);

/// Batches to take in, each round into a new store.
pub(crate) struct Job {
    pub(crate) accounts: PathBuf,
    pub(crate) batches: Vec<PathBuf>,
    pub(crate) rounds: u64,
}

/// What it took, all rounds together.
pub(crate) struct Measured {
    pub(crate) wall: Duration,
    /// Processor time of all threads, in steps of 10 ms.
    pub(crate) cpu: Duration,
    /// The most memory that the process ever had, in KiB.
    pub(crate) peak: u64,
}

impl Job {
    /// Runs the job in a new process with so many threads reading.
    pub(crate) fn measured(&self, threads: u8) -> Measured {
        let job = json!({ "accounts": self.accounts, "batches": self.batches, "rounds": self.rounds });
        let output = Command::new(std::env::current_exe().expect("Linux knows the program's file"))
            .env(JOB, job.to_string())
            .env("RAYON_NUM_THREADS", threads.to_string())
            .output()
            .expect("this program can be run once more");
        let told: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("the run failed: {}", String::from_utf8_lossy(&output.stderr)));
        let figure = |name: &str| told[name].as_u64().expect("a run tells its figures");
        Measured {
            wall: Duration::from_micros(figure("wall")),
            cpu: Duration::from_millis(figure("cpu")),
            peak: figure("peak"),
        }
    }

    /// The job that this process was begun for.
    pub(crate) fn of_this_process() -> Option<Self> {
        let job: Value = serde_json::from_str(&std::env::var(JOB).ok()?).expect("the parent writes JSON");
        Some(Job {
            accounts: job["accounts"].as_str()?.into(),
            batches: job["batches"]
                .as_array()?
                .iter()
                .filter_map(|batch| batch.as_str().map(PathBuf::from))
                .collect(),
            rounds: job["rounds"].as_u64()?,
        })
    }

    /// Runs the job here and prints the figures. The stores are made first: an account master is loaded once a day, not once a batch.
    pub(crate) fn run(&self) {
        let folder = tempfile::tempdir().expect("a folder can be made where temporary files go");
        let mut stores: Vec<Store> = (0..self.rounds)
            .map(|round| self.store(&folder.path().join(round.to_string())))
            .collect();
        let (config, readers) = (crate::config(), crate::readers());
        let (cpu, started) = (cpu_time(), Instant::now());
        for store in &mut stores {
            for batch in &self.batches {
                let mut run = Run {
                    matcher: &mut Matcher::default(),
                    store: &mut *store,
                    config: &config,
                    readers: &readers,
                    now: chrono::Utc::now(),
                    accept_difference: None,
                    stop: &AtomicBool::new(false),
                    progress: &Silent,
                };
                run.batch(batch).expect("the generator's batches can be run");
            }
        }
        let told = json!({
            "wall": u64::try_from(started.elapsed().as_micros()).expect("less than a lifetime"),
            "cpu": u64::try_from(cpu_time().saturating_sub(cpu).as_millis()).expect("less than a lifetime"),
            "peak": peak(),
        });
        writeln!(std::io::stdout(), "{told}").expect("the parent listens");
    }

    fn store(&self, data: &std::path::Path) -> Store {
        let accounts = fs::read(&self.accounts).expect("the generator wrote it");
        let mut store = Store::open(data).expect("a new folder takes a store");
        store
            .import_accounts(
                &accounts[..],
                ImportOptions::default(),
                &Digest::of(&accounts),
                chrono::Utc::now(),
            )
            .expect("the generator's accounts are good");
        store
    }
}

/// Processor time of this process so far, its own and what the kernel did for it.
pub(crate) fn cpu_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux tells it");
    // The name of the program is in brackets and may hold anything; `utime` and `stime` are the 12th and 13th after it.
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2);
    TICK * ticks.filter_map(|ticks| ticks.parse::<u32>().ok()).sum()
}

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok())
        .expect("Linux tells it in kB")
}

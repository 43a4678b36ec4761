//! Each stage, and the whole, over the C files of a folder, beside a bare parse of the same files by tree-sitter-c.
//!
//! `MIGRATE_TYPES_BENCH=path/to/Python-3.11.2/Modules cargo bench`; without it, testdata/. Before the table it prints the
//! ratio of the two, in CPU time of one thread, and the memory of the whole run for each byte of the largest file.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use divan::Bencher;
use migrate_types::facts;
use migrate_types::link;
use migrate_types::options::Options;
use migrate_types::plan::{self, Settings};
use migrate_types::rules;
use migrate_types::run;
use migrate_types::source::Sources;
use migrate_types::syntax::grammar::Grammar;
use migrate_types::syntax::lex::lex;

fn main() {
    let sources = sources();
    let before = peak_memory();
    let ours = cpu(|| whole_run(sources));
    let memory = peak_memory().saturating_sub(before);
    let theirs = cpu(|| bare_parse(sources));
    let largest = sources.iter().map(|file| file.bytes.len()).max().unwrap_or(1);
    let bytes: usize = sources.iter().map(|file| file.bytes.len()).sum();
    println!("{} files, {bytes} bytes, the largest {largest}", sources.as_slice().len());
    println!("whole run     {:8.1} ms of CPU", ours.as_secs_f64() * 1e3);
    println!("bare parse    {:8.1} ms of CPU", theirs.as_secs_f64() * 1e3);
    println!("ratio         {:8.3}", ours.as_secs_f64() / theirs.as_secs_f64());
    println!(
        "peak memory   {memory} KiB more, {:.1} bytes for each of the largest file\n",
        memory as f64 * 1024.0 / largest as f64
    );
    divan::main();
}

fn sources() -> &'static Sources {
    static SOURCES: OnceLock<Sources> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
        let folder = std::env::var_os("MIGRATE_TYPES_BENCH").map_or(usual, PathBuf::from);
        let mut files = Vec::new();
        collect(&folder, &mut files);
        files.sort();
        assert!(!files.is_empty(), "no C files in {}", folder.display());
        Sources::new(files)
    })
}

fn collect(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| ["c", "h", "cpp"].iter().any(|known| end == *known)) {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

/// CPU time of the fastest of three; where the system does not tell it, time on the wall.
fn cpu(work: impl Fn()) -> Duration {
    let once = || {
        let (start, clock) = (cpu_so_far(), Instant::now());
        work();
        cpu_so_far().zip(start).map_or(clock.elapsed(), |(end, start)| end - start)
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

/// Of all threads of the process, those that ended too.
fn cpu_so_far() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// In KiB, since the process started.
fn peak_memory() -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn whole_run(sources: &Sources) {
    black_box(run::analyse(sources, &Options::default()));
}

fn bare_parse(sources: &Sources) {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_c::LANGUAGE.into()).unwrap();
    for file in sources.iter() {
        black_box(parser.parse(&file.bytes, None));
    }
}

#[divan::bench]
fn a_bare_parse_by_tree_sitter(bencher: Bencher) {
    bencher.bench(|| bare_parse(sources()));
}

#[divan::bench]
fn b_lex(bencher: Bencher) {
    bencher.bench(|| sources().iter().map(|file| lex(&file.bytes, file.is_cplusplus()).len()).sum::<usize>());
}

#[divan::bench]
fn c_items(bencher: Bencher) {
    bencher.bench(|| facts::select(sources(), Grammar::builtin()));
}

#[divan::bench]
fn d_facts_and_link(bencher: Bencher) {
    let selection = facts::select(sources(), Grammar::builtin());
    bencher.bench(|| link::read(sources(), &selection));
}

#[divan::bench]
fn e_plan(bencher: Bencher) {
    let selection = facts::select(sources(), Grammar::builtin());
    let project = link::read(sources(), &selection);
    let options = Options::default();
    let (choice, rules, statements) =
        (options.types.clone(), options.rules.clone(), options.statements.clone());
    let Options { target, gc, isolation, qualify_names, .. } = options;
    let settings = Settings { target, gc, isolation, qualify_names, choice, rules, statements };
    bencher.bench(|| plan::plan(&project, rules::ALL, &settings));
}

#[divan::bench]
fn f_whole(bencher: Bencher) {
    bencher.bench(|| whole_run(sources()));
}

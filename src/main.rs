//! The process: arguments in, exit code out.

fn main() {
    eprintln!("migrate-types: nothing here yet");
    std::process::exit(2);
}

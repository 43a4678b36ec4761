//! What some packages need beside Python: Debian packages, and a server for the time of a test run.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use migrate_types::verify::process::Call;

use super::list::Service;
use crate::{cache, shell};

/// Installs those of `names` that are missing, when we may; else says what to do.
pub fn apt(names: &[String]) -> Result<(), String> {
    let here = Path::new("/");
    let is_there = |name: &&String| {
        let query = shell::call("dpkg-query", here).args(["-W", "-f", "${db:Status-Status}"]).arg(*name);
        shell::answer(&query).is_ok_and(|answer| answer == "installed")
    };
    let missing: Vec<&String> = names.iter().filter(|name| !is_there(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let words: Vec<&str> = missing.iter().map(|name| name.as_str()).collect();
    if !is_root()? {
        return Err(format!("Debian packages are missing: apt-get install {}", words.join(" ")));
    }
    let apt = |arguments: &[&str]| {
        let call = shell::call("apt-get", here).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        shell::must(&call).map(drop)
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], words.as_slice()].concat())
}

fn is_root() -> Result<bool, String> {
    Ok(shell::answer(&shell::call("id", Path::new("/")).arg("-u"))? == "0")
}

/// A server that runs until the value is dropped, and what tells tests of it.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    pub environment: Vec<(String, String)>,
}

impl Server {
    /// Starts what `service` names, on loopback, with data of its own.
    pub fn start(service: Service) -> Result<Server, String> {
        match service {
            Service::Postgresql => postgresql(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = as_postgres(&self.programs.join("pg_ctl"), &self.folder);
        let stopped =
            stop.and_then(|call| shell::must(&call.args(["-m", "fast", "-w", "stop", "-D", "data"])));
        if let Err(problem) = stopped.and_then(|_| cache::remove(&self.folder)) {
            eprintln!("the PostgreSQL server in {} was not stopped: {problem}", self.folder.display());
        }
    }
}

fn postgresql() -> Result<Server, String> {
    let programs = newest_programs()?;
    let folder = std::env::temp_dir().join(format!("migrate-types-postgresql-{}", std::process::id()));
    cache::remove(&folder)?;
    cache::make(&folder)?;
    if is_root()? {
        shell::must(&shell::call("chown", &folder).args(["postgres", "."]))?;
    }
    let port = free_port()?;
    let run = |program: &str, arguments: &[&str]| {
        let call = as_postgres(&programs.join(program), &folder)?.args(arguments);
        shell::must(&call).map_err(|problem| format!("PostgreSQL: {problem}"))
    };
    run("initdb", &["-D", "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"])?;
    let settings = format!(
        "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} \
         -c max_prepared_transactions=10 -c fsync=off",
        folder.display()
    );
    run("pg_ctl", &["-D", "data", "-l", "log", "-w", "-o", &settings, "start"])?;
    let setting = |name: &str, value: &str| (format!("PSYCOPG2_TESTDB{name}"), value.to_owned());
    let environment = vec![
        setting("", "psycopg2_test"),
        setting("_HOST", "127.0.0.1"),
        setting("_PORT", &port.to_string()),
        setting("_USER", "postgres"),
    ];
    let server = Server { folder: folder.clone(), programs: programs.clone(), environment };
    run("createdb", &["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "postgres", "psycopg2_test"])?;
    Ok(server)
}

/// PostgreSQL refuses to be run by root.
fn as_postgres(program: &Path, folder: &Path) -> Result<Call, String> {
    Ok(match is_root()? {
        true => shell::call("runuser", folder).args(["-u", "postgres", "--"]).arg(program),
        false => shell::call(program, folder),
    })
}

/// Debian keeps them apart, one folder for each version.
fn newest_programs() -> Result<PathBuf, String> {
    let folders = migrate_types::verify::scratch::folders(Path::new("/usr/lib/postgresql"));
    let programs = folders.into_iter().rev().map(|version| version.join("bin"));
    programs
        .into_iter()
        .find(|bin| bin.join("initdb").exists())
        .ok_or_else(|| "no PostgreSQL server found".to_owned())
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

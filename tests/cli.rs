//! The program as a user meets it: arguments in; output, exit status and files out.

#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/configuration.rs"]
mod configuration;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/nothing_run.rs"]
mod nothing_run;
#[path = "cli/program.rs"]
mod program;
#[path = "cli/sameness.rs"]
mod sameness;
mod support;
#[path = "cli/surface.rs"]
mod surface;
#[path = "cli/terminal.rs"]
mod terminal;
#[path = "cli/verify.rs"]
mod verify;
#[path = "cli/whole.rs"]
mod whole;

//! `lockbox users`: who may work at the exceptions desk.

use super::{Call, Done};
use crate::desk::people::People;
use crate::store::{Books, Store};
use crate::user::{Role, User, UserName};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use std::io::{self, BufRead, IsTerminal, Write};

/// Who may work at the exceptions desk, and what each may do.
#[derive(Args)]
pub(super) struct Users {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Lists them (the same as without a command).
    List,
    /// Adds a person.
    Add {
        /// The name: letters, digits, dots, dashes, underscores.
        name: UserName,
        /// operator, reviewer, approver, supervisor or auditor.
        #[arg(long, value_parser = role)]
        role: Role,
        #[command(flatten)]
        password: Password,
    },
    /// Gives a person another role.
    Role {
        /// The name.
        name: UserName,
        /// operator, reviewer, approver, supervisor or auditor.
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Gives a person another password.
    Password {
        /// The name.
        name: UserName,
        #[command(flatten)]
        password: Password,
    },
    /// Signs a person out for good; what was done stays.
    Disable {
        /// The name.
        name: UserName,
    },
    /// Lets a person in again.
    Enable {
        /// The name.
        name: UserName,
    },
}

#[derive(Args)]
struct Password {
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
}

fn role(text: &str) -> Result<Role, String> {
    let found = Role::ALL.into_iter().find(|role| role.in_words() == text);
    found.ok_or_else(|| "a role is operator, reviewer, approver, supervisor or auditor".to_owned())
}

impl Users {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let command = self.command.unwrap_or(Command::List);
        if let Command::List = command {
            return list(call, out);
        }
        let mut store = Store::open(&call.data)?;
        let found = |store: &Store, name: &UserName| -> anyhow::Result<User> {
            store
                .user(name)?
                .with_context(|| format!("there is no user {name}; `lockbox users` lists them"))
        };
        match command {
            Command::List => {}
            Command::Add { name, role, password } => {
                let password = password.read()?;
                people(&mut store, call).add(&name, role, &password)?;
                writeln!(out, "{name} is a {role} now")?;
            }
            Command::Role { name, role } => {
                let user = found(&store, &name)?;
                people(&mut store, call).set(&user, role, user.disabled)?;
                writeln!(out, "{name} is a {role} now")?;
            }
            Command::Password { name, password } => {
                let user = found(&store, &name)?;
                people(&mut store, call).set_password(&user, &password.read()?)?;
                writeln!(out, "{name} has a new password, and must sign in anew")?;
            }
            Command::Disable { name } => {
                let user = found(&store, &name)?;
                people(&mut store, call).set(&user, user.role, true)?;
                writeln!(out, "{name} can do nothing any more")?;
            }
            Command::Enable { name } => {
                let user = found(&store, &name)?;
                people(&mut store, call).set(&user, user.role, false)?;
                writeln!(out, "{name} is a {} again", user.role)?;
            }
        }
        Ok(Done::Well)
    }
}

fn people<'a>(store: &'a mut Store, call: &Call) -> People<'a> {
    People {
        store,
        by: None,
        now: call.now,
    }
}

fn list(call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
    let users = Books::open_read_only(&call.data)?.users()?;
    if users.is_empty() {
        writeln!(out, "nobody yet; add one: lockbox users add NAME --role reviewer")?;
    }
    for user in users {
        let gone = if user.disabled { "  (disabled)" } else { "" };
        writeln!(out, "{:<32} {}{gone}", user.name.as_str(), user.role)?;
    }
    Ok(Done::Well)
}

impl Password {
    fn read(&self) -> anyhow::Result<String> {
        if self.password_stdin {
            let mut line = String::new();
            io::stdin()
                .lock()
                .read_line(&mut line)
                .context("cannot read standard input")?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        if !io::stdin().is_terminal() {
            bail!("no terminal to ask for the password; give --password-stdin and the password on standard input");
        }
        let ask = |words: &str| rpassword::prompt_password(words).context("cannot ask for the password");
        let password = ask("New password (at least 10 characters): ")?;
        if ask("Once more: ")? != password {
            bail!("the two are not the same; nothing was changed");
        }
        Ok(password)
    }
}

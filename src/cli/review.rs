//! `lockbox review`: the reviewers' web page.

use super::{Call, Done};
use crate::config::Config;
use crate::review::{Reach, Station, Tls, serve};
use crate::store::Books;
use crate::user::Right;
use anyhow::{Context, bail, ensure};
use clap::Args;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the desk listens unless told otherwise: on this machine only.
const USUAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 4126);

/// Serves the exceptions desk to browsers, until Ctrl-C.
#[derive(Args)]
pub(super) struct Review {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS", default_value_t = USUAL)]
    listen: SocketAddr,
    /// The certificate for TLS with its chain, a PEM file.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's key, a PEM file.
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// A reverse proxy with TLS stands before it: its X-Forwarded-For and X-Forwarded-Host are believed.
    #[arg(long)]
    behind_proxy: bool,
}

impl Review {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let has_tls = self.tls_certificate.is_some();
        if !self.listen.ip().is_loopback() && !has_tls && !self.behind_proxy {
            bail!(
                "{} can be reached from other machines, and passwords and check images would go over the network in the clear; give \
                 --tls-certificate and --tls-key, or --behind-proxy if a proxy with TLS stands before it",
                self.listen
            );
        }
        let config = Config::load(&call.data)?;
        let reach = Reach {
            is_secure: has_tls || self.behind_proxy,
            is_behind_proxy: self.behind_proxy,
        };
        let station = Station::open(&call.data, config, reach, call.now)?;
        must_have_users(call)?;
        let listener = TcpListener::bind(self.listen).with_context(|| {
            format!(
                "cannot listen on {}; is another lockbox there? --listen takes another port",
                self.listen
            )
        })?;
        let scheme = if has_tls { "https" } else { "http" };
        writeln!(
            out,
            "the exceptions desk is at {scheme}://{}/ until Ctrl-C",
            listener.local_addr()?
        )?;
        out.flush()?;
        let tls = match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => Some(Tls { certificate, key }),
            _ => None,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(serve(Arc::new(station), listener, tls))?;
        writeln!(out, "the desk is closed; what was done is kept")?;
        Ok(Done::Well)
    }
}

/// Nobody could sign in otherwise.
fn must_have_users(call: &Call) -> anyhow::Result<()> {
    let books = Books::open_read_only(&call.data)?;
    let users = books.users()?;
    ensure!(
        users.iter().any(|user| user.may(Right::Look)),
        "nobody can sign in yet; add somebody first: lockbox users add NAME --role reviewer"
    );
    Ok(())
}

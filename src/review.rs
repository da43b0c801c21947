//! The exceptions desk as a web page: everything it serves is in the program.
//!
//! Pages are made by the server and work without script; one small script makes acts single keys, loads the next items ahead and keeps what cannot be sent.
//! Each page is a file: its handler, its template's fields, its tests. What a person does goes to [`crate::desk`], which alone decides what may be done; here
//! it is only asked for and told.

mod accounts;
mod assets;
mod dashboard;
mod door;
mod dress;
mod image;
mod image_cache;
mod item;
mod keyed;
mod log;
mod plot;
mod queue;
mod search;
mod settled;
mod shell;
mod signed;
mod station;
mod trouble;
mod wanted;
mod words;
#[cfg(test)]
mod tests;

pub use station::{Reach, Station};

use crate::desk::cut_off;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The largest form: a letter and some fields.
const LARGEST_FORM: usize = 64 << 10;
/// How often it is looked whether a deadline is over.
const CUT_OFFS: Duration = Duration::from_mins(1);
/// How long open requests may take when the server ends.
const GRACE: Duration = Duration::from_secs(5);

/// Certificate and key for TLS.
#[derive(Clone, Copy, Debug)]
pub struct Tls<'a> {
    /// The certificate with its chain, PEM.
    pub certificate: &'a Path,
    /// Its key, PEM.
    pub key: &'a Path,
}

/// Why the desk cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Certificate or key cannot be used.
    #[error("cannot use the certificate {certificate} with its key: {source}")]
    Tls {
        /// The certificate.
        certificate: String,
        /// Why.
        source: std::io::Error,
    },
    /// The network failed.
    #[error("cannot serve the desk: {0}")]
    Io(#[from] std::io::Error),
}

/// Every page, image and act.
pub fn router(station: Arc<Station>) -> Router {
    Router::new()
        .route("/", get(queue::queue))
        .route("/login", get(door::login_page).post(door::login))
        .route("/unlock", get(door::unlock_page).post(door::unlock))
        .route("/logout", post(door::logout))
        .route("/item/{batch}/{no}", get(item::item))
        .route("/item/{batch}/{no}/act", post(item::act::act))
        .route("/keep/{batch}/{no}", post(item::act::keep))
        .route("/undo-last", post(item::act::undo_last))
        .route("/accounts", get(accounts::accounts))
        .route("/image/{batch}/{page}", get(image::page_png))
        .route("/snippet/{batch}/{page}/{area}", get(image::snippet_png))
        .route("/search", get(search::search))
        .route("/settled", get(settled::settled))
        .route("/dashboard", get(dashboard::dashboard))
        .route("/log", get(log::log))
        .route("/log/{batch}/{no}", get(log::log_of))
        .route("/assets/{name}", get(assets::asset))
        .fallback(|| async { trouble::Trouble::NoSuch("such page") })
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn(dress::dress))
        .with_state(station)
}

/// Serves the desk until the process is asked to end, by Ctrl-C or SIGTERM.
///
/// # Errors
/// Certificate or key are wrong; the network fails.
pub async fn serve(station: Arc<Station>, listener: TcpListener, tls: Option<Tls<'_>>) -> Result<(), ServeError> {
    listener.set_nonblocking(true)?;
    let handle = Handle::new();
    let ending = handle.clone();
    tokio::spawn(async move {
        asked_to_end().await;
        ending.graceful_shutdown(Some(GRACE));
    });
    let warm = Arc::clone(&station);
    // the accounts are in memory before somebody first looks for one
    tokio::spawn(async move {
        warm.read(|books, station| Ok(station.matcher().index(books).map(|_| ())?))
            .await
    });
    tokio::spawn(see_to_cut_offs(Arc::clone(&station)));
    let service = router(station).into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await?,
        Some(Tls { certificate, key }) => {
            // fails only where one is installed already, which does as well
            let _ = rustls::crypto::ring::default_provider().install_default();
            let config = RustlsConfig::from_pem_file(certificate, key)
                .await
                .map_err(|source| ServeError::Tls {
                    certificate: certificate.display().to_string(),
                    source,
                })?;
            axum_server::from_tcp_rustls(listener, config)?
                .handle(handle)
                .serve(service)
                .await?;
        }
    }
    Ok(())
}

/// Applies the default decision to what is left unsettled at its deadline, as long as the desk is served; each exception gets it once.
async fn see_to_cut_offs(station: Arc<Station>) {
    let mut minutes = tokio::time::interval(CUT_OFFS);
    loop {
        minutes.tick().await;
        let (config, now) = (station.config.clone(), station.now());
        let done = station
            .write(move |store| Ok(cut_off::apply(store, &config, now)?))
            .await;
        // What fails now, since another process writes, is tried again in a minute.
        drop(done);
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the process is ended by the signal itself.
    let _ = tokio::signal::ctrl_c().await;
}

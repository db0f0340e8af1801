//! What the operating system asks of us.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Starts listening for SIGTERM and SIGINT; what it gives is done when one of them came.
#[cfg(unix)]
pub fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Starts listening for Ctrl-C; what it gives is done when it came.
#[cfg(not(unix))]
pub fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

/// The requests to read the certificate again (SIGHUP). Where the system has no such signal, nobody ever asks.
pub(super) struct Reloads {
    #[cfg(unix)]
    hangups: Option<Signal>,
}

impl Reloads {
    pub(super) fn new() -> Self {
        Self {
            #[cfg(unix)]
            hangups: signal(SignalKind::hangup()).ok(),
        }
    }

    /// Done when somebody asked.
    pub(super) async fn asked(&mut self) {
        #[cfg(unix)]
        if let Some(hangups) = &mut self.hangups
            && hangups.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}

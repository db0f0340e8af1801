//! What a person can do nothing about. It is logged once, where it becomes an answer.

/// A failure of the ground: the database, the machine, a broken promise of the code.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    #[error("the database is busy: no connection or turn to write within the time limit")]
    Busy,
    #[error(transparent)]
    Sealed(#[from] crate::secret::Unopenable),
    #[error("stored data does not read as {what}: {reason}")]
    Stored { what: &'static str, reason: String },
    #[error("a page did not render: {0}")]
    Render(#[from] askama::Error),
    #[error("{0}")]
    Other(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the same request may succeed in a moment: nobody was found free in time.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy | Self::Database(sea_orm::DbErr::ConnectionAcquire(_)))
    }

    /// Something stored that this version cannot read.
    pub fn stored(what: &'static str, reason: impl ToString) -> Self {
        Self::Stored { what, reason: reason.to_string() }
    }
}

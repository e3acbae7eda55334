//! Everything that can go wrong in the domain. Says nothing about transport.

use omoios_api::{FieldError, PhaseConflictDetails, TaskConflictDetails};

/// Result of an engine call.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The id names nothing, or nothing the caller may see.
    #[error("there is no {what} `{id}`")]
    NotFound {
        /// What was looked for, in a word.
        what: &'static str,
        /// The id that was given.
        id: String,
    },
    /// The state of things does not allow it.
    #[error("{}", .0.message)]
    Conflict(Box<Conflict>),
    /// The request is well formed and makes no sense.
    #[error("{}", invalid_text(.0))]
    Invalid(Vec<FieldError>),
    /// The cursor was not made by this list.
    #[error("the cursor is not one that this list has returned; start again without a cursor")]
    BadCursor,
    /// More bytes than allowed.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The largest number of bytes accepted.
        limit: u64,
    },
    /// The caller stopped sending, or sent what cannot be read.
    #[error("the upload was not readable to its end: {0}")]
    BrokenUpload(String),
    /// The store cannot be written: disk full, read-only or shutting down.
    #[error("the store does not accept changes: {0}")]
    Unavailable(String),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// The disk failed.
    #[error("disk: {0}")]
    Disk(#[source] std::io::Error),
    /// Stored data cannot be read: a fault of the program.
    #[error("stored data: {0}")]
    Corrupt(String),
}

/// A refusal because of the present state.
#[derive(Debug)]
pub struct Conflict {
    /// Stable name of the refusal.
    pub code: &'static str,
    /// What is in the way, for people.
    pub message: String,
    /// Facts for programs.
    pub details: Option<ConflictDetails>,
}

/// Facts about a refusal.
#[derive(Debug)]
pub enum ConflictDetails {
    /// A move between phases.
    Phase(PhaseConflictDetails),
    /// A change of a task.
    Task(TaskConflictDetails),
}

impl Error {
    /// A refusal without further facts.
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict(Box::new(Conflict { code, message: message.into(), details: None }))
    }

    /// A refusal to change a task.
    pub(crate) fn task_conflict(code: &'static str, message: String, details: TaskConflictDetails) -> Self {
        let details = Some(ConflictDetails::Task(details));
        Self::Conflict(Box::new(Conflict { code, message, details }))
    }

    /// A refusal to move a spec.
    pub(crate) fn phase_conflict(code: &'static str, message: String, details: PhaseConflictDetails) -> Self {
        let details = Some(ConflictDetails::Phase(details));
        Self::Conflict(Box::new(Conflict { code, message, details }))
    }

    /// One fault in one member.
    pub(crate) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }

    pub(crate) fn not_found(what: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound { what, id: id.into() }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(8) => Self::Unavailable("the database is read-only".into()),
            Some(10) => Self::Unavailable("the disk reports an error".into()),
            Some(13) => Self::Unavailable("the disk is full".into()),
            _ if matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
                Self::Unavailable("no database connection is free".into())
            }
            _ => Self::Database(error),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Unavailable("the disk is full".into()),
            std::io::ErrorKind::ReadOnlyFilesystem => Self::Unavailable("the disk is read-only".into()),
            _ => Self::Disk(error),
        }
    }
}

/// SQLite's primary result code: the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

fn invalid_text(errors: &[FieldError]) -> String {
    let texts: Vec<String> =
        errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
    texts.join("; ")
}

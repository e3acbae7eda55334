//! What all emitters share: the [`Emitter`] trait, [`Files`], name [`Scope`]s, casing, documentation text and the
//! literal encoders.
//!
//! Nothing that came out of a description reaches a generated file but through [`encode`] (texts), [`Scope`]
//! (identifiers) or [`Files`] (paths).

pub mod case;
mod emitter;
pub mod encode;
mod files;
mod html;
mod package;
mod prose;
mod scope;

pub use emitter::{Emission, Emitter};
pub use files::{FileError, Files};
pub use package::{GoPackage, PackageConfig, RustPackage, TsPackage};
pub use prose::Prose;
pub use scope::Scope;

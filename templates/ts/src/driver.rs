//! The driver program of the SDK: JSON lines in, calls of the package's public typed methods, JSON lines out.
//!
//! Only the table of operations is generated; the fixed part of the program is embedded as it is.

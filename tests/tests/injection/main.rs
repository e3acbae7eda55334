//! Text of a description never becomes code, in any language.

mod rust;
mod script;

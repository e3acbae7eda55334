//! What the templates of the driver print.

use askama::Template;
use clade_emit::encode::GoStr;

use crate::code::Code;
use crate::names::Ident;

/// The program and its loop.
#[derive(Debug, Template)]
#[template(path = "driver/main.go.j2", escape = "none")]
pub(crate) struct MainNode {
    /// Version of the generator.
    pub generator: Code,
    /// The package.
    pub module: GoStr,
}

/// Calls and answers.
#[derive(Debug, Template)]
#[template(path = "driver/call.go.j2", escape = "none")]
pub(crate) struct CallNode {
    /// Version of the generator.
    pub generator: Code,
    /// The package.
    pub module: GoStr,
    /// The package of options.
    pub option: Code,
}

/// The client and errors.
#[derive(Debug, Template)]
#[template(path = "driver/client.go.j2", escape = "none")]
pub(crate) struct ClientFileNode {
    /// Version of the generator.
    pub generator: Code,
    /// The package.
    pub module: GoStr,
    /// The package of options.
    pub option: Code,
}

/// Arguments of bytes.
#[derive(Debug, Template)]
#[template(path = "driver/bytes.go.j2", escape = "none")]
pub(crate) struct BytesNode {
    /// Version of the generator.
    pub generator: Code,
    /// The package of options.
    pub option: Code,
}

/// An operation in the list.
#[derive(Debug)]
pub(crate) struct KeyNode {
    /// Its key.
    pub key: GoStr,
    /// Its function.
    pub name: Ident,
}

/// All operations.
#[derive(Debug, Template)]
#[template(path = "driver/operations.go.j2", escape = "none")]
pub(crate) struct OperationsNode {
    /// Version of the generator.
    pub generator: Code,
    /// Lines of the import declaration.
    pub imports: Vec<Code>,
    /// The operations.
    pub keys: Vec<KeyNode>,
    /// Their functions.
    pub items: Vec<Code>,
}

/// What a handler answers with.
#[derive(Debug)]
pub(crate) enum DriverGive {
    /// Nothing.
    Nothing,
    /// A value.
    Value,
    /// A download.
    Bytes,
    /// Events.
    Stream {
        /// The function that names an event's variant.
        variant: Code,
    },
    /// Items of pages.
    Pages {
        /// The call of the iterator.
        all: Code,
        /// Type of a page.
        ty: Code,
        /// Type of the list of its items.
        list: Code,
        /// Test that there are no items.
        none: Option<Code>,
        /// Its items.
        items: Code,
        /// The function that names the variant of an item of the iterator.
        variant: Code,
        /// The function that names the variant of an item of a page.
        page_variant: Code,
    },
}

/// The function of an operation.
#[derive(Debug, Template)]
#[template(path = "driver/operation.go.j2", escape = "none")]
pub(crate) struct HandlerNode {
    /// Its name.
    pub name: Ident,
    /// Statements that take the arguments.
    pub takes: Vec<Code>,
    /// The call.
    pub callee: Code,
    /// What it answers with.
    pub give: DriverGive,
}

/// The function that names a union's variant.
#[derive(Debug, Template)]
#[template(path = "driver/variant.go.j2", escape = "none")]
pub(crate) struct VariantSwitchNode {
    /// Its name.
    pub name: Code,
    /// The union.
    pub ty: Code,
    /// Types with names.
    pub cases: Vec<(Code, GoStr)>,
}

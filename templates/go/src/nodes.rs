//! What the templates print: every field is finished code.

use askama::Template;
use clade_emit::encode::{GoComment, GoStr};

use crate::code::Code;
use crate::names::Ident;

/// A Go file.
#[derive(Debug, Template)]
#[template(path = "file.go.j2", escape = "none")]
pub(crate) struct FileNode {
    /// Version of the generator.
    pub generator: Code,
    /// Comment of the package, in one file of it.
    pub doc: GoComment,
    /// The package.
    pub package: Code,
    /// Import paths of the standard library.
    pub std: Vec<GoStr>,
    /// Import paths of the module.
    pub own: Vec<GoStr>,
    /// Declarations, each with a blank line before it.
    pub items: Vec<Code>,
}

/// A member of a struct.
#[derive(Debug)]
pub(crate) struct FieldNode {
    /// Its comment.
    pub doc: GoComment,
    /// Name, type and tag in columns.
    pub line: Code,
}

/// A member that gets a value before it is written.
#[derive(Debug)]
pub(crate) struct DefaultNode {
    /// The test of its being unset.
    pub unset: Code,
    /// The member.
    pub name: Ident,
    /// The value.
    pub value: Code,
}

/// The members of a struct that are not declared.
#[derive(Debug)]
pub(crate) struct ExtraNode {
    /// The map's name.
    pub name: Ident,
    /// Type of its values.
    pub ty: Code,
    /// Names of the declared members on the wire.
    pub declared: Vec<GoStr>,
}

/// A struct.
#[derive(Debug, Template)]
#[template(path = "struct.go.j2", escape = "none")]
pub(crate) struct StructNode {
    /// Comment.
    pub doc: GoComment,
    /// Name.
    pub name: Ident,
    /// Members.
    pub fields: Vec<FieldNode>,
    /// What is set before writing.
    pub defaults: Vec<DefaultNode>,
    /// Members that are not declared.
    pub extra: Option<ExtraNode>,
    /// Names on the wire that cannot stand in a tag, each with its stand-in.
    pub renames: Vec<(GoStr, GoStr)>,
    /// Whether there is a method for writing.
    pub writes: bool,
    /// The expression that writes the members, as long as their names are on the wire as they are in tags.
    pub write: Code,
    /// Whether there is a method for reading.
    pub reads: bool,
}

/// An enum.
#[derive(Debug, Template)]
#[template(path = "enum.go.j2", escape = "none")]
pub(crate) struct EnumNode {
    /// Comment.
    pub doc: GoComment,
    /// Name.
    pub name: Ident,
    /// `string` or `int64`.
    pub repr: Code,
    /// Declarations of the values, in columns.
    pub values: Vec<FieldNode>,
    /// Names of the values, joined by commas.
    pub names: Code,
}

/// A declared type that is another one.
#[derive(Debug, Template)]
#[template(path = "alias.go.j2", escape = "none")]
pub(crate) struct AliasNode {
    /// Comment.
    pub doc: GoComment,
    /// Name.
    pub name: Ident,
    /// What it is.
    pub ty: Code,
}

/// How a variant's type is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum VariantForm {
    /// A struct or union that is declared elsewhere, by pointer.
    Pointer,
    /// An enum that is declared elsewhere, by value.
    Value,
    /// A type of its own over a basic type, a list or a map.
    Defined {
        /// The type below.
        under: Code,
    },
    /// A struct around a value of another type.
    Wrapped {
        /// The value's type.
        under: Code,
    },
}

/// A type of a union.
#[derive(Debug)]
pub(crate) struct VariantNode {
    /// Comment of a type of its own.
    pub doc: GoComment,
    /// Its type.
    pub ty: Ident,
    /// How it is declared.
    pub form: VariantForm,
}

/// How a union reads one of its variants.
#[derive(Debug)]
pub(crate) struct CaseNode {
    /// Tags joined by commas, or the test of a shape.
    pub test: Code,
    /// The variant's type.
    pub ty: Ident,
    /// Whether it is handed out by pointer.
    pub pointer: bool,
}

/// How a union writes a variant that has no tag by itself.
#[derive(Debug)]
pub(crate) struct TaggedNode {
    /// The variant's type as a case of a type switch.
    pub ty: Code,
    /// The tag.
    pub tag: GoStr,
}

/// How a union is read.
#[derive(Debug)]
pub(crate) enum UnionRead {
    /// By a member.
    Tag {
        /// The member.
        wire: GoStr,
        /// Cases.
        cases: Vec<CaseNode>,
        /// What a missing or unknown tag means.
        otherwise: Option<CaseNode>,
        /// Variants that get their tag when written.
        tagged: Vec<TaggedNode>,
    },
    /// By shape.
    Shape {
        /// Cases in order.
        cases: Vec<CaseNode>,
    },
}

/// A union.
#[derive(Debug, Template)]
#[template(path = "union.go.j2", escape = "none")]
pub(crate) struct UnionNode {
    /// Comment.
    pub doc: GoComment,
    /// Name of the holder.
    pub name: Ident,
    /// Comment of the holder's member.
    pub data_doc: GoComment,
    /// The sealed interface.
    pub data: Ident,
    /// Comment of the interface.
    pub interface_doc: GoComment,
    /// The unexported method that seals it.
    pub seal: Ident,
    /// The unknown variant.
    pub unknown: Ident,
    /// Comment of the unknown variant.
    pub unknown_doc: GoComment,
    /// Whether the unknown variant has a type.
    pub(crate) typed: bool,
    /// The variants' types.
    pub variants: Vec<VariantNode>,
    /// The methods that seal the interface, in columns.
    pub seals: Vec<Code>,
    /// How it is read.
    pub read: UnionRead,
}

/// An argument of a method.
#[derive(Debug)]
pub(crate) struct ArgNode {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Code,
}

/// What a method gives.
#[derive(Debug)]
pub(crate) enum Give {
    /// Nothing but an error.
    Nothing,
    /// A pointer to a decoded value.
    Pointer {
        /// The value's type.
        ty: Code,
    },
    /// A pointer to a decoded value, or nil.
    OptionalPointer {
        /// The value's type.
        ty: Code,
    },
    /// A decoded value.
    Value {
        /// Its type.
        ty: Code,
    },
    /// A decoded value, or its zero.
    OptionalValue {
        /// Its type.
        ty: Code,
    },
    /// Text.
    Text,
    /// A download.
    Bytes,
    /// A stream.
    Stream {
        /// Type of an event.
        item: Code,
        /// What kind of stream.
        kind: Code,
        /// The function that decodes an event.
        decode: Code,
    },
}

/// A method of a service.
#[derive(Debug, Template)]
#[template(path = "method.go.j2", escape = "none")]
pub(crate) struct MethodNode {
    /// Comment.
    pub doc: GoComment,
    /// The service's type.
    pub service: Ident,
    /// The method's name.
    pub name: Ident,
    /// Arguments between the context and the options.
    pub args: Vec<ArgNode>,
    /// Types of the results.
    pub result: Code,
    /// Statements before the request is built.
    pub before: Vec<Code>,
    /// The expression that builds the request.
    pub request: Code,
    /// What it gives.
    pub give: Give,
}

/// What is fixed about an operation.
#[derive(Debug, Template)]
#[template(path = "operation.go.j2", escape = "none")]
pub(crate) struct OperationNode {
    /// The variable.
    pub var: Ident,
    /// Members with their values, in columns.
    pub members: Vec<Code>,
}

/// The methods of a paged operation.
#[derive(Debug, Template)]
#[template(path = "pages.go.j2", escape = "none")]
pub(crate) struct PagesNode {
    /// Comment of the iterator.
    pub doc: GoComment,
    /// The service's type.
    pub service: Ident,
    /// The iterator's name.
    pub all: Ident,
    /// The method that builds a request.
    pub page: Ident,
    /// Arguments between the context and the options.
    pub args: Vec<ArgNode>,
    /// The arguments as they are passed on, those of a page with `turn` for `params`.
    pub passed: Code,
    /// Statements before the request is built.
    pub before: Vec<Code>,
    /// The expression that builds the request.
    pub request: Code,
    /// The page's type.
    pub ty: Code,
    /// The iterator's item.
    pub item: Code,
    /// `core.Items` or `core.Values`.
    pub adapter: Code,
    /// Type of the list of items.
    pub list: Code,
    /// What the iteration begins with.
    pub start: Code,
    /// Statements that put the position into the parameters.
    pub moves: Vec<Code>,
    /// Whether the request goes to the address of the position.
    pub by_address: bool,
    /// Statements that look at a page.
    pub look: Vec<Code>,
    /// Test that there are no items, if there can be none at all.
    pub none: Option<Code>,
    /// The items of a page.
    pub items: Code,
}

/// A variant that the name of an event stands for.
#[derive(Debug)]
pub(crate) struct EventCaseNode {
    /// The event.
    pub event: GoStr,
    /// The variant's type.
    pub ty: Ident,
    /// Whether it is handed out by pointer.
    pub pointer: bool,
    /// Whether the event's data is text, not JSON.
    pub text: bool,
}

/// The function that reads an event whose name tells its type.
#[derive(Debug, Template)]
#[template(path = "event.go.j2", escape = "none")]
pub(crate) struct EventNode {
    /// Its name.
    pub name: Ident,
    /// Type of the item.
    pub item: Code,
    /// Events with their types.
    pub cases: Vec<EventCaseNode>,
    /// The unknown variant of the item's union.
    pub unknown: Option<Ident>,
}

/// A service as a member of the client.
#[derive(Debug)]
pub(crate) struct ServiceMember {
    /// Comment.
    pub doc: GoComment,
    /// Name and type in columns.
    pub line: Code,
    /// Name.
    pub member: Ident,
    /// The service's type.
    pub ty: Ident,
}

/// The client.
#[derive(Debug, Template)]
#[template(path = "client.go.j2", escape = "none")]
pub(crate) struct ClientNode {
    /// Version of the SDK.
    pub version: GoStr,
    /// Name of the package.
    pub package: GoStr,
    /// Members of the client, in columns.
    pub services: Vec<ServiceMember>,
    /// Prefix of environment variables.
    pub env: Code,
    /// What the SDK knows of the API, in columns.
    pub api: Vec<Code>,
    /// The security schemes.
    pub schemes: Vec<Code>,
}

/// A service.
#[derive(Debug, Template)]
#[template(path = "service.go.j2", escape = "none")]
pub(crate) struct ServiceNode {
    /// Comment.
    pub doc: GoComment,
    /// Its type.
    pub ty: Ident,
}

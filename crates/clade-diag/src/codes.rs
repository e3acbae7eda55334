//! The one table of every message the toolkit can say.
//!
//! Each row gives a code, a constructor with the blanks of its sentence, a default severity, the sentence, the
//! help and the long text of `clade explain`. The constructor returns a [`Diag`] to be completed with
//! its place: `codes::dangling_reference("#/a").at(place)`. A row is referred to by its constant: `codes::CL0201`.
//!
//! Groups: 01xx reading and syntax, 02xx references, 03xx document structure, 04xx schemas, 05xx operations and
//! parameters, 06xx degradations, 07xx names, 08xx output and configuration, 09xx emitters and wire.

use std::fmt;

use crate::code::{Code, Row};
use crate::{Diag, Severity};

macro_rules! codes {
    ($(
        $code:ident $name:ident($($blank:ident),*) $severity:ident
            $title:literal
            help $help:literal
            explain $explain:literal
    )*) => {
        $(
            #[doc = $title]
            pub const $code: Code = Code::of(&Row {
                code: stringify!($code),
                severity: Severity::$severity,
                title: $title,
                help: $help,
                explain: $explain,
            });

            #[doc = $title]
            pub fn $name($($blank: impl fmt::Display),*) -> Diag {
                $(let $blank = crate::blank::short($blank);)*
                Diag::new($code, format!($title))
            }
        )*

        /// Every row, in order.
        pub const ALL: &[Code] = &[$($code),*];
    };
}

codes! {
    // ---- 01xx: reading and syntax ----

    CL0101 unreadable_file(path, reason) Error
        "cannot read `{path}`: {reason}"
        help "check the path and its permissions"
        explain "The file given on the command line could not be opened or is not a regular file. Nothing was read."

    CL0102 not_utf8(byte) Error
        "the file is not UTF-8: unexpected byte {byte}"
        help "save the file as UTF-8"
        explain "Descriptions are text in UTF-8. The place is that of the first byte that does not fit; a file saved \
            as Latin-1 or Windows-1252 breaks at its first accented letter."

    CL0103 utf16() Error
        "the file is UTF-16, not UTF-8"
        help "save the file as UTF-8"
        explain "The file begins with the byte-order mark of UTF-16. Some editors save that way when asked for \
            `Unicode`; OpenAPI descriptions are UTF-8."

    CL0104 nul_byte() Error
        "the file contains a NUL character"
        help "remove it; a binary file may have been given by mistake"
        explain "NUL (U+0000) is not allowed in JSON or YAML text. It usually means that the file is not a \
            description at all, or that it was damaged. An escaped `\\u0000` inside a string is allowed."

    CL0105 json_syntax(expected, found) Error
        "expected {expected}, found {found}"
        help "correct the JSON at this place"
        explain "The file starts like JSON but breaks its grammar at the place shown, and it is no YAML either. \
            Nothing of the file was used."

    CL0106 yaml_syntax(problem) Error
        "not YAML: {problem}"
        help "correct the YAML at this place; mind the indentation, and quote text with `: ` or ` #` in it"
        explain "The file breaks the grammar of YAML 1.2 at the place shown. Nothing of the file was used. Frequent \
            causes: a line indented by a tab, unquoted text that contains `: `, a `{` or `*` at the start of \
            unquoted text."

    CL0107 empty_input() Error
        "the file is empty"
        help "give a file that holds an OpenAPI description"
        explain "There is no value in the file: it has no bytes, only white space, or only comments."

    CL0108 input_too_large(limit) Error
        "the description is larger than {limit} bytes"
        help "split it, or leave out large examples"
        explain "All files of a description together may have a bounded size, so that a hostile one cannot exhaust \
            the machine. The largest public descriptions have a fifth of the bound."

    CL0109 too_deep(limit) Error
        "nested deeper than {limit} levels"
        help "move the inner parts to `components` and refer to them"
        explain "Arrays and objects may be nested to a bounded depth, so that a hostile description cannot exhaust \
            the stack. Hand-written descriptions stay below thirty levels."

    CL0110 too_many_nodes(limit) Error
        "the description has more than {limit} values"
        help "split it, or leave out large examples"
        explain "All files of a description together may hold a bounded number of values (objects, arrays and \
            scalars), so that a hostile one cannot exhaust memory. The largest public descriptions have a quarter \
            of the bound."

    CL0111 alias_expansion(factor) Error
        "YAML aliases expand to more than {factor} times the file"
        help "use `$ref` instead of aliases of aliases"
        explain "A few lines of YAML aliases can expand to billions of values. Expansion is bounded by a multiple \
            of the file's size; descriptions that use anchors sensibly stay far below."

    CL0112 too_many_files(limit) Error
        "the description refers to more than {limit} files"
        help "bundle the description first"
        explain "The number of files that a description may pull in by `$ref` is bounded."

    CL0113 duplicate_key(key) Warning
        "the key `{key}` occurs twice in one object"
        help "remove one of them"
        explain "JSON and YAML leave open what a repeated key means, and tools differ. Here the last one is used \
            and the others are ignored."

    CL0114 control_character(character) Warning
        "a string contains the control character {character} unescaped"
        help "write it as an escape, such as `\\n` or `\\t`"
        explain "JSON does not allow control characters in strings. The character is kept as it stands."

    CL0115 lone_surrogate(escape) Warning
        "`{escape}` is half of a surrogate pair"
        help "write the character itself, or both halves"
        explain "`\\ud800` to `\\udfff` mean something only in pairs. The lone half has no character and is replaced \
            by U+FFFD."

    CL0116 json_read_as_yaml(problem) Warning
        "not valid JSON, but valid YAML: {problem}"
        help "correct the JSON; other tools will refuse it"
        explain "The file starts like JSON but breaks its grammar at the place shown: a trailing comma, a comment, \
            unquoted keys. YAML allows these, so the file was read as YAML."

    CL0117 several_documents() Warning
        "the file holds several YAML documents; only the first is used"
        help "remove the `---` line, or put the rest in a file of its own"
        explain "A line `---` starts a new document within a YAML file. An OpenAPI description is one document."

    CL0118 key_not_scalar() Warning
        "a key that is itself a list or mapping is left out"
        help "quote the key if it was meant as text"
        explain "YAML allows any value as a key, JSON only strings. The entry has no meaning in a description. A key \
            that starts with `{` or `[` must be quoted to be text."

    CL0119 alias_cycle() Error
        "the alias stands inside what it refers to"
        help "use `$ref` for recursive schemas"
        explain "A YAML alias inside its own anchor would expand without end. Recursion in schemas is written by \
            `$ref`."

    CL0120 merge_not_mapping() Warning
        "`<<` merges mappings only"
        help "give an alias of a mapping, or a list of them"
        explain "The merge key `<<` takes over the members of another mapping. What stands here is none, and is \
            left out."

    CL0121 unknown_tag(tag) Warning
        "the YAML tag `{tag}` is ignored"
        help "remove the tag"
        explain "A description has the types of JSON. Tags other than those for strings, numbers, booleans, null, \
            lists and mappings have no meaning in it; the value is read as if the tag were not there (a scalar as \
            a string)."

    CL0122 number_not_json(number) Warning
        "`{number}` cannot be written in JSON and is read as text"
        help "quote it, or give a finite number"
        explain "YAML has infinities, not-a-number and arbitrarily large hexadecimal numbers; JSON, which \
            descriptions are made of, has not."

    // ---- 02xx: references ----

    CL0201 dangling_reference(reference) Degraded
        "`{reference}` points to nothing"
        help "correct the reference, or add what it points to"
        explain "A `$ref` names a place that does not exist. The part that refers to it is treated as unknown: a \
            schema accepts any value, a parameter, body or response is left out."

    CL0202 reference_cycle(reference) Degraded
        "`{reference}` leads back to itself"
        help "let one of the references point to an actual definition"
        explain "A chain of references ends where it began, with no definition in between. Nothing is known about \
            such a part: a schema accepts any value, any other part is left out."

    CL0203 reference_outside_root(reference) Error
        "`{reference}` leads outside the description's folder"
        help "name a higher folder with `--root DIR`, or `root` in clade.toml, if the files there may be read"
        explain "References may lead to files in the folder of the entry document and below it, nowhere else: a \
            description from an untrusted source must not be able to read other files of this machine. `--root`, \
            or `root` in clade.toml, names a higher folder. Symbolic links are followed before this is judged."

    CL0204 remote_reference(reference) Degraded
        "`{reference}` is not a local file; nothing is fetched"
        help "download the file, put it beside the description, and refer to it by a relative path"
        explain "References to other hosts are not followed: generation works offline and gives the same output \
            every time. The part that refers is treated as unknown: a schema accepts any value, a parameter, body \
            or response is left out."

    CL0205 unreadable_reference(reference, reason) Degraded
        "cannot read the file of `{reference}`: {reason}"
        help "correct the path; it is relative to the file that the reference stands in"
        explain "A `$ref` names another file that could not be read. The part that refers is treated as unknown: a \
            schema accepts any value, a parameter, body or response is left out, and so are the operations of a \
            path."

    CL0206 nearest_definitions(reference) Warning
        "`{reference}` is not in this document; the enclosing schema's definition is used"
        help "move the definition to `components/schemas` and refer to it there"
        explain "Some frameworks paste a schema with its own `$defs` into a description without adjusting the \
            references inside, so that `#/$defs/X` points to the root of the document, which has none. What was \
            meant is the nearest enclosing schema that defines `X`."

    CL0207 reference_not_text(found) Degraded
        "`$ref` must be a string, but is {found}"
        help "write the reference as a string"
        explain "The value of `$ref` is a URI reference. Nothing is known about the part."

    CL0208 malformed_reference(reference, problem) Degraded
        "`{reference}` is not a valid reference: {problem}"
        help "correct the reference; in its fragment `/` is written `~1` and `~` is written `~0`"
        explain "The text of a `$ref` could not be understood. The part that refers is treated as unknown."

    CL0209 reference_to_wrong_kind(reference, expected, found) Degraded
        "`{reference}` should lead to {expected}, but leads to {found}"
        help "point it to the right part"
        explain "The reference leads to an existing place that holds something of another kind."

    CL0210 dynamic_reference(keyword, reference) Warning
        "`{keyword}: {reference}` is read as a plain `$ref`"
        help "nothing to do unless the schema is meant to be extended at run time"
        explain "A dynamic reference may be re-targeted by the schema that uses it. Generated types are static: \
            the reference is resolved once, to the anchor of that name in the same file; `#` is the enclosing \
            schema that has a name."

    CL0211 reference_expansion(limit) Error
        "references expand to more than {limit} values"
        help "refer to large parts less often, or split the description"
        explain "Parts that are referred to by many others are copied into each of them: path items, examples, the \
            parameters of a path. The sum of the copies is bounded, so that a hostile description cannot exhaust \
            memory. What is beyond the bound is left out."

    // ---- 03xx: document structure ----

    CL0301 not_openapi(problem) Error
        "this is not an OpenAPI description: {problem}"
        help "give the file whose first member is `openapi: 3.x.y`"
        explain "An OpenAPI description is an object with the members `openapi`, `info` and at least one of `paths`, \
            `webhooks` and `components`. A file that is only referred to by others cannot be the entry."

    CL0302 swagger_2() Error
        "this is Swagger 2.0; OpenAPI 3.0, 3.1 and 3.2 are read"
        help "convert it first, for instance with `npx swagger2openapi` or the converter of the Swagger editor"
        explain "Swagger 2.0 is the predecessor of OpenAPI 3. Its parameters, bodies and security differ too much to \
            be read leniently; established converters exist."

    CL0303 unknown_version(version) Warning
        "`{version}` is no known OpenAPI version; read as the newest"
        help "write a version such as `3.1.1`"
        explain "Versions 3.0.x, 3.1.x and 3.2.x are known. All are read by the union of their rules."

    CL0304 wrong_kind(member, expected, found) Warning
        "`{member}` must be {expected}, but is {found}; left out"
        help "correct the value, or remove the member"
        explain "A member has a value of a kind that makes no sense there. The description is read as if the member \
            were absent."

    CL0305 missing_member(member, part) Warning
        "{part} lacks `{member}`"
        help "add it"
        explain "OpenAPI requires the member. The description is read as well as it can be without it."

    CL0306 unknown_member(member, part) Warning
        "`{member}` means nothing in {part}"
        help "remove it, correct its spelling or indentation, or let its name start with `x-`"
        explain "The member is not defined at this place by any version of OpenAPI that is read. It is ignored. Often \
            it is misspelt, or indented into the wrong object."

    CL0307 coerced(member, found, meaning) Warning
        "`{member}` is {found}; read as {meaning}"
        help "write it as the kind that OpenAPI asks for"
        explain "The value is of the wrong kind but its meaning is clear: `\"true\"` for `true`, `1.0` for `\"1.0\"`."

    CL0308 undefined_security_scheme(name) Warning
        "the security scheme `{name}` is not defined"
        help "add it to `components/securitySchemes`, or correct the name"
        explain "A security requirement names a scheme that does not exist. It is left out of the requirement, for \
            nothing is known about how to send the credentials."

    CL0309 unknown_security_scheme(found) Warning
        "{found} is no known kind of security scheme"
        help "use `apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect`"
        explain "The scheme cannot be used: nothing is known about how to send its credentials."

    CL0310 null_member(member) Warning
        "`{member}` is null; read as absent"
        help "remove the member"
        explain "The member may be left out but not be null. Generators of descriptions write `null` for what they \
            do not know."

    CL0311 duplicate_tag(name) Warning
        "the tag `{name}` is declared twice"
        help "remove one of the declarations"
        explain "The first declaration is used."

    CL0312 nothing_described() Warning
        "the document has no paths, webhooks or components"
        help "check that this is the right file"
        explain "The description is valid but empty: nothing can be generated from it."

    CL0313 undefined_parent_tag(name) Warning
        "the parent tag `{name}` is not declared"
        help "declare it under `tags`, or correct the name"
        explain "`parent` names another entry of `tags`. It is ignored here."

    CL0314 server_variable(name) Warning
        "the server URL uses `{name}`, which is not under `variables`"
        help "declare the variable with its default"
        explain "A `{name}` in a server's URL stands for an entry of the server's `variables`."

    // ---- 04xx: schemas ----

    CL0401 unknown_type(word, meaning) Warning
        "`{word}` is not a JSON type; read as {meaning}"
        help "use null, boolean, integer, number, string, array or object, and `format` for the rest"
        explain "`type` has one of seven words or a list of them. Words of other languages whose meaning is clear are \
            understood: `int` as `integer`, `float` as `number`, `bool` as `boolean`, `date` as `string` with that \
            format, `file` as `string` with format `binary`. Any other word is ignored, so that the schema accepts \
            any type."

    CL0402 items_as_array() Warning
        "`items` as an array is read as `prefixItems`"
        help "use `prefixItems`"
        explain "In old drafts of JSON Schema an array under `items` described the elements one by one. OpenAPI 3.0 \
            does not allow it and 3.1 has `prefixItems` for it."

    CL0403 bad_bound(keyword, found) Warning
        "`{keyword}` must be {found}; ignored"
        help "correct the value, or remove the keyword"
        explain "Lengths and counts are whole numbers from 0; limits are numbers."

    CL0404 bad_enum(problem) Warning
        "`enum` {problem}"
        help "list the allowed values, each once"
        explain "`enum` is a list of at least one value without duplicates. An empty or faulty `enum` is ignored; of \
            duplicates the first is used."

    CL0405 required_not_list(found) Warning
        "`required` of a schema is a list of property names, but is {found}; ignored"
        help "put the names of required properties in a list on the schema that declares them"
        explain "`required: true` on a property is a habit from older versions. The property stays optional."

    CL0406 bad_mapping(target) Warning
        "the discriminator maps to `{target}`, which does not exist"
        help "name a schema of `components/schemas`, or give a reference"
        explain "The entry is kept without a schema: values it stands for are treated as unknown."

    CL0407 discriminator_as_text() Warning
        "`discriminator` as a string is read as its `propertyName`"
        help "write `discriminator: { propertyName: … }`"
        explain "Swagger 2.0 had only the property's name here."

    CL0408 discriminator_without_property() Warning
        "`discriminator` lacks `propertyName`; ignored"
        help "add `propertyName`"
        explain "Without the name of the property nothing tells the variants apart."

    CL0409 exclusive_without_bound(keyword, bound) Warning
        "`{keyword}: true` without `{bound}`; ignored"
        help "add the bound, or remove the keyword"
        explain "As a boolean the keyword makes the bound beside it exclusive; there is none."

    CL0410 unknown_keyword(keyword) Note
        "`{keyword}` is no schema keyword; ignored"
        help "remove it, correct its spelling, or let its name start with `x-`"
        explain "JSON Schema allows unknown keywords and gives them no meaning."

    CL0411 not_a_schema(found) Degraded
        "a schema must be an object or a boolean, but this is {found}"
        help "write a schema"
        explain "The part is treated as unknown: it accepts any value."

    CL0412 bad_discriminator_value(found) Warning
        "a discriminator's mapping must map to a string, but this is {found}; left out"
        help "name a schema of `components/schemas`, or give a reference"
        explain "Each entry of `mapping` gives a schema's name or a reference to it, as a string."

    CL0451 required_not_declared(name) Warning
        "`{name}` is required but not among the declared properties"
        help "declare the property, or remove its name from `required`"
        explain "Nothing is known of the property, not even that it exists under this spelling: a reply without it would \
            be refused if it were insisted on. It is left out of the type."

    CL0452 ignored_keyword(keyword) Note
        "`{keyword}` only narrows what is valid; the server checks it, the types do not"
        help "nothing needs to be done"
        explain "Keywords such as `not`, `if` and `dependentRequired` allow or forbid values in ways that a type system \
            cannot say. Every value the description allows can be read and sent; one that it forbids is refused by the \
            server."

    CL0453 enum_names_do_not_fit(keyword, names, values) Warning
        "`{keyword}` gives {names} names or texts for {values} values; ignored"
        help "give as many as there are values"
        explain "The extension is matched to the values one by one, so its length must be the same. Names are made from \
            the values instead."

    CL0454 enum_value_coerced(value, kind) Warning
        "the value `{value}` is read as {kind}, as `type` says"
        help "write the value as `type` has it, with quotes if it is text"
        explain "The value's own JSON type is not the one that `type` asks for. In YAML, unquoted `1`, `no` and `on` are \
            numbers or booleans."

    CL0455 binary_inside_json() Note
        "bytes inside JSON are text here"
        help "use `format: byte` (base64) for bytes inside JSON"
        explain "`format: binary` means raw bytes, which JSON cannot hold. The member is text, sent and read as it is."

    CL0456 discriminator_not_usable(property, reason) Warning
        "the discriminator `{property}` does not tell the variants apart: {reason}"
        help "declare the property in every variant, each with values of its own"
        explain "A discriminator selects a variant by the value of one member of an object, so every variant must be an \
            object. The variants are told apart by their shape instead."

    CL0457 mapping_outside_union(value) Warning
        "`{value}` maps to a schema that is not among the variants; added to them"
        help "list the schema under `oneOf`"
        explain "The discriminator's mapping names a schema that the union does not. Since the server is said to send it, \
            it becomes a variant."

    CL0458 contradicts_reference(first, second) Warning
        "what stands beside the `$ref` contradicts it ({first} and {second}); the reference counts"
        help "remove what stands beside the `$ref`"
        explain "In OpenAPI 3.0 keywords beside a `$ref` are ignored; from 3.1 on they apply as well. Here no value could \
            satisfy both."

    // ---- 05xx: operations and parameters ----

    CL0501 path_without_slash(path) Warning
        "the path `{path}` does not start with `/`"
        help "put a `/` in front"
        explain "Paths are appended to the server's URL and start with a slash. One is assumed."

    CL0502 path_braces(path) Warning
        "the braces of the path `{path}` do not match"
        help "write each parameter as `{name}`"
        explain "A `{` without `}`, a `}` without `{`, or `{}` without a name is sent literally."

    CL0503 undeclared_path_parameter(name) Warning
        "the path parameter `{name}` is not declared"
        help "add it to `parameters` with `in: path`"
        explain "The path has a `{name}` for which no parameter is declared. A required string is assumed."

    CL0504 unused_path_parameter(name) Warning
        "the path parameter `{name}` does not occur in the path; left out"
        help "add `{…}` to the path, or correct `in`"
        explain "A parameter in the path needs its place in the path template; without one it cannot be sent."

    CL0505 duplicate_parameter(name, location) Warning
        "the {location} parameter `{name}` is declared twice; the first is used"
        help "remove one of them"
        explain "Within one list of parameters, name and location together are unique."

    CL0506 unknown_location(location) Degraded
        "`in: {location}` is not known; the parameter is left out"
        help "use path, query, header, cookie or querystring; a body is described by `requestBody`"
        explain "`body` and `formData` are Swagger 2.0. What is sent there cannot be told without a schema and a \
            media type."

    CL0507 style_not_allowed(style, location) Warning
        "`style: {style}` does not apply in a {location}; the default is used"
        help "choose a style that the location allows"
        explain "path: simple, label, matrix. query: form, spaceDelimited, pipeDelimited, deepObject. header: simple. \
            cookie: form, cookie."

    CL0508 parameter_content(count) Warning
        "`content` of a parameter must have exactly one media type, but has {count}"
        help "keep one media type, or use `schema`"
        explain "The first media type is used; without any, the parameter accepts any value."

    CL0509 parameter_without_schema(name) Warning
        "`{name}` has neither `schema` nor `content`"
        help "add a `schema`"
        explain "Nothing is known about the value; any is accepted."

    CL0510 responses_missing() Warning
        "the operation has no responses"
        help "describe at least the successful response"
        explain "OpenAPI requires `responses`. Any 2xx answer counts as success, with a body of unknown kind."

    CL0511 bad_status(key) Warning
        "`{key}` is not a status; the response is left out"
        help "use a status such as 200, a range such as 4XX, or `default`"
        explain "Keys of `responses` are statuses from 100 to 599, the ranges 1XX to 5XX, and `default`."

    CL0512 bad_method(method) Warning
        "`{method}` is not an HTTP method; left out"
        help "use letters, digits and `-`; methods that OpenAPI names stand directly in the path item"
        explain "A key of `additionalOperations` is a method as it is sent, such as `COPY`. Methods with a member of \
            their own (get, put, …) are not allowed there."

    CL0513 path_parameter_not_required(name) Warning
        "the path parameter `{name}` must be `required: true`; taken as required"
        help "add `required: true`"
        explain "A path without the parameter would be another path, so it can never be left out."

    CL0514 query_template(path) Warning
        "the query of the path `{path}` contains a parameter"
        help "declare it as a query parameter instead"
        explain "A path key with `?name={value}` describes a query parameter in the wrong place. A parameter that \
            is declared for it is sent in the query."

    CL0515 bad_media_type(name) Warning
        "`{name}` is not a media type"
        help "write type and subtype, such as `application/json`"
        explain "Keys of `content` are media types or ranges. The entry is kept under the name as written."

    CL0516 querystring_needs_content() Warning
        "a `querystring` parameter is described by `content`, not by `schema`"
        help "give `content` with `application/x-www-form-urlencoded`"
        explain "The whole query is one value in a media type. `application/x-www-form-urlencoded` is assumed."

    CL0517 reserved_expansion(parameter) Warning
        "`{parameter}` is read as a parameter whose slashes are kept"
        help "nothing to do; OpenAPI itself has no such parameters"
        explain "`{+name}`, `{name+}` and `{name*}` come from URI templates and gateways: the value may contain \
            slashes, which are sent as they are. The parameter is named without the mark."

    CL0551 header_owned_by_transport(name) Note
        "the header `{name}` is set by the runtime and is no parameter"
        help "describe media types under `content` and credentials under `security`"
        explain "The specification says that header parameters called Accept, Content-Type and Authorization are to be \
            ignored: content and security describe them."

    CL0552 no_success_described() Warning
        "no success is described"
        help "add a 2xx response"
        explain "The operation describes errors only. Its reply is taken to be empty."

    CL0553 callback_not_generated(name) Note
        "the callback `{name}` has no code"
        help "nothing needs to be done"
        explain "A callback is a request that the server sends to the caller: there is nothing for a client to call."

    CL0554 security_never_required() Note
        "security schemes are declared, but no operation says that it needs one"
        help "add `security` to the document or its operations"
        explain "Credentials go along with every call if the client has any: an API that declares schemes most likely \
            wants them."

    CL0555 operation_id_repeated(id) Warning
        "another operation has the operationId `{id}`, too"
        help "give each operation its own id"
        explain "An operationId must be unique. Method names are made unique with the help of the path, or a number."

    CL0556 webhook_without_json(name) Note
        "the webhook `{name}` describes no JSON payload; it has no type"
        help "describe the payload under `application/json`"
        explain "Webhooks become types of their payloads. This one has none that could be typed."

    CL0557 same_in_another_form(media, chosen) Note
        "the body is also offered as `{media}`; `{chosen}` is used"
        help "nothing needs to be done"
        explain "The description offers a body in several notations. The SDK sends or reads one of them: JSON if there is \
            any. What can be said in the others can be said in it."

    CL0558 body_always_empty() Note
        "the body may be left out and can hold nothing; there is no argument for it"
        help "nothing needs to be done"
        explain "An optional body whose schema allows no member says nothing. The SDK sends the request without one."

    // ---- 06xx: what could not be typed ----

    CL0601 unreadable_schema() Degraded
        "the schema could not be read; any JSON value is taken"
        help "see the finding at this place"
        explain "What stands here is no schema, or a reference to nothing. Values are handed over as raw JSON."

    CL0602 all_of_conflict(what, first, second) Degraded
        "`allOf` asks that {what} be {first} and {second} at once; any JSON value is taken"
        help "remove one of the two, or use `oneOf` if either is meant"
        explain "The parts of `allOf` hold together. No value is of both types, so the description contradicts itself, or \
            means something that types cannot express."

    CL0603 all_of_not_combined(reason) Degraded
        "`allOf` could not be combined: {reason}"
        help "describe the combined schema as a whole"
        explain "The parts of `allOf` are merged into one type. Where the merged type would be too large, the part is \
            handed over as raw JSON."

    CL0604 tuple_as_list() Degraded
        "elements described by position become a list in which each element is any of them"
        help "nothing needs to be done"
        explain "`prefixItems` gives each position its own type. The SDK's list has one element type: the union of all."

    CL0605 enum_not_scalar(value) Degraded
        "the enum holds `{value}`, which is no text, integer, number or boolean; any JSON value is taken"
        help "use `oneOf` with a schema for each kind of value"
        explain "Lists of values become enums of text or of integers. Objects and arrays cannot be members."

    CL0606 enum_of_numbers() Degraded
        "an enum of fractions is a plain number here"
        help "nothing needs to be done"
        explain "Enums are of text or of integers. The values are in the documentation of the member."

    CL0607 media_not_offered(media, chosen) Degraded
        "the form `{media}` is not offered; `{chosen}` is used"
        help "nothing needs to be done if one form is enough"
        explain "The description offers several forms of the same body. The SDK sends or reads one: JSON if there is any."

    CL0608 xml_as_text(media) Degraded
        "`{media}` is handed over as text"
        help "offer JSON, too"
        explain "XML is not decoded or written by the SDK: the caller gives or gets it as text."

    CL0609 replies_differ() Degraded
        "the successes differ in kind; the reply is raw bytes"
        help "describe the differing replies as separate operations"
        explain "Depending on the status, the reply is JSON or something else. One method cannot give both with a type, so \
            the caller gets the bytes and the status."

    CL0610 endless_type() Degraded
        "the type leads back to itself, or on and on, without an object between; any JSON value is taken"
        help "let the recursion pass through a property"
        explain "The schema is a list, map or reference that leads back to itself without an object or a union between, \
            which most languages cannot declare."

    CL0611 multipart_without_parts(media) Degraded
        "`{media}` does not describe its parts; the body is raw bytes"
        help "describe the parts as properties of an object"
        explain "The parts of a multipart body are the properties of its schema. Without them the caller must write the \
            whole body."

    CL0612 parameter_media_not_written(media) Degraded
        "a parameter in the form `{media}` is written as plain text"
        help "use `schema` with a style, or `content` with application/json"
        explain "Parameters are written by style, or as JSON or form text. For other media types the caller gives the text."

    CL0613 protocol_upgrade() Degraded
        "a change of protocol cannot be taken"
        help "nothing needs to be done if the ordinary reply is enough"
        explain "A 1xx reply, such as the change to a web socket, is beyond a call that gives one reply."

    CL0614 union_of_anything() Degraded
        "one of the alternatives allows anything, so any JSON value is taken"
        help "give the open alternative a type, or remove the others"
        explain "`anyOf` with an alternative that has no type accepts everything: the other alternatives tell nothing."

    CL0615 parameter_value_not_written(name) Degraded
        "no style writes the nested values of `{name}`; they are sent as JSON text"
        help "use `content` with application/json for nested values"
        explain "Styles write scalars, lists of scalars and objects of scalars. What is nested deeper has no defined form."

    CL0616 multipart_reply(media) Degraded
        "a reply of `{media}` is raw bytes"
        help "nothing needs to be done"
        explain "Replies in several parts are not taken apart."

    CL0617 untyped_stream() Degraded
        "the stream does not describe its items; each is any JSON value or text"
        help "describe the `data` of an event with `itemSchema`, or name its schema in the settings"
        explain "Without a schema nothing is known of the items of a stream."

    CL0618 media_of_reply_not_read(media, chosen) Degraded
        "a reply as `{media}` is not asked for; `{chosen}` is"
        help "nothing needs to be done if one form is enough"
        explain "The server can answer in several forms. The SDK asks for one: JSON if there is any."

    // ---- 07xx: names ----

    CL0701 name_taken(text, name) Note
        "another name here is the same once its case is changed; `{text}` is called `{name}`"
        help "nothing needs to be done; a name can be given in the settings"
        explain "Names of types, members and arguments must differ in every casing of every language. The first in the \
            description keeps the plain name."

    CL0702 name_invented(text, name) Note
        "`{text}` has no letter or digit to make a name of; it is called `{name}`"
        help "nothing needs to be done; a name can be given in the settings"
        explain "Names consist of ASCII letters and digits. Other scripts are written in ASCII; of symbols some have words."

    CL0801 config_unreadable(path, reason) Error
        "cannot read the settings file {path}: {reason}"
        help "give the path of a readable file to `--config`"
        explain "The settings file named by `--config`, or `clade.toml` in the working folder, could not be opened. \
            Nothing was generated."

    CL0802 config_invalid(reason) Error
        "the settings file is not valid: {reason}"
        help "correct the place named; unknown keys are errors, so look for a misspelt one"
        explain "`clade.toml` is TOML with a fixed set of keys. A key that is not known, or a value of another type, \
            stops the run, because a setting that is silently ignored is worse. Nothing was generated."

    CL0803 config_value(key, value, rule) Error
        "`{key}` cannot be `{value}`: it must be {rule}"
        help "give a value of the form that the key asks for"
        explain "Names of packages and the like end up in file names, manifests and identifiers of three languages, so \
            each has a fixed form. Nothing was generated."

    CL0804 no_document() Error
        "no description was given"
        help "name an OpenAPI file on the command line, or put `document = \"…\"` into clade.toml"
        explain "The command needs a description to read: a path on the command line, or the key `document` of the \
            settings file."

    CL0805 unknown_language(name, known) Error
        "there is no language `{name}`; there are {known}"
        help "give one or more of the known languages to `--lang`, separated by commas"
        explain "`--lang` takes the short names of the languages that the toolkit can generate."

    CL0806 output_failed(reason) Error
        "output could not be written: {reason}"
        help "make the folder writable, or choose another with `--out`"
        explain "A file of the output could not be written. Each file is written whole or not at all; files written \
            before the fault are complete. Run the command again once the cause is removed."

    CL0807 output_stale(difference) Error
        "{difference}"
        help "run the same command without `--check`"
        explain "With `--check` nothing is written; what is on disk is compared with what would be written. A file is \
            missing, has other content, or was left over by an earlier run."

    CL0851 hint_selects_nothing(selector) Warning
        "the settings speak of the operation `{selector}`, which is not described"
        help "use an operationId as written, or `METHOD /path` as written"
        explain "Operations are selected in the settings by operationId or by method and path. None has this one, so the \
            settings below it have no effect."

    CL0852 hint_names_no_type(name) Warning
        "the settings speak of the type `{name}`, which is not described"
        help "use a key of `components/schemas` as written"
        explain "Types are selected in the settings by their key. None has this one, so the setting has no effect."

    CL0853 hint_does_not_fit(selector, problem) Warning
        "the settings for `{selector}` do not fit: {problem}"
        help "correct the setting, or remove it"
        explain "A stream or page setting names a parameter, member or type that the operation does not have. The setting \
            has no effect."

    CL0901 emitter_panicked(language, reason) Error
        "the {language} emitter failed: {reason}"
        help "this is a fault of the toolkit: please report it with the description that shows it"
        explain "An emitter must report what it cannot express and never stop. It did stop, so nothing was written for \
            any language."

    CL0911 wire_layer_failed(reason) Error
        "the wire layer of the Rust package cannot be generated: {reason}"
        help "this is a fault of the toolkit: please report it with the description that shows it"
        explain "The Rust package's private wire layer is generated from a description of its operations alone, which the \
            toolkit makes itself. The generator refused it."

    CL0912 page_not_iterable(language, operation) Degraded
        "`{operation}` cannot be iterated in {language}: its page's type does not show the items or the next position"
        help "describe the page as an object with typed members"
        explain "The call is paged, but its answer is described too loosely for typed access to the items and to the next \
            position. The call gives one page as it is."

    CL0913 file_refused(language, reason) Error
        "the {language} emitter made a file that cannot be written: {reason}"
        help "this is a fault of the toolkit: please report it with the description that shows it"
        explain "Names of generated files are derived so that they are safe and unique. One was not, so it is left out."

    CL0914 template_failed(language, reason) Error
        "the {language} emitter could not render a file: {reason}"
        help "this is a fault of the toolkit: please report it with the description that shows it"
        explain "A file of the package could not be rendered and is left out."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_complete() {
        for pair in ALL.windows(2) {
            assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
        }
        for code in ALL {
            let digits = code.as_str().strip_prefix("CL").unwrap();
            assert!(digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            assert!(!code.title().is_empty() && !code.help().is_empty(), "{code}");
            assert!(code.explain().ends_with('.') && !code.explain().contains("  "), "{code}");
            assert!(!code.help().ends_with('.'), "{code}");
        }
    }

    #[test]
    fn a_code_is_found_in_any_case() {
        assert_eq!(Code::find("cl0201"), Some(CL0201));
        assert_eq!(Code::find("CL9999"), None);
    }

    #[test]
    fn blanks_are_filled_and_cut() {
        let diag = dangling_reference("x".repeat(1000));
        assert!(diag.message.starts_with("`xxx") && diag.message.contains('…'));
        assert!(diag.message.len() < 300, "{}", diag.message.len());
    }
}

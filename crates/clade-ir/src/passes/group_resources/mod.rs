//! Gives every operation its namespace and its method name.

mod by_id;
mod by_path;
mod fold;

pub(in crate::passes) use by_path::method_word;

use std::collections::HashMap;

use clade_diag::{Diags, codes};
use clade_spec::SpecText;

use super::claim_names::overlapped;
use crate::draft::{Draft, DraftOperation};
use crate::naming::{Scope, Words, fixed, split};
use crate::{Docs, OpId, Resource, ResourceId};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    note_repeated_ids(draft, diags);
    let plans = plan(draft);
    let groups = group(&plans);
    draft.resources = resources(draft, &groups);
    for (at, (_, members)) in groups.iter().enumerate() {
        name_methods(draft, ResourceId(u32::try_from(at).unwrap_or(u32::MAX)), members, &plans);
    }
}

/// What is wanted for one operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// Words of the namespace.
    resource: Words,
    /// Candidates for the method, best first.
    methods: Vec<Words>,
    /// Version in the path: tells operations apart that would else have the same name.
    version: Option<Words>,
}

fn plan(draft: &Draft<'_>) -> Vec<Plan> {
    let ids = by_id::Ids::new(draft);
    let paths = by_path::Paths::new(draft);
    let mut plans: Vec<Plan> = Vec::with_capacity(draft.operations.len());
    for (at, operation) in draft.operations.iter().enumerate() {
        let mut plan = one(draft, operation, ids.of(at), &paths);
        plan.version = by_path::Paths::version(operation);
        let mut plan = hinted(draft, operation, plan);
        if let Some(fragment) = &operation.fragment {
            let label = split(fragment.expose());
            plan.methods = plan.methods.iter().map(|words| overlapped(words, &label)).collect();
        }
        if operation.is_split_stream {
            plan.methods = plan.methods.iter().map(|words| fold::streaming(words)).collect();
        }
        plans.push(plan);
    }
    fold::settle(&mut plans);
    plans
}

/// The description's own grouping: a structured id, else tag and id, else the path.
fn one(
    draft: &Draft<'_>,
    operation: &DraftOperation,
    id: Option<&by_id::Id>,
    paths: &by_path::Paths,
) -> Plan {
    let tag = operation.tags.iter().find(|tag| by_path::is_telling(tag));
    let tag_words = tag.map(|tag| split(tag.expose())).filter(|words| !words.is_empty());
    if let Some(by_id::Id::Structured { resource, method }) = id {
        let verb = paths.verb(draft, operation, resource);
        return Plan { resource: resource.clone(), methods: vec![method.clone(), verb], version: None };
    }
    let resource = tag_words.unwrap_or_else(|| paths.resource(operation));
    let verb = fold::without(&paths.verb(draft, operation, &resource), &resource);
    let Some(by_id::Id::Plain(words)) = id else {
        let full = by_path::Paths::full_verb(operation);
        return Plan { resource, methods: vec![verb, full], version: None };
    };
    let folded = fold::without(words, &resource);
    let short = match folded.as_slice() {
        [] => verb.clone(),
        // The name of an HTTP method says less than what it does here.
        [one] if matches!(one.as_str(), "post" | "put" | "patch") => verb.clone(),
        [read, rest @ ..]
            if READ.contains(&read.as_str())
                && rest.iter().all(|word| ALL.contains(&word.as_str()))
                && paths.reads_collection(draft, operation) =>
        {
            fixed(&["list"])
        }
        _ => folded,
    };
    Plan { resource, methods: vec![short, words.clone(), verb], version: None }
}

/// Verbs that mean `list` where a collection is read.
const READ: [&str; 5] = ["get", "fetch", "find", "read", "retrieve"];

/// What may follow such a verb without telling more.
const ALL: [&str; 2] = ["all", "list"];

/// What the settings want stands above all.
fn hinted(draft: &Draft<'_>, operation: &DraftOperation, mut plan: Plan) -> Plan {
    let Some(hint) = super::hints::of(draft, operation) else { return plan };
    if let Some(resource) = &hint.resource {
        plan.resource = split(resource);
    }
    if let Some(method) = &hint.method {
        plan.methods.insert(0, split(method));
    }
    plan
}

/// Operations by namespace, both in order of the description.
fn group(plans: &[Plan]) -> Vec<(Words, Vec<usize>)> {
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(Words, Vec<usize>)> = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let group = *index.entry(plan.resource.concat()).or_insert_with(|| {
            groups.push((plan.resource.clone(), Vec::new()));
            groups.len() - 1
        });
        groups[group].1.push(at);
    }
    groups
}

fn resources(draft: &Draft<'_>, groups: &[(Words, Vec<usize>)]) -> Vec<Resource> {
    let mut scope = Scope::default();
    let mut resources = Vec::with_capacity(groups.len());
    for (words, members) in groups {
        let name = scope.claim_words(words, "api");
        let operations = members.iter().map(|at| OpId(u32::try_from(*at).unwrap_or(u32::MAX))).collect();
        resources.push(Resource { name, docs: tag_docs(draft, words), operations });
    }
    resources
}

/// Prose of the tag that a namespace is named after.
fn tag_docs(draft: &Draft<'_>, words: &Words) -> Docs {
    let tag = draft.document.tags.iter().find(|tag| split(tag.name.expose()) == *words);
    tag.map_or_else(Docs::default, |tag| Docs {
        summary: tag.summary.clone(),
        description: tag.description.clone().filter(|text| !text.expose().trim().is_empty()),
        link: tag.external_docs.as_ref().map(|docs| docs.url.clone()),
        ..Docs::default()
    })
}

fn name_methods(draft: &mut Draft<'_>, resource: ResourceId, members: &[usize], plans: &[Plan]) {
    let mut scope = Scope::default();
    for &at in members {
        let name = scope.claim(&plans[at].methods, "call");
        let operation = &mut draft.operations[at];
        operation.resource = resource;
        operation.words = name.words().map(str::to_owned).collect();
        operation.name = Some(name);
    }
}

fn note_repeated_ids(draft: &Draft<'_>, diags: &mut Diags) {
    let mut seen: HashMap<&SpecText, &DraftOperation> = HashMap::new();
    for operation in draft.operations.iter().filter(|operation| !operation.is_split_stream) {
        let Some(id) = &operation.wire_id else { continue };
        if let Some(first) = seen.insert(id, operation) {
            let diag = codes::operation_id_repeated(id.expose()).at(draft.place(operation.source));
            diags.push(diag.related(draft.place(first.source), "the other operation"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, codes, hinted, operations};
    use crate::{Hints, OperationHint};

    /// Operations given as `METHOD path id tag`, `-` for none, and the lines that name the namespaces.
    fn resources(list: &[&str]) -> Vec<String> {
        let path = |line: &&str| {
            let parts: Vec<&str> = line.split(' ').collect();
            let [method, path, id, tag] = parts[..] else { panic!("{line}") };
            let id = if id == "-" { String::new() } else { format!("operationId: '{id}', ") };
            let tag = if tag == "-" { String::new() } else { format!("tags: ['{tag}'], ") };
            let operation = format!("{{{id}{tag}responses: {{'204': {{description: ok}}}}}}");
            format!("{path}:\n  {}: {operation}\n", method.to_lowercase())
        };
        let paths: Vec<String> = list.iter().map(path).collect();
        operations(&paths.concat())
            .lines()
            .filter_map(|line| line.strip_prefix("resource "))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn structured_ids_say_it_all() {
        assert_eq!(
            resources(&["GET /a specs.create -", "GET /b specs/list x", "GET /c Specs_GetAll y"]),
            ["specs: create, list, get_all"]
        );
    }

    #[test]
    fn a_product_in_front_of_every_id_tells_nothing() {
        let ids = ["GET /a acme.specs.get -", "GET /b acme.specs.list -", "GET /c acme.tasks.get -"];
        assert_eq!(resources(&ids), ["specs: get, list", "tasks: get"]);
    }

    #[test]
    fn tags_take_their_words_from_the_method() {
        let ids = ["GET /a listApiKeys API-Keys", "GET /b create_api_key API-Keys", "GET /c ping API-Keys"];
        assert_eq!(resources(&ids), ["api_keys: list, create, ping"]);
    }

    #[test]
    fn ids_made_of_function_and_path_are_the_function() {
        let ids = ["GET /api/specs/{id} get_spec_api_specs__id__get specs"];
        assert_eq!(resources(&ids), ["specs: get"]);
    }

    #[test]
    fn shortened_names_that_clash_keep_their_words() {
        let ids = ["GET /a getUser users", "GET /b getUsers users", "GET /c deleteUser users"];
        assert_eq!(resources(&ids), ["users: get_user, get_users, delete"]);
    }

    #[test]
    fn what_reads_a_collection_is_called_list() {
        let ids = [
            "GET /users getAllUsers users",
            "GET /users/{id} getUser users",
            "GET /settings fetchSettings settings",
        ];
        assert_eq!(resources(&ids), ["users: list, get", "settings: fetch"]);
    }

    #[test]
    fn ids_that_repeat_method_and_path_tell_nothing() {
        let ids = [
            "GET /v1/cards GetCards -",
            "POST /v1/cards/{card} PostCardsCard -",
            "GET /v1/cards/{card}/logs get_cards_logs -",
            "POST /v1/card_links PostCardLinks -",
            "GET /v1/issues get_issues beta",
            "GET /v1/cards/{card}/owner getCardOwner -",
        ];
        assert_eq!(
            resources(&ids),
            ["cards: list, update, list_logs, get_owner", "card_links: create", "beta: list_issues"]
        );
    }

    #[test]
    fn names_of_http_methods_become_what_they_do() {
        let ids = ["POST /v1/messages beta_messages_post Beta-Messages", "PUT /v1/keys/{id} putKey keys"];
        assert_eq!(resources(&ids), ["beta_messages: create", "keys: replace"]);
    }

    #[test]
    fn versions_tell_methods_apart() {
        assert_eq!(resources(&["GET /v1/items - -", "GET /v2/items - -"]), ["items: list_v1, list_v2"]);
    }

    #[test]
    fn a_path_that_is_a_procedure_is_its_method() {
        assert_eq!(resources(&["POST /sendMessage - -", "POST /getMe - -"]), ["api: send_message, get_me"]);
    }

    #[test]
    fn settings_come_first_and_faults_in_them_are_said() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {operationId: getA, responses: \
                    {'204': {description: ok}}}\n    put: {responses: {'204': {description: ok}}}\n";
        let mut hints = Hints { exclude: vec!["PUT /a".to_owned()], ..Hints::default() };
        let named = OperationHint {
            resource: Some("things".to_owned()),
            method: Some("fetch".to_owned()),
            ..OperationHint::default()
        };
        hints.operations.insert("getA".to_owned(), named.clone());
        hints.operations.insert("GET /nowhere".to_owned(), named);
        hints.types.insert("Nobody".to_owned(), "Somebody".to_owned());
        let (api, diags) = hinted(text, &hints);
        let keys: Vec<&str> = api.operations.iter().map(|operation| operation.key.as_str()).collect();
        assert_eq!(keys, ["things.fetch"]);
        assert_eq!(codes(&diags), ["CL0851", "CL0852"]);
    }

    #[test]
    fn the_tag_that_names_a_namespace_documents_it() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ntags: [{name: specs, description: All about specs.}]\n\
                    paths:\n  /a:\n    get: {operationId: get, tags: [specs], responses: {'204': {description: ok}}}\n";
        let (api, _) = hinted(text, &Hints::default());
        assert_eq!(api.resources[0].docs.description, Some("All about specs.".into()));
        assert_lines!(crate::dump(&api), "resource specs: get");
    }
}

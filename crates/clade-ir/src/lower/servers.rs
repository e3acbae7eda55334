//! Base URLs.

use clade_spec::{Server as SpecServer, SpecText};

use super::docs;
use crate::Server;

/// All servers that name something; a lone `/` is what a description has that names none.
pub(super) fn all(servers: &[SpecServer]) -> Vec<Server> {
    let named = servers.iter().map(|server| (server, url(server))).filter(|(_, url)| !url.is_empty());
    named
        .map(|(server, url)| Server {
            url,
            description: docs::given(server.description.as_ref())
                .or_else(|| docs::given(server.name.as_ref())),
        })
        .collect()
}

/// The first server's URL, for a path or operation with servers of its own.
pub(super) fn first(servers: &[SpecServer]) -> Option<SpecText> {
    servers.first().map(url).filter(|url| !url.is_empty())
}

/// The URL with its variables' defaults in place, without a slash at its end.
fn url(server: &SpecServer) -> SpecText {
    let mut url = String::new();
    let mut rest = server.url.expose();
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        url.push_str(&rest[..open]);
        let name = &rest[open + 1..close];
        match server.variables.get(&SpecText::from(name)) {
            Some(variable) => url.push_str(variable.default.expose()),
            None => url.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    url.push_str(rest);
    url.trim().trim_end_matches('/').into()
}

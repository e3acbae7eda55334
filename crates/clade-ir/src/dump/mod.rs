//! A compact, stable text of a model, for people and snapshots. Texts of the description are quoted and escaped.

mod auth;
mod operations;
mod types;

use std::fmt::Write as _;

use crate::{Api, SpecText};

/// The model as text, one line per fact, in the model's own order.
pub fn dump(api: &Api) -> String {
    let mut out = Dump { api, text: String::new() };
    out.header();
    out.auth();
    out.resources();
    out.operations();
    out.webhooks();
    out.types();
    out.coverage();
    out.text
}

struct Dump<'a> {
    api: &'a Api,
    text: String,
}

impl Dump<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn header(&mut self) {
        let info = &self.api.info;
        let line = format!(
            "api {} {} (OpenAPI {})",
            quoted(&info.title),
            plain(&info.version),
            plain(&info.spec_version)
        );
        self.line(0, &line);
        for server in &self.api.servers {
            self.line(0, &format!("server {}", quoted(&server.url)));
        }
    }

    fn resources(&mut self) {
        for resource in &self.api.resources {
            let methods = resource.operations.iter().map(|id| self.api.op(*id).name.join("_"));
            let methods: Vec<String> = methods.collect();
            self.line(0, &format!("resource {}: {}", resource.name.join("_"), methods.join(", ")));
        }
    }

    fn webhooks(&mut self) {
        for webhook in &self.api.webhooks {
            let payload = webhook.payload.as_ref().map_or_else(|| "nothing".to_owned(), |ty| self.ty(ty));
            let line = format!("webhook {} {} -> {payload}", webhook.name.join("_"), quoted(&webhook.wire));
            self.line(0, &line);
        }
    }

    fn coverage(&mut self) {
        let coverage = &self.api.coverage;
        self.line(0, "");
        self.line(0, &format!("coverage: {} typed, {} degraded", coverage.typed, coverage.degraded));
        for row in &coverage.rows {
            let mut line = format!("{} {}:{} ", row.code, row.place.line, row.place.column);
            let _ = write!(line, "{}", row.place.pointer);
            if let Some(id) = row.operation {
                let _ = write!(line, " ({})", self.api.op(id).key);
            }
            self.line(1, &format!("{line}: {}", row.what));
        }
    }
}

/// Text in quotes, everything unprintable escaped; long text is cut.
fn quoted(text: &SpecText) -> String {
    const LONGEST: usize = 72;
    let raw = text.expose();
    let cut: String = raw.chars().take(LONGEST).collect();
    let more = if cut.len() < raw.len() { "…" } else { "" };
    format!("{cut:?}{more}")
}

/// Text without quotes if it is a plain word, else in quotes.
fn plain(text: &SpecText) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-.$/+;=*:@ ".contains(c);
    let raw = text.expose();
    let is_word = !raw.is_empty() && raw.chars().all(word) && raw.trim() == raw && raw.len() < 72;
    if is_word { raw.to_owned() } else { quoted(text) }
}

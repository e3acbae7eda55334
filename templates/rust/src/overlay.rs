//! The hand-written runtime, copied byte for byte.

/// Path below the package's `src`, and content.
pub(crate) type Source = (&'static str, &'static str);

macro_rules! sources {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../overlays/rust/src/", $path)))),*]
    };
}

/// What every package has.
pub(crate) const RUNTIME: &[Source] = sources![
    "runtime/auth.rs",
    "runtime/blocking.rs",
    "runtime/body.rs",
    "runtime/call.rs",
    "runtime/clock.rs",
    "runtime/config.rs",
    "runtime/download.rs",
    "runtime/encode.rs",
    "runtime/error_body.rs",
    "runtime/errors.rs",
    "runtime/exchange.rs",
    "runtime/form.rs",
    "runtime/http_date.rs",
    "runtime/lines.rs",
    "runtime/link.rs",
    "runtime/log.rs",
    "runtime/middleware.rs",
    "runtime/mod.rs",
    "runtime/multipart.rs",
    "runtime/oauth.rs",
    "runtime/pages.rs",
    "runtime/path.rs",
    "runtime/redact.rs",
    "runtime/redirect.rs",
    "runtime/retry.rs",
    "runtime/sse.rs",
    "runtime/stream.rs",
    "runtime/transport.rs",
    "runtime/upload.rs",
    "runtime/values.rs",
];

/// The drawing of dependency graphs, for packages that ask for it.
pub(crate) const DAG: &[Source] = sources![
    "dag.rs",
    "dag/channel.rs",
    "dag/columns.rs",
    "dag/graph.rs",
    "dag/layers.rs",
    "dag/ordering.rs",
    "dag/paint.rs",
    "dag/rows.rs",
    "dag/width.rs",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{DAG, RUNTIME};

    fn on_disk(folder: &str) -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../overlays/rust/src");
        let entries = fs::read_dir(root.join(folder)).unwrap();
        entries.map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy())).collect()
    }

    #[test]
    fn every_source_is_listed() {
        let listed = |sources: &[super::Source]| {
            sources.iter().map(|(path, _)| (*path).to_owned()).collect::<BTreeSet<_>>()
        };
        assert_eq!(listed(RUNTIME), on_disk("runtime"));
        let mut dag = on_disk("dag");
        dag.insert("dag.rs".to_owned());
        assert_eq!(listed(DAG), dag);
    }
}

//! Settings about operations and types, handed to the passes.

use clade_ir::{Hints, OperationHint, PageHint, StreamEnd, StreamHint};

use super::{Config, file};

impl Config {
    /// What the settings ask of the model.
    pub fn hints(&self) -> Hints {
        let mut hints = Hints { exclude: self.file.exclude.clone(), ..Hints::default() };
        hints.types = self.file.types.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
        for (selector, target) in &self.file.operations {
            let hint = entry(&mut hints, selector);
            // Without a dot only the method is named; the namespace stays as it was found.
            let (resource, method) =
                target.rsplit_once('.').map_or((None, target.as_str()), |(r, m)| (Some(r), m));
            hint.resource = resource.map(str::to_owned);
            hint.method = Some(method.to_owned());
        }
        for (selector, setting) in &self.file.streams {
            entry(&mut hints, selector).stream = Some(stream(setting));
        }
        for (selector, setting) in &self.file.pages {
            entry(&mut hints, selector).pages = Some(pages(setting));
        }
        hints
    }
}

fn entry<'a>(hints: &'a mut Hints, selector: &str) -> &'a mut OperationHint {
    hints.operations.entry(selector.to_owned()).or_default()
}

fn stream(setting: &file::StreamSetting) -> StreamHint {
    StreamHint {
        flag: setting.flag.clone(),
        events: setting.event.clone(),
        terminator: setting.terminator.clone(),
        ends: setting.kind.map(|kind| match kind {
            file::StreamKind::Feed => StreamEnd::Feed,
            file::StreamKind::Finite => StreamEnd::Finite,
        }),
        resumable: setting.resumable,
    }
}

fn pages(setting: &file::PageSetting) -> PageHint {
    if setting.off {
        return PageHint::Off;
    }
    PageHint::On { items: setting.items.clone(), cursor: setting.cursor.clone(), next: setting.next.clone() }
}

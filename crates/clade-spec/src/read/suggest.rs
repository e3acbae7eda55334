//! "Did you mean …?" for misspelt members and references.

use clade_diag::{Diag, closest, codes};

use super::reader::Reader;
use crate::tree::View;

impl Reader<'_> {
    /// The finding about a word, with the closest candidate as its help.
    pub(super) fn suggest<'c>(
        &mut self,
        diag: Diag,
        word: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Diag {
        match self.closest(word, candidates) {
            Some(meant) => diag.help(format!("did you mean `{meant}`?")),
            None => diag,
        }
    }

    /// The finding about a dangling reference within one file, with the closest existing target as its help.
    pub(super) fn suggest_target(&mut self, diag: Diag, holder: View<'_>, uri: &str) -> Diag {
        let Some(pointer) = uri.strip_prefix("#/").filter(|_| diag.code == codes::CL0201) else {
            return diag;
        };
        let mut at = holder.root();
        let mut passed = String::from("#");
        for segment in pointer.split('/') {
            let Some(next) = at.step(&segment.replace("~1", "/").replace("~0", "~")) else {
                let meant = self.closest(segment, at.members().map(|(key, _)| key));
                return match meant {
                    Some(meant) => diag.help(format!("did you mean `{passed}/{meant}`?")),
                    None => diag,
                };
            };
            passed.push('/');
            passed.push_str(segment);
            at = next;
        }
        diag
    }

    /// The closest candidate, as long as the allowance for looking lasts.
    fn closest<'c>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        self.suggestions_left = self.suggestions_left.checked_sub(1)?;
        closest(word, candidates)
    }
}

//! What the API sends to its users.

use clade_emit::Prose;
use clade_emit::encode::TsDoc;
use clade_ir::Api;

use crate::code::{Code, code};
use crate::docs;
use crate::models;
use crate::names::Names;
use crate::nodes::{Declaration, Member, ModelsFile};
use crate::types::Types;

/// The file of the payloads; `None` where no webhook has one.
pub(crate) fn file(api: &Api, names: &Names) -> Option<ModelsFile> {
    let types = Types::new(api, names);
    let payloads = api.webhooks.iter().filter_map(|webhook| Some((webhook, webhook.payload.as_ref()?)));
    let members: Vec<Member> = payloads
        .map(|(webhook, payload)| Member {
            docs: docs::block(&webhook.docs, None, "  "),
            code: models::member(&types, &webhook.wire, payload, true, false),
        })
        .collect();
    let declaration = Declaration::Interface {
        docs: TsDoc::of(&Prose::own("Payloads of the messages that the API sends, by their names."), &[], ""),
        head: code![Code::from(&names.webhooks)].render(0, 0),
        members,
    };
    let imports = types.imports_from("./models/", None, "./runtime/index.js");
    let has_members = matches!(&declaration, Declaration::Interface { members, .. } if !members.is_empty());
    has_members.then(|| ModelsFile { imports: imports.render(), declarations: vec![declaration] })
}

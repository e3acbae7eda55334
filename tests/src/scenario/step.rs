//! The steps of a scenario.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// One step. Which kind it is, the member says that no other kind has: `call`, `http`, `fault`, …
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub enum Step {
    /// A call through the SDK.
    Call(Box<Call>),
    /// A request made by the runner itself.
    Http(Box<HttpCall>),
    /// Instructions for the fault plane of the server.
    Fault(Fault),
    /// What the server saw of the calls that carried a fault id.
    Seen(Seen),
    /// A new client in the same driver.
    Client(ClientStep),
    /// What the second server, of another origin, saw.
    Foreign(Foreign),
    /// What the driver wrote to standard error.
    Log(Log),
    /// Two values that have to be the same.
    Equal(Equal),
}

/// A call of an operation through the SDK.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Key of the operation, `specs.create`.
    pub call: String,
    /// Arguments as the driver protocol has them.
    #[serde(default)]
    pub args: Map<String, Value>,
    /// Options as the driver protocol has them.
    #[serde(default)]
    pub options: Map<String, Value>,
    /// Fault id to send along, in the header `x-fault-id`.
    #[serde(default)]
    pub fault: Option<String>,
    /// What has to come of it: `value`, `items` and `done`, or `error`.
    pub expect: Value,
    /// Values to keep: name to pointer into the outcome.
    #[serde(default)]
    pub capture: BTreeMap<String, String>,
    /// What happens while the call is under way.
    #[serde(default)]
    pub during: Vec<During>,
    /// Pointers to parts of the outcome that may differ between languages.
    #[serde(default)]
    pub volatile: Vec<String>,
    /// The call takes at least and at most this many milliseconds.
    #[serde(default)]
    pub elapsed_ms: Option<[u64; 2]>,
    /// The driver's resident memory grows by at most this many MiB.
    #[serde(default)]
    pub memory_growth_mib: Option<u64>,
    /// The call is given up after this many milliseconds; 20 000 by default.
    #[serde(default)]
    pub limit_ms: Option<u64>,
}

/// A request made by the runner itself, to prepare or to look.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpCall {
    /// Method and path, `POST /api/specs`.
    pub http: String,
    /// API key to use; by default the bootstrap key.
    #[serde(default)]
    pub key: Option<String>,
    /// Further headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSON body.
    #[serde(default)]
    pub body: Option<Value>,
    /// Fields of a `multipart/form-data` body; the field `file` is sent as a file.
    #[serde(default)]
    pub multipart: Option<BTreeMap<String, String>>,
    /// Expected status; any 2xx by default.
    #[serde(default)]
    pub status: Option<u16>,
    /// Expectation on the JSON body.
    #[serde(default)]
    pub expect: Option<Value>,
    /// Values to keep: name to pointer into the body. With `times`, lists.
    #[serde(default)]
    pub capture: BTreeMap<String, String>,
    /// How often the request is made; `${i}` counts from 1.
    #[serde(default)]
    pub times: Option<u32>,
}

/// A request made by the runner while a call is under way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct During {
    /// When.
    pub after: After,
    /// What.
    #[serde(rename = "do")]
    pub http: HttpCall,
}

/// The moment at which something happens during a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// As soon as the driver has given this many items.
    Items(usize),
    /// This many milliseconds after the call was made.
    Ms(u64),
    /// As soon as the server has this many open streams for the call's fault id.
    OpenStreams(u64),
}

/// Instructions for the fault plane.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The fault id.
    pub fault: String,
    /// The operation it is for.
    pub operation: String,
    /// What to do with one request after the other.
    pub instructions: Vec<Value>,
}

/// Expectation on what the server saw. Looked at repeatedly until it holds, for two seconds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The fault id.
    pub seen: String,
    /// Expectation on the answer of the fault plane.
    pub expect: Value,
    /// Values to keep: name to pointer into the answer.
    #[serde(default)]
    pub capture: BTreeMap<String, String>,
}

/// A new client: arguments of `$client`, laid over the defaults.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientStep {
    /// The arguments.
    pub client: Map<String, Value>,
    /// What has to come of it; a client by default.
    #[serde(default)]
    pub expect: Option<Value>,
}

/// Expectation on what the second server saw: `{"requests": [{"method", "target", "headers"}]}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// The expectation.
    pub foreign: Value,
}

/// Expectation on the driver's standard error.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Texts that have to be there.
    #[serde(default)]
    pub log: Vec<String>,
    /// Texts that must not be there.
    #[serde(default)]
    pub absent: Vec<String>,
}

/// Two values that have to be the same.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equal {
    /// The values, with captures filled in.
    pub equal: [Value; 2],
}

impl TryFrom<Map<String, Value>> for Step {
    type Error = String;

    fn try_from(members: Map<String, Value>) -> Result<Self, String> {
        let has = |name: &str| members.contains_key(name);
        if has("call") {
            read(members).map(|step| Self::Call(Box::new(step)))
        } else if has("http") {
            read(members).map(|step| Self::Http(Box::new(step)))
        } else if has("fault") {
            read(members).map(Self::Fault)
        } else if has("seen") {
            read(members).map(Self::Seen)
        } else if has("client") {
            read(members).map(Self::Client)
        } else if has("foreign") {
            read(members).map(Self::Foreign)
        } else if has("log") {
            read(members).map(Self::Log)
        } else if has("equal") {
            read(members).map(Self::Equal)
        } else {
            let names: Vec<&str> = members.keys().map(String::as_str).collect();
            Err(format!("a step with the members {names:?} is of no known kind"))
        }
    }
}

fn read<T: DeserializeOwned>(members: Map<String, Value>) -> Result<T, String> {
    let text = Value::Object(members);
    T::deserialize(&text).map_err(|error| format!("{error} in the step {text}"))
}

impl Step {
    /// What the step is, in a few words, for messages.
    pub fn label(&self) -> String {
        match self {
            Self::Call(step) => format!("call {}", step.call),
            Self::Http(step) => format!("http {}", step.http),
            Self::Fault(step) => format!("fault {} on {}", step.fault, step.operation),
            Self::Seen(step) => format!("seen {}", step.seen),
            Self::Client(_) => "client".to_owned(),
            Self::Foreign(_) => "foreign".to_owned(),
            Self::Log(_) => "log".to_owned(),
            Self::Equal(_) => "equal".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(text: &str) -> Result<Step, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn the_distinguishing_member_decides() {
        assert!(matches!(step(r#"{"call": "a.b", "expect": {}}"#), Ok(Step::Call(_))));
        assert!(matches!(step(r#"{"http": "GET /x", "status": 404}"#), Ok(Step::Http(_))));
        let during =
            r#"{"call": "a.b", "expect": {}, "during": [{"after": {"items": 2}, "do": {"http": "GET /"}}]}"#;
        let Ok(Step::Call(call)) = step(during) else { panic!("no call") };
        assert_eq!(call.during[0].after, After::Items(2));
    }

    #[test]
    fn a_call_may_name_a_fault_id() {
        assert!(matches!(step(r#"{"call": "a.b", "fault": "f", "expect": {}}"#), Ok(Step::Call(_))));
        let fault = r#"{"fault": "f", "operation": "a.b", "instructions": []}"#;
        assert!(matches!(step(fault), Ok(Step::Fault(_))));
    }

    #[test]
    fn misspelt_members_are_refused_with_the_step() {
        let error = step(r#"{"call": "a.b", "expects": {}}"#).unwrap_err().to_string();
        assert!(error.contains("expects") && error.contains("a.b"), "{error}");
        let error = step(r#"{"cal": "a.b"}"#).unwrap_err().to_string();
        assert!(error.contains("no known kind"), "{error}");
    }
}

//! The steps besides calls.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::call::with_outcome;
use super::outcome::{assemble, wrong_kind};
use super::{Play, Trouble, client_args};
use crate::expect::{differences, mismatches};
use crate::live::{Answer, BOOTSTRAP_KEY, Faults, Line, Payload};
use crate::scenario::{Equal, Fault, Foreign, HttpCall, Log, Seen};

/// How long it is waited for the server, or a log, to show what is expected.
const PATIENCE: Duration = Duration::from_secs(2);
const CLIENT_LIMIT: Duration = Duration::from_secs(20);

impl Play<'_> {
    pub(super) fn build_client(
        &mut self,
        wanted: &Map<String, Value>,
        expect: Option<&Value>,
    ) -> Result<(), Trouble> {
        let args = self.bindings.fill_members(&client_args(wanted))?;
        let id = self.driver.send("$client", &args, &Map::new())?;
        let outcome = match self.driver.next_line(id, Instant::now() + CLIENT_LIMIT)? {
            Some(Line::End(end)) => assemble(Vec::new(), end),
            Some(Line::Item(item)) => return Err(Trouble::new(&format!("`$client` gave an item: {item:?}"))),
            None => return Err(self.driver.hangs(CLIENT_LIMIT.as_millis()).into()),
        };
        let expected = expect.cloned().unwrap_or_else(|| json!({"done": {}}));
        let faults = wrong_kind(&expected, &outcome)
            .map_or_else(|| mismatches(&expected, &outcome), |fault| vec![fault]);
        if faults.is_empty() { Ok(()) } else { Err(Trouble(with_outcome(faults, &outcome))) }
    }

    pub(super) fn http(&mut self, http: &HttpCall) -> Result<(), Trouble> {
        let Some(times) = http.times else {
            let answer = self.http_once(http)?;
            return self.capture(&http.capture, &answer.body);
        };
        let mut bodies = Vec::new();
        for i in 1..=times {
            self.bindings.set("i", i);
            bodies.push(self.http_once(http)?.body);
        }
        let lists: BTreeMap<_, _> =
            http.capture.iter().map(|(name, pointer)| (name, format!("/*{pointer}"))).collect();
        let bodies = Value::Array(bodies);
        lists.iter().try_for_each(|(name, pointer)| self.capture([(*name, pointer)], &bodies))
    }

    fn http_once(&mut self, http: &HttpCall) -> Result<Answer, Trouble> {
        let (method, path) = http.http.split_once(' ').ok_or_else(|| Trouble::new("needs `METHOD /path`"))?;
        let path = self.bindings.fill_text(path)?;
        let answer = self.plain.request(method, &path, &self.http_headers(http)?, self.payload(http)?)?;
        let status_fits =
            http.status.map_or((200..300).contains(&answer.status), |status| status == answer.status);
        if !status_fits {
            return Err(Trouble::new(&format!(
                "{method} {path} answered {}: {}",
                answer.status, answer.body
            )));
        }
        let expected = http.expect.as_ref().map(|expected| self.bindings.fill(expected)).transpose()?;
        let faults = expected.map_or_else(Vec::new, |expected| mismatches(&expected, &answer.body));
        if faults.is_empty() { Ok(answer) } else { Err(Trouble(with_outcome(faults, &answer.body))) }
    }

    fn http_headers(&self, http: &HttpCall) -> Result<BTreeMap<String, String>, Trouble> {
        let key = http.key.as_deref().unwrap_or(BOOTSTRAP_KEY);
        let mut headers = BTreeMap::new();
        if !key.is_empty() {
            headers.insert("authorization".to_owned(), format!("Bearer {}", self.bindings.fill_text(key)?));
        }
        for (name, value) in &http.headers {
            headers.insert(name.clone(), self.bindings.fill_text(value)?);
        }
        Ok(headers)
    }

    fn payload(&self, http: &HttpCall) -> Result<Payload, Trouble> {
        match (&http.body, &http.multipart) {
            (Some(body), None) => Ok(Payload::json(&self.bindings.fill(body)?)),
            (None, Some(fields)) => Ok(Payload::multipart(fields)),
            (None, None) => Ok(Payload::none()),
            (Some(_), Some(_)) => Err(Trouble::new("`body` and `multipart` exclude each other")),
        }
    }

    pub(super) fn fault(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let instructions = fault
            .instructions
            .iter()
            .map(|value| self.bindings.fill(value))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Faults(&self.plain).register(&fault.fault, &fault.operation, &instructions)?)
    }

    pub(super) fn seen(&mut self, step: &Seen) -> Result<(), Trouble> {
        let expected = self.bindings.fill(&step.expect)?;
        let until = Instant::now() + PATIENCE;
        let (seen, faults) = loop {
            let seen = Faults(&self.plain).seen(&step.seen)?;
            let faults = mismatches(&expected, &seen);
            if faults.is_empty() || Instant::now() > until {
                break (seen, faults);
            }
            thread::sleep(Duration::from_millis(20));
        };
        if !faults.is_empty() {
            return Err(Trouble(with_outcome(faults, &seen)));
        }
        self.capture(&step.capture, &seen)?;
        self.keep(format!("seen {}", step.seen), &request_lines(&seen));
        Ok(())
    }

    pub(super) fn foreign(&mut self, step: &Foreign) -> Result<(), Trouble> {
        let expected = self.bindings.fill(&step.foreign)?;
        let seen = json!({"requests": self.foreign.requests()});
        let faults = mismatches(&expected, &seen);
        if faults.is_empty() { Ok(()) } else { Err(Trouble(with_outcome(faults, &seen))) }
    }

    pub(super) fn log(&mut self, step: &Log) -> Result<(), Trouble> {
        let until = Instant::now() + PATIENCE;
        let missing = loop {
            let text = self.driver.errors().text();
            let missing: Vec<&String> = step.log.iter().filter(|wanted| !text.contains(*wanted)).collect();
            if missing.is_empty() || Instant::now() > until {
                break missing;
            }
            thread::sleep(Duration::from_millis(20));
        };
        let text = self.driver.errors().text();
        let mut faults: Vec<String> =
            missing.iter().map(|wanted| format!("the log does not contain {wanted:?}")).collect();
        for unwanted in &step.absent {
            let unwanted = self.bindings.fill_text(unwanted)?;
            faults.extend(
                text.lines()
                    .filter(|line| line.contains(&unwanted))
                    .map(|line| format!("{unwanted:?} is in the log: {line}")),
            );
        }
        if faults.is_empty() { Ok(()) } else { Err(Trouble(faults)) }
    }

    pub(super) fn equal(&mut self, step: &Equal) -> Result<(), Trouble> {
        let [left, right] = &step.equal;
        let faults = differences("left", &self.bindings.fill(left)?, "right", &self.bindings.fill(right)?);
        if faults.is_empty() { Ok(()) } else { Err(Trouble(faults)) }
    }
}

/// Method, path and query of the requests the server saw: what has to be the same in all languages.
fn request_lines(seen: &Value) -> Value {
    let requests = seen["requests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let line = |request: &Value| json!([request["method"], request["path"], sorted(&request["query"])]);
    requests.iter().map(line).collect()
}

/// A query with its parameters by name: their order says nothing. Values of one parameter stay in their order.
fn sorted(query: &Value) -> Value {
    let Some(text) = query.as_str() else { return Value::Null };
    let mut pairs: Vec<&str> = text.split('&').collect();
    pairs.sort_by_key(|pair| pair.split('=').next().unwrap_or_default());
    Value::String(pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_order_of_different_parameters_is_free() {
        assert_eq!(sorted(&json!("b=1&a=2&b=0")), json!("a=2&b=1&b=0"));
        assert_eq!(sorted(&Value::Null), Value::Null);
    }
}

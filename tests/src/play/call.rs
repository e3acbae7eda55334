//! A call through the SDK, with what happens meanwhile.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::outcome::{assemble, comparable, wrong_kind};
use super::{Play, Trouble};
use crate::expect::{mismatches, remove, select};
use crate::live::{Faults, Line, PeakMemory};
use crate::scenario::{After, Call, During};

const LIMIT_MS: u64 = 20_000;
/// How often it is looked whether something is due while a call is under way.
const TICK: Duration = Duration::from_millis(20);

/// A call that was sent and has not ended.
struct Underway<'a> {
    id: u64,
    began: Instant,
    items: Vec<Value>,
    waiting: Vec<&'a During>,
    fault: Option<&'a str>,
}

impl Play<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Result<(), Trouble> {
        let args = self.bindings.fill_members(&call.args)?;
        let options = self.options(call)?;
        let memory = call.memory_growth_mib.and_then(|_| PeakMemory::watch(self.driver.pid()));
        let began = Instant::now();
        let id = self.driver.send(&call.call, &args, &options)?;
        let outcome = self.finish(call, id, began)?;
        let elapsed = began.elapsed();
        let faults = self.faults_of(call, &outcome)?;
        if !faults.is_empty() {
            return Err(Trouble(with_outcome(faults, &outcome)));
        }
        check_elapsed(call, elapsed)?;
        check_memory(call, memory)?;
        self.capture(&call.capture, &outcome)?;
        let mut kept = comparable(&outcome);
        call.volatile.iter().for_each(|pointer| remove(&mut kept, pointer));
        self.keep(call.call.clone(), &kept);
        Ok(())
    }

    fn options(&self, call: &Call) -> Result<Map<String, Value>, Trouble> {
        let mut options = self.bindings.fill_members(&call.options)?;
        if let Some(fault) = &call.fault {
            let headers = options.entry("headers").or_insert_with(|| json!({}));
            headers["x-fault-id"] = Value::String(fault.clone());
        }
        Ok(options)
    }

    fn finish(&mut self, call: &Call, id: u64, began: Instant) -> Result<Value, Trouble> {
        let limit = Duration::from_millis(call.limit_ms.unwrap_or(LIMIT_MS));
        let waiting = call.during.iter().collect();
        let mut underway = Underway { id, began, items: Vec::new(), waiting, fault: call.fault.as_deref() };
        let end = loop {
            self.fire(&mut underway)?;
            let until = if underway.waiting.is_empty() { began + limit } else { Instant::now() + TICK };
            match self.driver.next_line(underway.id, until)? {
                Some(Line::Item(item)) => underway.items.push(Value::Object(item)),
                Some(Line::End(end)) => break end,
                None if began.elapsed() < limit => {}
                None => return Err(self.driver.hangs(limit.as_millis()).into()),
            }
        };
        match underway.waiting.first() {
            Some(during) => Err(Trouble::new(&format!(
                "the call ended before {:?}: {}",
                during.after,
                assemble(underway.items, end)
            ))),
            None => Ok(assemble(underway.items, end)),
        }
    }

    /// Does what is due, in the order in which it stands.
    fn fire(&mut self, underway: &mut Underway) -> Result<(), Trouble> {
        while let Some(during) = underway.waiting.first().copied() {
            if !self.is_due(during.after, underway)? {
                return Ok(());
            }
            self.http(&during.http)?;
            underway.waiting.remove(0);
        }
        Ok(())
    }

    fn is_due(&self, after: After, underway: &Underway) -> Result<bool, Trouble> {
        Ok(match after {
            After::Items(count) => underway.items.len() >= count,
            After::Ms(ms) => underway.began.elapsed() >= Duration::from_millis(ms),
            After::OpenStreams(count) => {
                let fault = underway
                    .fault
                    .ok_or_else(|| Trouble::new("`open_streams` needs a `fault` on the call"))?;
                let seen = Faults(&self.plain).seen(fault)?;
                seen["open_streams"].as_u64().is_some_and(|open| open >= count)
            }
        })
    }

    fn faults_of(&self, call: &Call, outcome: &Value) -> Result<Vec<String>, Trouble> {
        let expected = self.bindings.fill(&call.expect)?;
        Ok(match wrong_kind(&expected, outcome) {
            Some(fault) => vec![fault],
            None => mismatches(&expected, outcome),
        })
    }

    pub(super) fn capture<'c>(
        &mut self,
        names: impl IntoIterator<Item = (&'c String, &'c String)>,
        from: &Value,
    ) -> Result<(), Trouble> {
        for (name, pointer) in names {
            let value = select(from, pointer).ok_or_else(|| {
                Trouble::new(&format!("nothing to capture as `{name}` at `{pointer}` in {from}"))
            })?;
            self.bindings.set(name, value);
        }
        Ok(())
    }
}

/// The faults, then the outcome itself, cut where it gets long.
pub(super) fn with_outcome(mut faults: Vec<String>, outcome: &Value) -> Vec<String> {
    let mut text = outcome.to_string();
    if let Some((cut, _)) = text.char_indices().nth(1_500) {
        text.truncate(cut);
        text.push('…');
    }
    faults.push(format!("outcome: {text}"));
    faults
}

fn check_elapsed(call: &Call, elapsed: Duration) -> Result<(), Trouble> {
    let Some([least, most]) = call.elapsed_ms else { return Ok(()) };
    if (u128::from(least)..=u128::from(most)).contains(&elapsed.as_millis()) {
        return Ok(());
    }
    Err(Trouble::new(&format!("took {} ms, expected {least} to {most} ms", elapsed.as_millis())))
}

fn check_memory(call: &Call, watch: Option<PeakMemory>) -> Result<(), Trouble> {
    let (Some(most), Some(growth)) = (call.memory_growth_mib, watch.and_then(PeakMemory::growth_kib)) else {
        return Ok(());
    };
    if growth <= most * 1024 {
        return Ok(());
    }
    Err(Trouble::new(&format!("resident memory grew by {} MiB, at most {most} MiB expected", growth / 1024)))
}

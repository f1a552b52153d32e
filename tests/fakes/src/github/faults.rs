//! What can go wrong on the way: faults a test programs for requests of a name.

use std::sync::Mutex;
use std::time::Duration;

/// A fault, for the next requests of a name.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The name of the requests that fail, as in [`Request::name`](super::Request::name).
    pub on: &'static str,
    /// What happens.
    pub kind: Kind,
    /// To how many of them.
    pub times: usize,
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Kind {
    /// It is answered like this, and nothing is done.
    Answer {
        /// The status.
        status: u16,
        /// Headers besides the usual ones.
        headers: Vec<(&'static str, String)>,
        /// The body.
        body: String,
    },
    /// It is done, but answered like this.
    AnswerAfter {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
    /// The connection is closed before anything is done.
    Close,
    /// It is done, and the connection is closed without an answer.
    CloseAfter,
    /// It is done, and the connection breaks in the middle of the answer.
    Cut,
    /// It is done, and half of the answer comes, as if it were whole.
    Half,
    /// It is done, and the answer says that it is plain text.
    PlainText,
    /// It is done, and answered so much later.
    Slow(Duration),
}

impl Kind {
    /// A GraphQL answer (HTTP 200) with one error of a type, and no data.
    pub fn graphql_error(kind: &str, message: &str) -> Self {
        let error = serde_json::json!({ "type": kind, "message": message });
        let body = serde_json::json!({ "data": null, "errors": [error] }).to_string();
        Self::Answer { status: 200, headers: Vec::new(), body }
    }

    /// A REST answer of a status and message.
    pub fn rest_error(status: u16, message: &str) -> Self {
        let body = serde_json::json!({ "message": message, "status": status.to_string() }).to_string();
        Self::Answer { status, headers: Vec::new(), body }
    }

    /// GitHub's page for a request that took too long.
    pub fn bad_gateway() -> Self {
        let body = "<html><head><title>502 Bad Gateway</title></head></html>".to_owned();
        Self::Answer { status: 502, headers: vec![("content-type", "text/html".to_owned())], body }
    }
}

/// The faults still to come.
#[derive(Default)]
pub(super) struct Faults {
    programmed: Mutex<Vec<Fault>>,
    death: Mutex<Option<Death>>,
    strike: Mutex<Option<Strike>>,
    refusal: Mutex<Option<Refusal>>,
}

/// A fault at a request that is known by its number.
struct Strike {
    /// How many requests still go well.
    left: usize,
    /// Whether it goes on at all later ones of the same name.
    forever: bool,
    kind: Kind,
    /// The name, once it struck.
    name: Option<String>,
}

/// After this many requests no one gets in, for a time or until all faults end.
#[derive(Clone, Copy)]
pub(super) struct Refusal {
    after: usize,
    /// For how long; `None`: until all faults end.
    pub(super) time: Option<Duration>,
}

/// The client dies at a request: that one and all later ones are closed without an answer.
struct Death {
    /// How many requests still go well.
    left: usize,
    /// Whether the one it dies at is done all the same.
    acted: bool,
}

impl Faults {
    pub(super) fn add(&self, fault: Fault) {
        super::lock(&self.programmed).push(fault);
    }

    pub(super) fn clear(&self) {
        super::lock(&self.programmed).clear();
    }

    pub(super) fn die(&self, left: usize, acted: bool) {
        *super::lock(&self.death) = Some(Death { left, acted });
    }

    pub(super) fn heal(&self) {
        *super::lock(&self.death) = None;
        *super::lock(&self.strike) = None;
        *super::lock(&self.refusal) = None;
    }

    pub(super) fn refuse(&self, after: usize, time: Option<Duration>) {
        *super::lock(&self.refusal) = Some(Refusal { after, time });
    }

    /// What follows this request, if it is the last one before no one gets in.
    pub(super) fn last(&self) -> Option<Refusal> {
        let mut refusal = super::lock(&self.refusal);
        refusal.as_mut()?.after -= 1;
        refusal.take_if(|refusal| refusal.after == 0)
    }

    pub(super) fn strike(&self, left: usize, forever: bool, kind: Kind) {
        *super::lock(&self.strike) = Some(Strike { left, forever, kind, name: None });
    }

    fn struck(&self, name: &str) -> Option<Kind> {
        let mut strike = super::lock(&self.strike);
        let Strike { left, forever, kind, name: struck } = strike.as_mut()?;
        if let Some(struck) = struck {
            return (*forever && struck == name).then(|| kind.clone());
        }
        if *left > 0 {
            *left -= 1;
            return None;
        }
        *struck = Some(name.to_owned());
        Some(kind.clone())
    }

    /// The fault for a request of this name, which then is used up by one.
    pub(super) fn next(&self, name: &str) -> Option<Kind> {
        if let Some(death) = super::lock(&self.death).as_mut() {
            match (death.left, death.acted) {
                (0, false) => return Some(Kind::Close),
                (0, true) => {
                    death.acted = false;
                    return Some(Kind::CloseAfter);
                }
                _ => death.left -= 1,
            }
        }
        if let Some(kind) = self.struck(name) {
            return Some(kind);
        }
        let mut faults = super::lock(&self.programmed);
        let fault = faults.iter_mut().find(|fault| fault.on == name && fault.times > 0)?;
        fault.times -= 1;
        Some(fault.kind.clone())
    }
}

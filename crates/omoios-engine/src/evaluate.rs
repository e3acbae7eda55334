//! Scoring of phases. What scores them is exchangeable; the built-in one applies a rubric to what is written down.

use omoios_api::{Phase, TaskCounts};

/// A phase with this score or more passes.
pub const PASS_SCORE: f64 = 0.7;
/// Evaluations after which a phase that still does not pass has failed.
pub(crate) const MAX_ATTEMPTS: i32 = 3;

/// What an evaluator knows of a spec.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Title of the spec.
    pub title: String,
    /// Description of the spec.
    pub description: String,
    /// Whether there is a deadline.
    pub has_deadline: bool,
    /// Number of tickets.
    pub tickets: i64,
    /// Tasks by state.
    pub tasks: TaskCounts,
}

/// A score and what keeps it from being higher.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// From 0 to 1.
    pub score: f64,
    /// What is wanting.
    pub feedback: Vec<String>,
}

impl Evaluation {
    /// Whether the score suffices.
    pub fn passed(&self) -> bool {
        self.score >= PASS_SCORE
    }
}

/// Scores phases.
pub trait Evaluator: Send + Sync + 'static {
    /// Scores the phase from what is known.
    fn evaluate(&self, phase: Phase, facts: &Facts) -> Evaluation;
}

/// Applies a fixed list of weighted criteria to each phase.
#[derive(Debug, Clone, Copy, Default)]
pub struct RubricEvaluator;

struct Criterion {
    weight: f64,
    met: f64,
    wanting: &'static str,
}

impl Evaluator for RubricEvaluator {
    fn evaluate(&self, phase: Phase, facts: &Facts) -> Evaluation {
        let criteria = criteria(phase, facts);
        let whole: f64 = criteria.iter().map(|criterion| criterion.weight).sum();
        let reached: f64 = criteria.iter().map(|criterion| criterion.weight * criterion.met).sum();
        let feedback = criteria
            .iter()
            .filter(|criterion| criterion.met < 1.0)
            .map(|criterion| criterion.wanting.to_owned());
        // Two digits say all that such a rubric knows.
        Evaluation { score: (reached / whole * 100.0).round() / 100.0, feedback: feedback.collect() }
    }
}

fn criteria(phase: Phase, facts: &Facts) -> Vec<Criterion> {
    let title =
        Criterion { weight: 1.0, met: share(words(&facts.title), 3), wanting: "The title says too little." };
    let described = |least| Criterion {
        weight: 2.0,
        met: share(words(&facts.description), least),
        wanting: "The description is too short.",
    };
    let deadline = Criterion { weight: 0.5, met: flag(facts.has_deadline), wanting: "There is no deadline." };
    let tickets = Criterion { weight: 1.0, met: share(facts.tickets, 1), wanting: "There is no ticket." };
    let tasks = Criterion { weight: 2.0, met: share(facts.tasks.total, 1), wanting: "There is no task." };
    let finished = Criterion {
        weight: 4.0,
        met: share(facts.tasks.completed, facts.tasks.total.max(1)),
        wanting: "Not all tasks are completed.",
    };
    match phase {
        Phase::Explore => vec![title, described(4)],
        Phase::Prd => vec![title, described(8)],
        Phase::Requirements => vec![title, described(8), deadline],
        Phase::Design => vec![described(8), tickets],
        Phase::Tasks => vec![tickets, tasks],
        Phase::Sync | Phase::Complete => vec![tasks, finished],
    }
}

fn words(text: &str) -> i64 {
    i64::try_from(text.split_whitespace().count()).unwrap_or(i64::MAX)
}

fn flag(met: bool) -> f64 {
    if met { 1.0 } else { 0.0 }
}

fn share(part: i64, whole: i64) -> f64 {
    // Counts of words and tasks are far below 2^31.
    let number = |value: i64| f64::from(i32::try_from(value).unwrap_or(i32::MAX));
    (number(part) / number(whole)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(description: &str, tasks: TaskCounts) -> Facts {
        Facts {
            title: "Add JWT refresh token rotation".into(),
            description: description.into(),
            has_deadline: false,
            tickets: 1,
            tasks,
        }
    }

    #[doc = "covers: OMOI-SVC-evaluator"]
    #[test]
    fn a_thin_description_fails_and_says_why() {
        let none = TaskCounts::default();
        let thin = RubricEvaluator.evaluate(Phase::Prd, &facts("Rotate tokens", none));
        assert!(!thin.passed());
        assert_eq!(thin.feedback, ["The description is too short."]);
        let full = "Implement silent refresh with rotation and revocation of stolen tokens";
        assert!(RubricEvaluator.evaluate(Phase::Prd, &facts(full, none)).passed());
    }

    #[test]
    fn sync_is_measured_by_completed_tasks() {
        let half = TaskCounts { total: 2, completed: 1, ..TaskCounts::default() };
        let all = TaskCounts { total: 2, completed: 2, ..TaskCounts::default() };
        assert!(!RubricEvaluator.evaluate(Phase::Sync, &facts("x", half)).passed());
        assert!((RubricEvaluator.evaluate(Phase::Sync, &facts("x", all)).score - 1.0).abs() < f64::EPSILON);
    }
}

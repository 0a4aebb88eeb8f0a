//! Every chain holds, and no step of any chain can be changed without being refused.

use asymptest::claim::{Exponent, Rate, Step, Symbol};
use asymptest::symbolic::chains::{CHAINS, named};
use asymptest::symbolic::laws::LAWS;
use asymptest::symbolic::rules::RULES;
use asymptest::symbolic::{Fact, Order, When, check};
use asymptest::theorems::REGISTRY;

/// All chains: of the lemmas, and of the theorems.
fn chains() -> Vec<(&'static str, Vec<Step>)> {
    let of_lemmas = CHAINS.iter().map(|chain| (chain.id, chain.steps.to_vec()));
    let of_theorems = REGISTRY.iter().map(|theorem| (theorem.id(), theorem.derivation()));
    of_lemmas.chain(of_theorems).filter(|(_, steps)| !steps.is_empty()).collect()
}

fn leaked(text: String) -> &'static str {
    text.leak()
}

/// `steps` with step `index` replaced must be refused, at that step.
fn assert_refused(id: &str, steps: &[Step], index: usize, wrong: Step) {
    let mut corrupted = steps[..=index].to_vec();
    corrupted[index] = wrong;
    let refusal = check(&corrupted).expect_err(&format!("{id}: {wrong:?} was accepted for {:?}", steps[index]));
    assert_eq!(refusal.label, wrong.label, "{id}: {refusal}");
}

/// Every fact that differs from `fact` by one exponent.
fn wrong_facts(fact: &Fact) -> Vec<Fact> {
    let steps = [Exponent::ratio(1, 6), Exponent::ratio(-1, 6), Exponent::integer(1), Exponent::integer(-1)];
    let mut wrong = Vec::new();
    for by in &steps {
        match fact.clone() {
            Fact::Bound { of, growth, order, when } => {
                for (index, term) in order.terms().iter().enumerate() {
                    for symbol in Symbol::ALL {
                        let mut terms = order.terms().to_vec();
                        terms[index] = term.clone().times(symbol, by.clone());
                        wrong.push(Fact::Bound { of, growth, order: Order::of(terms, when.up_to()), when: when.clone() });
                    }
                }
                let other = match &when {
                    When::Always => When::UpTo(by.clone()),
                    When::UpTo(exponent) => When::UpTo(exponent.clone() + by.clone()),
                    When::At(rate) => When::At(rate.clone().times(Symbol::M, by.clone())),
                };
                wrong.push(Fact::Bound { of, growth, order, when: other });
            }
            Fact::Vanishes { of, below } => wrong.push(Fact::Vanishes { of, below: below + by.clone() }),
            Fact::Departs { of, multiple } => wrong.push(Fact::Departs { of, multiple: multiple + by.clone() }),
        }
    }
    wrong.retain(|other| other != fact);
    wrong
}

#[test]
fn every_chain_holds() {
    for (id, steps) in chains() {
        let inferences = check(&steps).unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
        assert_eq!(inferences.len(), steps.len());
    }
    assert!(CHAINS.len() >= 6 && chains().len() > CHAINS.len());
}

#[test]
fn every_wrong_exponent_of_every_step_is_refused() {
    let mut refused = 0;
    for (id, steps) in chains() {
        for (index, step) in steps.iter().enumerate() {
            let fact: Fact = step.gives.parse().unwrap();
            for wrong in wrong_facts(&fact) {
                assert_refused(id, &steps, index, Step { gives: leaked(wrong.to_string()), ..*step });
                refused += 1;
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn every_wrong_rule_of_every_step_is_refused() {
    let names: Vec<&str> = LAWS.iter().map(|law| law.name).chain(RULES.iter().map(|rule| rule.name)).chain(["no such rule"]).collect();
    let citations: Vec<&str> =
        CHAINS.iter().flat_map(|chain| chain.steps.iter().map(move |step| leaked(format!("{}.{}", chain.id, step.label)))).collect();
    for (id, steps) in chains() {
        for (index, step) in steps.iter().enumerate() {
            for name in names.iter().filter(|name| **name != step.by) {
                assert_refused(id, &steps, index, Step { by: name, ..*step });
            }
            // A citation of another chain that says the same in other words is no mistake.
            for name in &citations {
                let (chain, label) = name.split_once('.').unwrap();
                let cited = named(chain).unwrap().steps.iter().find(|other| other.label == label).unwrap();
                if cited.gives.parse::<Fact>().unwrap() != step.gives.parse::<Fact>().unwrap() || !step.from.is_empty() {
                    assert_refused(id, &steps, index, Step { by: name, ..*step });
                }
            }
        }
    }
}

#[test]
fn every_wrong_premise_of_every_step_is_refused() {
    for (id, steps) in chains() {
        let labels: Vec<&'static str> = steps.iter().map(|step| step.label).collect();
        for (index, step) in steps.iter().enumerate() {
            let with = |from: Vec<&'static str>| Step { from: from.leak(), ..*step };
            for place in 0..step.from.len() {
                let mut fewer = step.from.to_vec();
                fewer.remove(place);
                assert_refused(id, &steps, index, with(fewer));
                for label in labels.iter().filter(|label| !step.from.contains(label)) {
                    let mut other = step.from.to_vec();
                    other[place] = label;
                    assert_refused(id, &steps, index, with(other));
                }
            }
            for label in &labels {
                assert_refused(id, &steps, index, with([step.from, &[label]].concat()));
            }
        }
    }
}

#[test]
fn every_wrong_quantity_and_side_of_every_step_is_refused() {
    for (id, steps) in chains() {
        for (index, step) in steps.iter().enumerate() {
            for wrong in ["|L| = O(1)", "R = O(1)", "|U|_F = O(M)", "= O(1)", "R", ""] {
                assert_refused(id, &steps, index, Step { gives: wrong, ..*step });
            }
            for (side, other) in [(" = O(", " = Theta("), (" = O(", " = Omega("), (" = Theta(", " = O(")] {
                if step.gives.contains(side) {
                    assert_refused(id, &steps, index, Step { gives: leaked(step.gives.replacen(side, other, 1)), ..*step });
                }
            }
        }
    }
}

#[test]
fn a_chain_cites_those_before_it_alone() {
    for (position, chain) in CHAINS.iter().enumerate() {
        for (cited, _) in chain.steps.iter().filter_map(|step| step.by.split_once('.')) {
            assert!(CHAINS[..position].iter().any(|earlier| earlier.id == cited), "{} cites {cited}", chain.id);
        }
    }
}

#[test]
fn every_law_reads_and_none_is_idle() {
    let used: Vec<&str> = chains().iter().flat_map(|(_, steps)| steps.iter().map(|step| step.by).collect::<Vec<_>>()).collect();
    for law in LAWS {
        law.apply(|_| Rate::one().into());
        assert!(used.contains(&law.name), "no chain uses {}", law.name);
        assert_eq!(LAWS.iter().filter(|other| other.name == law.name).count(), 1);
        assert!(!law.name.contains('.') && !law.says.is_empty());
    }
    for rule in RULES {
        assert!(used.contains(&rule.name), "no chain uses {}", rule.name);
    }
}

#[test]
fn an_increment_that_outgrows_the_sum_is_refused() {
    use asymptest::claim::step;
    // Were R to double at every step, it would not be O(t).
    let chain =
        |increment| [step("a", "bounded_output_gradient", &[], "|dL/dU| = O(delta^(-1))"), step("b", "gronwall", &["a"], increment)];
    assert!(check(&chain("R = O(t)")).unwrap_err().problem.contains("no increment"));
}

//! Every chain holds, and no step of any chain can be changed without being refused.

use asymptest::claim::{Assumption, Exponent, Rate, Step, Symbol, step};
use asymptest::symbolic::chains::{self, Chain, named};
use asymptest::symbolic::laws::LAWS;
use asymptest::symbolic::rules::RULES;
use asymptest::symbolic::{Basis, Fact, Order, When, check, check_among, follows};

/// The derivations of all theorems that have one.
fn chains() -> Vec<(&'static str, Vec<Step>)> {
    chains::chains().into_iter().map(|chain| (chain.id, chain.steps)).filter(|(_, steps)| !steps.is_empty()).collect()
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
    assert!(chains().len() >= 6);
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
    let citations: Vec<(&str, Fact)> = chains()
        .iter()
        .flat_map(|(id, steps)| steps.iter().map(move |step| (leaked(format!("{id}.{}", step.label)), step.gives.parse().unwrap())))
        .collect();
    for (id, steps) in chains() {
        for (index, step) in steps.iter().enumerate() {
            for name in names.iter().filter(|name| **name != step.by) {
                assert_refused(id, &steps, index, Step { by: name, ..*step });
            }
            // A citation of another chain that says the same in other words is no mistake.
            for (name, cited) in &citations {
                if *cited != step.gives.parse::<Fact>().unwrap() || !step.from.is_empty() {
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
                // A premise that says the same in other words gives the same; what it needs is another matter, below.
                let fact = |label: &str| steps.iter().find(|other| other.label == label).unwrap().gives.parse::<Fact>().unwrap();
                let differs = |label: &&&str| !step.from.contains(label) && fact(label) != fact(step.from[place]);
                for label in labels.iter().filter(differs) {
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
fn a_term_dropped_or_added_is_refused() {
    let (mut dropped, mut added) = (0, 0);
    let terms =
        ["1", "M", "M^(1/2) log(M)", "t", "t^2", "R", "E", "rho", "R^2 M^(-1)", "delta^(-2)"].map(|term| term.parse::<Rate>().unwrap());
    for (id, steps) in chains() {
        for (index, step) in steps.iter().enumerate() {
            let Fact::Bound { of, growth, order, when } = step.gives.parse().unwrap() else { continue };
            let refused = |terms: Vec<Rate>| {
                let wrong = Fact::Bound { of, growth, order: Order::of(terms, when.up_to()), when: when.clone() };
                let differs = wrong != step.gives.parse().unwrap();
                if differs {
                    assert_refused(id, &steps, index, Step { gives: leaked(wrong.to_string()), ..*step });
                }
                usize::from(differs)
            };
            for place in (0..order.terms().len()).filter(|_| order.terms().len() > 1) {
                let mut fewer = order.terms().to_vec();
                fewer.remove(place);
                dropped += refused(fewer);
            }
            added += terms.iter().map(|term| refused([order.terms(), std::slice::from_ref(term)].concat())).sum::<usize>();
        }
    }
    assert!(dropped > 20 && added > 300, "{dropped} dropped, {added} added");
}

#[test]
fn swapped_premises_are_refused_or_give_the_same() {
    let mut refused = 0;
    for (id, steps) in chains() {
        for (index, step) in steps.iter().enumerate().filter(|(_, step)| step.from.len() > 1) {
            let mut swapped = steps[..=index].to_vec();
            swapped[index].from = step.from.iter().rev().copied().collect::<Vec<_>>().leak();
            match (check(&swapped), check(&steps[..=index]).unwrap().last()) {
                // A law takes bounds of its quantities, in any order; a substitution has a first and a second premise.
                (Ok(found), Some(expected)) => {
                    let found = found.last().unwrap();
                    assert_eq!((&found.fact, &found.needs, found.origin), (&expected.fact, &expected.needs, expected.origin), "{id}");
                    assert!(LAWS.iter().any(|law| law.name == step.by), "{id}: {step:?}");
                }
                (Err(refusal), _) => {
                    assert_eq!((refusal.label.as_str(), step.by), (step.label, "substitute"), "{id}: {refusal}");
                    refused += 1;
                }
                (Ok(_), None) => unreachable!("the steps hold"),
            }
        }
    }
    assert!(refused >= 6, "{refused}");
}

#[test]
fn what_a_law_needs_reaches_all_that_rests_on_it() {
    for (id, steps) in chains() {
        let inferences = check(&steps).unwrap();
        for (index, step) in steps.iter().enumerate() {
            let asks = LAWS.iter().find(|law| law.name == step.by).map_or(&[][..], |law| law.needs);
            for later in inferences[index..].iter().filter(|later| rests_on(&steps, &later.label, step.label)) {
                assert!(asks.iter().all(|need| need.is_among(&later.needs)), "{id}: {} does not need {asks:?}", later.label);
            }
        }
    }
    // A condition of a statement is an assumption that can be named, and so is what a probability is about.
    for law in LAWS.iter().filter(|law| law.basis != Basis::Elementary) {
        assert!(!law.needs.is_empty(), "{}", law.name);
    }
}

fn rests_on(steps: &[Step], label: &str, on: &str) -> bool {
    let step = steps.iter().find(|step| step.label == label).unwrap();
    label == on || step.from.iter().any(|premise| rests_on(steps, premise, on))
}

#[test]
fn a_claim_without_one_of_its_needs_is_refused() {
    let mut removed = Vec::new();
    for chain in chains::chains() {
        let inferences = check(&chain.steps).unwrap();
        for said in &chain.said {
            let claimed: Fact = said.says.parse().unwrap();
            assert!(follows(&claimed, said.assumes, &inferences).is_ok(), "{}: {}", chain.id, said.says);
            for lacking in said.assumes {
                let fewer: Vec<Assumption> = said.assumes.iter().copied().filter(|known| known != lacking).collect();
                assert!(follows(&claimed, &fewer, &inferences).is_err(), "{}: {} without {lacking:?}", chain.id, said.says);
                removed.push(*lacking);
            }
        }
    }
    assert!(LAWS.iter().flat_map(|law| law.needs).all(|need| removed.contains(need)), "{removed:?}");
}

#[test]
fn the_ranges_of_lemma_16_end_where_they_are_said_to() {
    let inferences = check(&named("lemma_16_pair_matrix_drift").unwrap().steps).unwrap();
    use asymptest::claim::assumption::{
        BOUNDED_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE, ORTHONORMAL_WEIGHTS, QUADRATIC_LOSS, SMOOTH_ACTIVATION,
        STANDARD_INPUT_WEIGHTS,
    };
    let with =
        |of_loss: &[Assumption]| [&[SMOOTH_ACTIVATION, STANDARD_INPUT_WEIGHTS, ORTHONORMAL_WEIGHTS, FIXED_STEP_SIZE], of_loss].concat();
    let holds = |when: &str, assumed: &[Assumption]| {
        let claimed = format!("|C_V(t) - C_V(0)|_F = O(t M^(-1/2)){when}").parse().unwrap();
        follows(&claimed, &with(assumed), &inferences).is_ok()
    };
    for (of_loss, longest, longer) in [(QUADRATIC_LOSS, "M", "M^(13/12)"), (BOUNDED_GRADIENT, "M^(3/2)", "M^(19/12)")] {
        assert!(holds(&format!(" for t = O({longest})"), &[of_loss]));
        assert!(!holds(&format!(" for t = O({longer})"), &[of_loss]) && !holds("", &[of_loss]));
        assert!(holds("", &[of_loss, BOUNDED_ACTIVATION]));
    }
    assert!(!holds("", &[BOUNDED_ACTIVATION]));
}

#[test]
fn chains_that_cite_each_other_are_refused() {
    const A: &[Step] = &[step("a", "second.b", &[], "R = O(t)")];
    const B: &[Step] = &[step("b", "first.a", &[], "R = O(t)")];
    const SELF: &[Step] = &[step("a", "itself.a", &[], "R = O(t)")];
    let chain = |id, steps: &[Step]| Chain { id, steps: steps.to_vec(), said: Vec::new() };
    let problem = |steps, chains: &[Chain]| check_among(steps, chains).unwrap_err().problem;
    let cycle = [chain("first", A), chain("second", B)];
    assert!(problem(A, &cycle).ends_with("second, step b, rests on itself"), "{}", problem(A, &cycle));
    assert!(problem(B, &cycle).ends_with("first, step a, rests on itself"), "{}", problem(B, &cycle));
    assert!(problem(SELF, &[chain("itself", SELF)]).ends_with("itself, step a, rests on itself"));
    assert!(problem(A, &[chain("first", A)]).contains("there is no theorem `second` to cite"));
    assert!(problem(A, &[chain("second", &[])]).contains("second has no step `b`"));
    // Derivations may cite each other where no step rests on itself.
    const START: &str = "|W(0)|_F = O(M^(1/2))";
    let first = [step("a", "weights_at_start", &[], START), step("c", "second.b", &[], START)];
    let second = [step("b", "first.a", &[], START)];
    assert_eq!(check_among(&first, &[chain("first", &first), chain("second", &second)]).unwrap().len(), 2);
}

#[test]
fn a_sum_over_steps_takes_no_other_moving_quantity() {
    // Features that move while weights move: neither is the same at every step.
    for (moving, problem) in
        [("R M^(-1/2)", "R is not the same"), ("rho", "rho is not the same"), ("t", "t is not the same"), ("exp(lambda t)", "exp")]
    {
        let increment: Fact = format!("dE = O({moving})").parse().unwrap();
        let rule = asymptest::symbolic::rules::named("gronwall").unwrap();
        let refused = (rule.infer)(&[&increment], &increment).unwrap_err();
        assert!(refused.contains(problem), "{refused}");
    }
}

#[test]
fn an_upper_bound_is_not_put_under_a_fraction_line() {
    let rule = asymptest::symbolic::rules::named("substitute").unwrap();
    let infer = |into: &str, by: &str| {
        let [into, by]: [Fact; 2] = [into, by].map(|fact| fact.parse().unwrap());
        (rule.infer)(&[&into, &by], &into)
    };
    assert!(infer("|H| = O(M R^(-1))", "R = O(t)").unwrap_err().contains("has no inverse"));
    assert!(infer("|H| = O(M R^(-1))", "R = O(t + log(M))").is_err() && infer("|H| = Omega(M R^(-1))", "R = Omega(t)").is_err());
    assert_eq!(infer("|H| = O(M R^(-1))", "R = Theta(t)"), "|H| = O(M t^(-1))".parse());
    assert_eq!(infer("|H| = O(M R)", "R = O(t)"), "|H| = O(M t)".parse());
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
fn a_law_asks_for_each_of_its_quantities_once() {
    let problem = |premises: &'static [&'static str]| {
        let start = |label| step(label, "weights_at_start", &[], "|W(0)|_F = O(M^(1/2))");
        let ball = step("ball", "weights_in_ball", premises, "|W|_F = O(M^(1/2) + R)");
        check(&[start("start"), start("again"), ball]).map_err(|refusal| refusal.problem)
    };
    assert!(problem(&["start"]).is_ok());
    assert_eq!(problem(&[]).unwrap_err(), "`weights_in_ball` needs a bound of |W(0)|_F");
    assert_eq!(problem(&["start", "again"]).unwrap_err(), "`weights_in_ball` needs one bound of |W(0)|_F");
}

#[test]
fn an_increment_that_outgrows_the_sum_is_refused() {
    use asymptest::claim::step;
    // Were R to double at every step, it would not be O(t).
    let chain =
        |increment| [step("a", "bounded_output_gradient", &[], "|dL/dU| = O(delta^(-1))"), step("b", "gronwall", &["a"], increment)];
    assert!(check(&chain("R = O(t)")).unwrap_err().problem.contains("no increment"));
}

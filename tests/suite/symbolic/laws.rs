//! The laws of derivations on numbers: every inequality with the constants that it states, along training runs of small networks. A law that were false
//! would make every chain that uses it worthless. What a law says of exponents is in [`super::ladder`].

use std::collections::{BTreeMap, BTreeSet};

use asymptest::loss::Similarity;
use asymptest::random::Stream;
use asymptest::symbolic::Basis;
use asymptest::symbolic::laws::LAWS;

use super::network::{
    DIMENSION, INPUTS, OUTPUTS, Phi, STEP, State, TRIPLETS, kernel_changes, largest, normal, pairs, span_angle, unit_inputs,
};

const DELTA: f64 = 0.1;
const WIDTHS: [usize; 2] = [24, 96];

/// The largest of left / right for each law.
type Ratios = BTreeMap<&'static str, f64>;

fn see(ratios: &mut Ratios, law: &'static str, left: f64, right: f64) {
    let ratio = ratios.entry(law).or_default();
    *ratio = ratio.max(left / right);
}

/// Trains one network, and sees every law at every step.
fn along_a_run(phi: Phi, width: usize, similarity: Similarity, replicate: usize, ratios: &mut Ratios) {
    let (l1, l2) = (phi.l1, phi.l2);
    let mut random = Stream::of_cell(0, "laws", width, replicate);
    let x = unit_inputs(&mut random);
    let start = State::new(phi, normal(width, OUTPUTS, &mut random), normal(width, DIMENSION, &mut random), &x);
    let (root, scale) = (start.root(), start.scales());
    let moment = |power: i32| scale.iter().map(|s| s.powi(power)).sum::<f64>().sqrt();
    let (first, gram) = (start.gradients(&x), &x * x.transpose());
    let mut now = start.clone();
    for _ in 0..12 {
        let (outputs, push, gradients) = (now.outputs(), now.push(similarity), now.gradients(&x));
        let (g, weights) = (push.norm_l2(), now.w.singular_values().unwrap()[0]);
        if similarity == Similarity::DOT {
            see(ratios, "dot_gradient", g, 2.0 * pairs().norm_l2() * outputs.norm_l2());
        } else {
            see(ratios, "bounded_output_gradient", g, (6.0 / TRIPLETS as f64).sqrt() / DELTA);
        }
        see(ratios, "outputs_by_features", outputs.norm_l2(), root * now.features.norm_l2() * weights);
        see(ratios, "gradient_norm", largest(&gradients), root * (now.features.norm_l2() + l1 * now.w.norm_l2()));
        see(ratios, "hessian_block", now.hessian(), root * (l1 + l2 * now.largest()));
        // A step, and what it moves.
        let next = now.next(&push, &x);
        see(ratios, "descent", next.distance(&now), STEP * ((INPUTS * OUTPUTS) as f64).sqrt() * g * largest(&gradients));
        let rho = now.neuron_distance(&start, &scale);
        let of_neuron = 2.0 * l1 * STEP * (INPUTS as f64).sqrt() * root * g * (1.0 + rho);
        see(ratios, "neuron_descent", next.neuron_distance(&now, &scale), of_neuron);
        let of_features = STEP * l1 * l1 * root * weights * g * gram.norm_l2();
        see(ratios, "feature_descent", (&next.features - &now.features).norm_l2(), of_features);
        now = next;
        // What the movement since the start bounds.
        let (r, rho, moved) = (now.distance(&start), now.neuron_distance(&start, &scale), (&now.features - &start.features).norm_l2());
        let gradients = now.gradients(&x);
        for i in 0..INPUTS {
            see(ratios, "features_in_ball", now.features.col(i).norm_l2(), start.features.col(i).norm_l2() + l1 * r);
        }
        see(ratios, "weights_in_ball", now.w.norm_l2(), start.w.norm_l2() + r);
        see(ratios, "largest_in_ball", now.largest(), start.largest() + r);
        see(ratios, "features_moved", now.features.norm_l2(), start.features.norm_l2() + moved);
        if phi.is_bounded() {
            see(ratios, "features_bounded", now.features.norm_l2(), ((INPUTS * width) as f64).sqrt());
        }
        see(ratios, "sum_over_neurons", r, rho * moment(2));
        let changes: Vec<_> = gradients.iter().zip(&first).map(|(now, then)| now - then).collect();
        see(ratios, "gradient_by_neurons", largest(&changes), (2.0 * l1 + l2) * root * rho * moment(4));
        let hessian = root * (l1 + l2 * (start.largest() + r));
        for (a, b, change) in kernel_changes(&gradients, &first) {
            see(ratios, "lemma_8", change, r * hessian * (gradients[a].norm_l2() + first[b].norm_l2()));
            let products = changes[a].norm_l2() * gradients[b].norm_l2() + first[a].norm_l2() * changes[b].norm_l2();
            see(ratios, "two_gradients", change, products);
        }
        let of_features = pairs().norm_l2() * moved * (now.features.norm_l2() + start.features.norm_l2()) / width as f64;
        see(ratios, "pair_matrix_by_features", now.pair_change(&start), of_features);
    }
}

/// sin(angle) <= 2 |E|_F / gap for the two lowest eigenvectors of symmetric matrices C and C + E.
fn davis_kahan(replicate: usize, ratios: &mut Ratios) {
    let mut random = Stream::of_cell(1, "laws", 6, replicate);
    let mut symmetric = || {
        let a = normal(6, 6, &mut random);
        &a + a.transpose()
    };
    let (c, e) = (symmetric(), symmetric() * faer::Scale(0.02));
    let (sine, gap) = span_angle(&c, &e);
    see(ratios, "davis_kahan", sine, 2.0 * e.norm_l2() / gap);
}

#[test]
fn every_elementary_law_holds_and_says_something() {
    let mut ratios = Ratios::new();
    for phi in Phi::all() {
        for width in WIDTHS {
            for replicate in 0..2 {
                along_a_run(phi, width, Similarity::cosine(DELTA), replicate, &mut ratios);
                along_a_run(phi, width, Similarity::DOT, replicate, &mut ratios);
            }
        }
    }
    (0..40).for_each(|replicate| davis_kahan(replicate, &mut ratios));
    for (law, ratio) in &ratios {
        assert!(*ratio <= 1.0 + 1e-9, "{law}: {ratio}");
        assert!(*ratio > 1e-3, "{law} is far from ever being reached: {ratio}");
    }
    let elementary: BTreeSet<&str> = LAWS.iter().filter(|law| law.basis == Basis::Elementary).map(|law| law.name).collect();
    assert_eq!(ratios.keys().copied().collect::<BTreeSet<_>>(), elementary);
}

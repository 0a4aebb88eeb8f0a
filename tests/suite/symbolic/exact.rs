//! Identities in exact rationals: each holds, and a wrong variant of each is caught.

use asymptest::symbolic::exact::checks::{
    CHECKS, Weights, arrow_eigenvalues, commutes, dependent, derivative, losses, reduced_as_direct, trace_form,
};
use asymptest::symbolic::exact::points::{Sizes, network};
use asymptest::symbolic::exact::{Dual, Matrix, Network, Similarity, pairs};

const SIZES: Sizes = Sizes { root: 2, outputs: 2, dimension: 3, triplets: 1 };

fn start() -> Network {
    network(SIZES, losses()[1].clone(), Similarity::Rational, 7)
}

#[test]
fn every_identity_holds() {
    for check in CHECKS {
        let count = (check.run)().unwrap_or_else(|problem| panic!("{}: {problem}", check.name));
        // 24 networks of 6 points, two similarities and two losses, or 12 of two sizes, with M = 4, Z = 2, d = 3; two steps.
        let expected = match check.name {
            "gradients" => 24 * 4 * (2 + 3),
            "reduction" => 24 * 2 * 4,
            "trace_identity_exactly" | "pair_matrix" => 12 * 2,
            "rotation" => 24 * 2 * 2,
            "rank_law" => 24 * 2,
            "equal_columns" => 24 * 2 * 4,
            // 9 points, each with two roots and a size.
            "arrow_norm" => 9 * 3,
            other => panic!("how many equalities {other} asks for is to be said here"),
        };
        assert_eq!(count, expected, "{}", check.name);
    }
}

#[test]
fn points_differ_in_phi_and_its_degree() {
    let phis: Vec<_> = (0..6).map(|point| network(SIZES, losses()[0].clone(), Similarity::Dot, point).activation).collect();
    assert_eq!(phis.iter().map(Vec::len).collect::<Vec<_>>(), [3, 4, 3, 4, 3, 4]);
    assert!(phis.iter().enumerate().all(|(index, phi)| !phis[..index].contains(phi) && *phi.last().unwrap() != Dual::zero()));
}

#[test]
fn a_rational_similarity_differs_from_the_dot_product_and_has_its_own_gradient() {
    let [u, v] = [[1, -2], [3, 5]].map(|entries| entries.map(|entry| Dual::ratio(entry, 2)).to_vec());
    // u.v = -7/4, 1 + |u|^2 = 9/4, 1 + |v|^2 = 19/2.
    assert_eq!(Similarity::Rational.value(&u, &v), Dual::ratio(-7 * 8, 4 * 9 * 19));
    let along = |index: usize| {
        let mut moved = u.clone();
        moved[index] = moved[index].as_variable();
        Similarity::Rational.value(&moved, &v).slope
    };
    let gradient = Similarity::Rational.gradient(&u, &v);
    assert_eq!([&gradient[0].value, &gradient[1].value], [&along(0), &along(1)]);
    assert_ne!(gradient, Similarity::Dot.gradient(&u, &v));
    let variable = Dual::ratio(7, 3).as_variable();
    assert_eq!(&variable * &variable.inverse(), Dual::ratio(1, 1));
}

#[test]
fn the_last_column_is_made_of_the_others() {
    let made = dependent(&network(Sizes { outputs: 3, ..SIZES }, losses()[0].clone(), Similarity::Dot, 3));
    for i in 0..made.output.rows() {
        let [first, second] = [0, 1].map(|j| made.output.at(i, j).clone());
        assert_eq!(*made.output.at(i, 2), &Dual::ratio(2, 1) * &first + &(&Dual::ratio(3, 1) * &second));
    }
    assert_eq!(made.output.rank(), 2);
}

#[test]
fn a_wrong_gradient_is_caught() {
    let start = start();
    let (of_output, _) = start.gradients(&start.preactivations());
    let wrong = Network { loss: [Dual::ratio(1, 1), Dual::ratio(9, 10)], ..start.clone() };
    assert_eq!(of_output.at(1, 0).value, derivative(&start, Weights::Output, 1, 0));
    assert_ne!(of_output.at(1, 0).value, derivative(&start, Weights::Output, 1, 1));
    assert_ne!(of_output.at(1, 0).value, derivative(&wrong, Weights::Output, 1, 0));
}

#[test]
fn a_wrong_gram_matrix_is_caught() {
    let start = start();
    let gram = start.inputs.times(&start.inputs.transposed());
    assert!(reduced_as_direct(&start, &gram).is_ok());
    let off = gram.at(0, 1).clone() + &Dual::ratio(1, 1_000_000_000);
    assert!(reduced_as_direct(&start, &gram.with(0, 1, off)).is_err());
}

#[test]
fn a_wrong_pair_matrix_is_caught() {
    let start = network(SIZES, losses()[0].clone(), Similarity::Dot, 7);
    let objective = start.objective(&start.outputs(&start.preactivations()));
    assert_eq!(trace_form(&start, &pairs(1)), objective);
    assert_ne!(trace_form(&start, &pairs(1).scaled(&Dual::ratio(2, 1))), objective);
    let one_sided = pairs(1).with(1, 0, Dual::zero());
    assert_ne!(trace_form(&start, &one_sided), objective);
    let skew = start.pair_matrix(&one_sided);
    assert_ne!(skew, skew.transposed());
    let full = start.pair_matrix(&Matrix::new(3, 3, |i, j| Dual::ratio(i64::from(i == j), 1)));
    assert_eq!((full.rank(), start.pair_matrix(&pairs(1)).rank()), (3, 2));
}

#[test]
fn what_is_no_rotation_does_not_commute() {
    let turn = |entries: [[i64; 2]; 2]| Matrix::new(2, 2, |i, j| Dual::ratio(entries[i][j], 5));
    for similarity in Similarity::ALL {
        let start = Network { similarity, ..start() };
        assert!(commutes(&start, &turn([[3, -4], [4, 3]])).is_ok());
        assert!(commutes(&start, &turn([[3, 4], [-4, 3]])).is_ok());
        assert!(commutes(&start, &turn([[3, -4], [4, 4]])).is_err());
    }
}

#[test]
fn independent_columns_stay_independent_and_unequal_ones_unequal() {
    let start = network(Sizes { outputs: 3, ..SIZES }, losses()[1].clone(), Similarity::Rational, 3);
    let after = start.direct_step().direct_step();
    assert_eq!((start.output.rank(), after.output.rank()), (3, 3));
    assert_eq!((dependent(&start).output.rank(), dependent(&start).direct_step().output.rank()), (2, 2));
    assert!((0..4).any(|i| after.output.at(i, 0) != after.output.at(i, 2)));
}

#[test]
fn a_wrong_norm_of_the_arrow_is_caught() {
    assert!(arrow_eigenvalues(&Dual::ratio(1, 4)).is_ok());
    assert!(arrow_eigenvalues(&Dual::ratio(1, 2)).is_err());
}

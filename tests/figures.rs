//! Figures: the same data give the same bytes, and no data give a broken picture.

use asymptest::report::{Band, Curve, Panel, Scale, ScalingPlot, TrajectoryPlot, scaling_figure, side_by_side, trajectory_figure};
use asymptest::stats::WidthGroup;
use proptest::prelude::*;

fn groups(widths: &[f64], value: impl Fn(f64, usize) -> f64, replicates: usize) -> Vec<WidthGroup> {
    let group = |width: &f64| WidthGroup { width: *width, values: (0..replicates).map(|r| value(*width, r)).collect() };
    widths.iter().map(group).collect()
}

fn plot(widths: &[f64], scale: f64, replicates: usize) -> ScalingPlot {
    let law = |m: f64| scale * m.powf(-0.5);
    let x: Vec<f64> = widths.to_vec();
    let y: Vec<f64> = x.iter().map(|m| law(*m)).collect();
    ScalingPlot {
        title: "Drift <of> the \"kernel\" & $more$".to_owned(),
        note: "4 widths".to_owned(),
        x_label: "width M (neurons)".to_owned(),
        y_label: "drift".to_owned(),
        groups: groups(widths, |m, r| law(m) * (1.0 + 0.1 * (r % 7) as f64), replicates),
        fit: Some(Band {
            label: "fit".to_owned(),
            band_label: "95 % band".to_owned(),
            low: y.iter().map(|y| 0.9 * y).collect(),
            high: y.iter().map(|y| 1.1 * y).collect(),
            x: x.clone(),
            y: y.clone(),
        }),
        claim: Some(Curve { label: "claim O(M^(-1/2))".to_owned(), x, y }),
    }
}

fn trajectory(y_scale: Scale, scale: f64) -> TrajectoryPlot {
    let steps: Vec<f64> = (0..3000).map(f64::from).collect();
    TrajectoryPlot {
        title: "Along training".to_owned(),
        y_scale,
        legend_title: "width M".to_owned(),
        curves: (1..9)
            .map(|k| Curve { label: format!("{}", 64 << k), y: steps.iter().map(|t| scale * t / f64::from(k)).collect(), x: steps.clone() })
            .collect(),
        ..TrajectoryPlot::default()
    }
}

/// The faults that a picture of any data must not have.
fn check(svg: &str) {
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{}", &svg[..svg.len().min(80)]);
    for word in ["NaN", "inf", "<of>", "\\"] {
        assert!(!svg.contains(word), "{word} in the figure");
    }
    assert!(!svg.contains("kuva-clip"), "a name that counts over the process");
    // Every label ends before the digits that only a rounding error prints.
    for text in svg.split("<text").skip(1) {
        let label = text.split_once('>').map_or("", |(_, rest)| rest.split('<').next().unwrap_or(""));
        assert!(!label.contains("0000001") && !label.contains("9999999"), "{label}");
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let widths = [128.0, 256.0, 512.0, 1024.0];
    let draw = || {
        let panels = [Panel::Scaling(plot(&widths, 1.0, 8)), Panel::Trajectory(trajectory(Scale::Log, 1.0))];
        side_by_side(&panels)
    };
    assert!(draw() == draw(), "two draws differ");
    check(&draw());
}

#[test]
fn the_legend_names_what_is_drawn() {
    let svg = scaling_figure(&plot(&[128.0, 256.0, 512.0], 1.0, 8));
    for label in ["one replicate", "median", "95 % band", "fit", "claim O(M^(-1/2))", ">128<", ">512<", "&lt;of&gt;", "&amp; $more$"] {
        assert!(svg.contains(label), "{label} is missing");
    }
    let many = scaling_figure(&plot(&[128.0, 256.0, 512.0], 1.0, 5000));
    assert!(many.contains("5 % to 95 %") && many.len() < 60_000, "{}", many.len());
}

#[test]
fn every_curve_is_drawn_thinned_and_in_its_own_style() {
    let svg = trajectory_figure(&trajectory(Scale::Linear, 1.0));
    for width in ["128", "256", "16384"] {
        assert!(svg.contains(&format!(">{width}<")), "{width} is missing");
    }
    assert!(svg.len() < 400_000, "{}", svg.len());
    check(&svg);
}

#[test]
fn nothing_to_draw_is_an_empty_frame() {
    check(&scaling_figure(&ScalingPlot::default()));
    check(&trajectory_figure(&TrajectoryPlot::default()));
    let hostile = [f64::NAN, f64::INFINITY, -1.0, 0.0];
    check(&scaling_figure(&ScalingPlot { groups: groups(&[128.0, 256.0], |_, r| hostile[r], 4), ..ScalingPlot::default() }));
    let curve = Curve { label: "bad".to_owned(), x: vec![0.0, 1.0, f64::NAN, 3.0], y: hostile.to_vec() };
    for y_scale in [Scale::Linear, Scale::Log] {
        check(&trajectory_figure(&TrajectoryPlot { curves: vec![curve.clone()], y_scale, ..TrajectoryPlot::default() }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_magnitude_has_readable_ticks(decade in -307.0f64..300.0, low in 1.1f64..1000.0, ratio in 1.01f64..10.0, count in 1usize..8) {
        let widths: Vec<f64> = (0..count).map(|i| low * ratio.powi(i as i32)).collect();
        check(&scaling_figure(&plot(&widths, 10f64.powf(decade), 3)));
        check(&trajectory_figure(&trajectory(Scale::Log, 10f64.powf(decade.clamp(-300.0, 290.0)))));
        check(&trajectory_figure(&trajectory(Scale::Linear, 10f64.powf(decade.clamp(-300.0, 290.0)))));
    }
}

use asymptest::data::*;
use asymptest::model::*;
use asymptest::observe::*;
use asymptest::random::Stream;
use std::sync::Arc;
use std::time::Instant;
fn best(mut f: impl FnMut()) -> f64 {
    let mut b = f64::MAX;
    for _ in 0..200 {
        let t = Instant::now();
        f();
        b = b.min(t.elapsed().as_secs_f64());
    }
    b
}
fn run<R: Real>(name: &str) {
    let gram = Gram::of(&Source::Mnist.load(0, "bench", 20, &Augmentation::STANDARD).unwrap().inputs);
    let stream = Stream::of_cell(0, "bench", 4096, 0);
    let law = InitialLaw { outputs: 4, scale: OutputScale::Unit, stream: &stream };
    let mut net = ReducedNetwork::<R>::draw(4096, &law, &gram, Activation::Tanh, Arc::new(Alone));
    let drift = NtkDrift::since(&net, &gram, 20);
    let mv = Movement::since(&net, &gram);
    let o = Objective { similarity: Similarity::cosine(0.01), loss: Loss::Linear };
    let n = 4096.0 / 1e9;
    let s = best(|| {
        net.descend(&o, 1.0);
    }) / n;
    let k = best(|| {
        std::hint::black_box(ntk(&net, &gram, 20));
    }) / n;
    let d = best(|| {
        std::hint::black_box(drift.drift(&net));
    }) / n;
    let m = best(|| {
        std::hint::black_box(mv.distance(&net));
    }) / n;
    let dr = best(|| {
        std::hint::black_box(ReducedNetwork::<R>::draw(4096, &law, &gram, Activation::Tanh, Arc::new(Alone)));
    }) / n;
    println!("{name}: step {s:.1} ntk {k:.1} drift {d:.1} movement {m:.1} draw {dr:.1} ns/neuron, one thread");
}
fn main() {
    run::<f32>("f32");
    run::<f64>("f64");
}

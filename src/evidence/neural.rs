//! Neural nets on pictures of lines, by `rten`. This is the only file that knows it.

pub mod onnx;

use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::sync::Arc;

/// A net that turns the picture of a line into the likelihood of every character at every step along it.
pub struct Net {
    model: Model,
}

thread_local! {
    /// One thread of the runtime for each of ours: the workers of the pipeline are the parallelism, and a pool that they shared would make them wait
    /// for one another.
    static THREADS: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

/// What a net says of a line: for each step from left to right the log-probability of each class; class 0 is the blank of CTC.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    steps: usize,
    classes: usize,
    log: Vec<f32>,
}

/// Why a net could not be used.
#[derive(Debug, thiserror::Error)]
pub enum NeuralError {
    /// The model is not one that can be run.
    #[error("the model cannot be loaded: {0}")]
    Load(#[source] Box<rten::LoadError>),
    /// The model fails on this picture.
    #[error("the model fails on a picture of {width} x {height} pixels: {source}")]
    Run {
        /// The picture's width.
        width: usize,
        /// The picture's height.
        height: usize,
        /// What the runtime says.
        source: Box<rten::RunError>,
    },
    /// The runtime gave up on this picture.
    #[error("the runtime gave up on a picture of {width} x {height} pixels")]
    Broken {
        /// The picture's width.
        width: usize,
        /// The picture's height.
        height: usize,
    },
    /// The model's output is not one row of classes a step.
    #[error("the model's output has not the form steps x classes")]
    Output,
}

/// Least probability that is told apart from none.
const LEAST: f32 = 1e-9;

/// Whether a model puts out probabilities or their logarithms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Output {
    /// Probabilities.
    Probabilities,
    /// Natural logarithms of probabilities.
    Logarithms,
}

impl Net {
    /// Takes a model in ONNX form.
    pub fn load(bytes: Vec<u8>) -> Result<Self, NeuralError> {
        let model = ModelOptions::with_all_ops()
            .load(bytes)
            .map_err(|source| NeuralError::Load(Box::new(source)))?;
        Ok(Net { model })
    }

    /// Takes a model that is part of the program.
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, NeuralError> {
        let model = ModelOptions::with_all_ops()
            .load_static_slice(bytes)
            .map_err(|source| NeuralError::Load(Box::new(source)))?;
        Ok(Net { model })
    }

    /// Runs the net on one picture: `input` is channel by channel, row by row; `shape` is 1, channels, height, width.
    pub fn run(&self, input: Vec<f32>, shape: [usize; 4], output: Output) -> Result<Posterior, NeuralError> {
        let [_, _, height, width] = shape;
        let picture = NdTensor::<f32, 4>::from_data(shape, input);
        let mut options = RunOptions::default();
        options.thread_pool = Some(THREADS.with(Arc::clone));
        // A worker of the pipeline's pool that waits for another pool takes up another page meanwhile, and so on, each page's picture held on the
        // stack of the last. A thread of no pool just waits.
        let run = || self.model.run_one(picture.view().into(), Some(options));
        let found = std::thread::scope(|scope| scope.spawn(run).join())
            .map_err(|_| NeuralError::Broken { width, height })?
            .map_err(|source| NeuralError::Run {
                width,
                height,
                source: Box::new(source),
            })?;
        let found: NdTensor<f32, 3> = found.try_into().map_err(|_| NeuralError::Output)?;
        let [_, steps, classes] = found.shape();
        let log = found.iter().map(|&value| match output {
            Output::Probabilities => value.max(LEAST).ln(),
            Output::Logarithms => value.max(LEAST.ln()),
        });
        Posterior::new(classes, log.collect())
            .filter(|p| p.steps == steps)
            .ok_or(NeuralError::Output)
    }
}

impl Posterior {
    /// Rows of log-probabilities, `classes` to a row; `None` if they do not fill whole rows.
    pub fn new(classes: usize, log: Vec<f32>) -> Option<Self> {
        let whole = classes >= 2 && log.len().is_multiple_of(classes);
        whole.then(|| Posterior {
            steps: log.len() / classes,
            classes,
            log,
        })
    }

    /// Steps along the line.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Classes, with the blank.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The log-probabilities at a step.
    pub fn row(&self, step: usize) -> &[f32] {
        &self.log[step * self.classes..][..self.classes]
    }

    /// The posterior over fewer classes: `of` says for each old class which new one it counts for, `None` for one that is left out. What is
    /// left in a row is scaled up to a whole, so that the reader is asked "which of these", but never by more than a factor of e^4: where it
    /// saw something else entirely, that stays unlikely.
    pub fn folded(&self, classes: usize, of: &[Option<usize>]) -> Self {
        /// The most that a row is scaled up by, as a logarithm.
        const MOST_SCALED: f32 = 4.0;
        let mut log = Vec::with_capacity(self.steps * classes);
        let mut sums = vec![0.0_f32; classes];
        for step in 0..self.steps {
            sums.fill(0.0);
            for (&value, to) in self.row(step).iter().zip(of) {
                if let Some(to) = to {
                    sums[*to] += value.exp();
                }
            }
            let all: f32 = sums.iter().sum();
            let scale = (-all.max(LEAST).ln()).min(MOST_SCALED);
            log.extend(sums.iter().map(|&sum| sum.max(LEAST).ln() + scale));
        }
        Posterior {
            steps: self.steps,
            classes,
            log,
        }
    }
}

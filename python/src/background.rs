//! Long work: it runs in a thread of its own, without the interpreter's lock, while the calling thread answers Ctrl-C
//! and reports progress.
//!
//! Work that asks [`Monitor::is_stopped`] ends soon after Ctrl-C. Other work is left behind: it goes on in its thread
//! until it reaches its end or the limits of the library, and what it finds is dropped.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use pyo3::prelude::*;

/// How often the calling thread looks for signals.
const WATCH: Duration = Duration::from_millis(50);

/// How long a thread that waits stays awake before it sleeps: to be woken takes longer than most work does.
const AWAKE: Duration = Duration::from_micros(50);

/// What work is told, and tells.
pub struct Monitor {
    is_stopped: Arc<AtomicBool>,
    report: Box<dyn Fn(usize, usize) + Send + Sync>,
}

impl Monitor {
    /// Whether a stop was asked for.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Tells that so many parts of so many are done.
    pub fn report(&self, done: usize, all: usize) {
        (self.report)(done, all);
    }
}

enum Message<T> {
    Progress(usize, usize),
    Done(std::thread::Result<T>),
}

/// What `work` returns. `progress` is called with what is done and what there is in all.
///
/// # Errors
/// What a signal handler raises, such as `KeyboardInterrupt`, and what `progress` raises.
pub fn run<T: Send + 'static>(
    py: Python,
    progress: Option<&Bound<PyAny>>,
    work: impl FnOnce(&Monitor) -> T + Send + 'static,
) -> PyResult<T> {
    let (sender, receiver) = channel();
    let is_stopped = Arc::new(AtomicBool::new(false));
    let reports = sender.clone();
    let wants_reports = progress.is_some();
    let monitor = Monitor {
        is_stopped: Arc::clone(&is_stopped),
        report: Box::new(move |done, all| {
            if wants_reports {
                // Nobody listens any more where the call was interrupted.
                let _ = reports.send(Message::Progress(done, all));
            }
        }),
    };
    start(Box::new(move || {
        let result = catch_unwind(AssertUnwindSafe(|| work(&monitor)));
        let _ = sender.send(Message::Done(result));
    }));
    let stop_at_error = |result: PyResult<()>| result.inspect_err(|_| is_stopped.store(true, Ordering::Relaxed));
    let mut receiver = receiver;
    loop {
        let message;
        (receiver, message) = py.detach(move || {
            let message = next(&receiver);
            (receiver, message)
        });
        match message {
            Some(Message::Done(Ok(result))) => return Ok(result),
            Some(Message::Done(Err(panic))) => resume_unwind(panic),
            Some(Message::Progress(done, all)) => {
                if let Some(progress) = progress {
                    stop_at_error(progress.call1((done, all)).map(|_| ()))?;
                }
            }
            None => stop_at_error(py.check_signals())?,
        }
    }
}

/// What a channel has now or soon; where there is one processor alone nothing comes while a thread stays awake.
fn soon<T>(receiver: &Receiver<T>) -> Option<T> {
    static HAS_OTHERS: LazyLock<bool> = LazyLock::new(|| available_parallelism().is_ok_and(|number| number.get() > 1));
    let start = Instant::now();
    loop {
        match receiver.try_recv() {
            Ok(received) => return Some(received),
            Err(TryRecvError::Empty) if *HAS_OTHERS && start.elapsed() < AWAKE => std::hint::spin_loop(),
            Err(_) => return None,
        }
    }
}

/// The next message; `None` after a while, so that the calling thread looks for signals.
fn next<T>(receiver: &Receiver<Message<T>>) -> Option<Message<T>> {
    if let Some(message) = soon(receiver) {
        return Some(message);
    }
    match receiver.recv_timeout(WATCH) {
        Ok(message) => Some(message),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => unreachable!("work sends its end before it goes"),
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// Threads that wait for work, with the process that they belong to: a forked child has none of its parent's.
static IDLE: Mutex<(u32, Vec<Sender<Job>>)> = Mutex::new((0, Vec::new()));

fn idle() -> std::sync::MutexGuard<'static, (u32, Vec<Sender<Job>>)> {
    let mut idle = IDLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if idle.0 != process::id() {
        *idle = (process::id(), Vec::new());
    }
    idle
}

/// Starts a job in a thread that waits, or in a new one.
fn start(job: Job) {
    let waiting = idle().1.pop();
    let refused = match waiting {
        Some(thread) => thread.send(job).err().map(|refused| refused.0),
        None => Some(job),
    };
    let Some(job) = refused else { return };
    std::thread::spawn(move || {
        let (own, jobs) = channel::<Job>();
        let mut next = Some(job);
        while let Some(job) = next {
            job();
            idle().1.push(own.clone());
            next = soon(&jobs).or_else(|| jobs.recv().ok());
        }
    });
}

//! A receiver that does one thing wrong, to see what the checks make of it:
//! `wrong-receiver PORT KID ORIGIN WRONG`, where WRONG is for example `AcksBeforeCommit`. Without
//! arguments it names all of them.
#![allow(clippy::print_stdout)]

#[path = "../tests/wrong/mod.rs"]
mod wrong;

use std::env;
use std::thread;

use crate::wrong::{Receiver, Wrong};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [port, kid, origin, wrong] = &arguments[..] else {
        for wrong in Wrong::ALL {
            println!("{wrong:?}");
        }
        return;
    };
    let (Ok(port), Some(wrong)) = (port.parse(), Wrong::named(wrong)) else {
        return eprintln!("usage: wrong-receiver PORT KID ORIGIN WRONG");
    };
    let receiver = Receiver::start_at(port, wrong, kid, origin);
    println!("wrong receiver ready at {}", receiver.address);
    loop {
        thread::park();
    }
}

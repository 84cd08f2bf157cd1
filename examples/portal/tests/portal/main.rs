//! The portal from outside: through its router, over its sockets, and as the built program.

#[cfg(test)]
mod contract;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod program;
#[cfg(test)]
mod receiver;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod support;

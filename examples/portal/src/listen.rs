//! The two loopback ports, and a way to hang up on a client in the middle of a request.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long requests under way may take once the portal was told to stop: longer than a commit
/// waits for another one.
const GRACE: Duration = Duration::from_secs(10);

/// Binds `port` and the one above it on 127.0.0.1. With port 0 two free neighbours are taken.
///
/// # Errors
///
/// Where one of the two cannot be bound.
pub async fn listen(port: u16) -> io::Result<Bound> {
    let mut tries = if port == 0 { 50 } else { 1 };
    loop {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let above = first.local_addr()?.port().checked_add(1);
        let above = above.ok_or(io::Error::from(io::ErrorKind::AddrNotAvailable));
        let second = match above {
            Ok(above) => TcpListener::bind((Ipv4Addr::LOCALHOST, above)).await,
            Err(error) => Err(error),
        };
        tries -= 1;
        match second {
            Ok(second) => return Ok(Bound { first, second }),
            Err(error) if tries == 0 => return Err(error),
            Err(_) => {}
        }
    }
}

/// The two bound ports, not yet served.
pub struct Bound {
    first: TcpListener,
    second: TcpListener,
}

impl Bound {
    /// The ports, the portal's own first.
    ///
    /// # Errors
    ///
    /// Where the system no longer knows the sockets.
    pub fn ports(&self) -> io::Result<[u16; 2]> {
        Ok([
            self.first.local_addr()?.port(),
            self.second.local_addr()?.port(),
        ])
    }

    /// Serves `app` on both ports until `stop` is done, then lets requests under way finish for
    /// up to ten seconds: a request whose body has arrived is answered after its commit.
    ///
    /// # Errors
    ///
    /// Where serving itself fails; a failing connection is no error.
    pub async fn serve(self, app: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
        let (stopping, _) = watch::channel(false);
        let serve = |listener| {
            let mut stopped = stopping.subscribe();
            let app = app.clone().into_make_service_with_connect_info::<Peer>();
            axum::serve(Loopback(listener), app)
                .with_graceful_shutdown(async move {
                    let _ = stopped.wait_for(|stopped| *stopped).await;
                })
                .into_future()
        };
        let both = async { tokio::try_join!(serve(self.first), serve(self.second)).map(|_| ()) };
        tokio::pin!(both);
        tokio::select! {
            result = &mut both => return result,
            () = stop => {}
        }
        stopping.send_replace(true);
        tokio::time::timeout(GRACE, both).await.unwrap_or(Ok(()))
    }
}

/// Who is at the other end of a connection, and a way to cut it.
#[derive(Clone, Debug)]
pub struct Peer {
    /// The address the connection comes from, which may be a proxy's.
    pub address: IpAddr,
    /// Cuts it.
    pub hangup: Hangup,
}

/// Cuts one connection: after [`Hangup::now`] not a byte more is written and the socket closes.
#[derive(Clone, Debug, Default)]
pub struct Hangup(Arc<AtomicBool>);

impl Hangup {
    /// Closes the connection at its next write, which is the answer to the request under way.
    pub fn now(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Acquire) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        Self {
            address: stream.remote_addr().ip(),
            hangup: stream.io().hangup.clone(),
        }
    }
}

struct Loopback(TcpListener);

impl Listener for Loopback {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (
            Connection {
                stream,
                hangup: Hangup::default(),
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

struct Connection {
    stream: TcpStream,
    hangup: Hangup,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.hangup.check()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.hangup.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.hangup.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

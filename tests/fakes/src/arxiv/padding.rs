//! A feed blown up with spaces before its end, made piece by piece while the client reads.

use std::io;

use axum::body::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress};

const PIECE: usize = 1 << 16;
static SPACES: [u8; PIECE] = [b' '; PIECE];

/// The feed in two parts, with those spaces that make no whole piece in the second; and the number of whole pieces.
fn split(feed: &[u8], spaces: u64) -> (Vec<u8>, Vec<u8>, u64) {
    let (start, end) = feed.split_at(feed.len().saturating_sub("</feed>\n".len()));
    let pieces = spaces / PIECE as u64;
    let rest = usize::try_from(spaces % PIECE as u64).unwrap_or_default();
    (start.to_vec(), [&SPACES[..rest], end].concat(), pieces)
}

pub(super) fn plain(feed: &[u8], spaces: u64) -> impl Iterator<Item = io::Result<Bytes>> + Send + use<> {
    let (start, end, pieces) = split(feed, spaces);
    let padding = (0..pieces).map(|_| Bytes::from_static(&SPACES));
    [start.into()].into_iter().chain(padding).chain([end.into()]).map(Ok)
}

/// The same gzipped. A piece is compressed once, on its own, and repeated: gigabytes cost nothing to make.
pub(super) fn gzipped(
    feed: &[u8],
    spaces: u64,
) -> io::Result<impl Iterator<Item = io::Result<Bytes>> + Send + use<>> {
    let (start, end, pieces) = split(feed, spaces);
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let head: Bytes = [&header[..], &deflated(&start, FlushCompress::Full)?].concat().into();
    let piece: Bytes = deflated(&SPACES, FlushCompress::Full)?.into();
    let tail = deflated(&end, FlushCompress::Finish)?;
    let padding = (0..pieces).map(move |_| piece.clone());
    let last = std::iter::once_with(move || {
        let mut crc = crc_of(&start);
        let (piece, end) = (crc_of(&SPACES), crc_of(&end));
        (0..pieces).for_each(|_| crc.combine(&piece));
        crc.combine(&end);
        Bytes::from([&tail[..], &crc.sum().to_le_bytes(), &crc.amount().to_le_bytes()].concat())
    });
    Ok([head].into_iter().chain(padding).chain(last).map(Ok))
}

fn crc_of(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

/// Deflate blocks that refer to nothing before them.
fn deflated(bytes: &[u8], flush: FlushCompress) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::with_capacity(bytes.len() + 1024);
    Compress::new(Compression::best(), false).compress_vec(bytes, &mut compressed, flush)?;
    Ok(compressed)
}

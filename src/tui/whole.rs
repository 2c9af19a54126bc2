//! Frames that reach the terminal whole: what is written while one is made
//! is kept, and goes out in one piece at its end.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// Bytes that a frame may leave reserved for the next one.
const RESERVED: usize = 64 * 1024;

#[derive(Debug)]
struct Kept<W> {
    out: W,
    bytes: Vec<u8>,
    /// How much of it the terminal has taken.
    sent: usize,
    holding: bool,
}

/// A writer for everybody who has a part in a frame. Its clones write to the
/// same place, in order. Outside of frames, flushing sends what there is;
/// while a frame is made it does nothing: ratatui's backends flush with every
/// move of the cursor.
#[derive(Debug)]
pub struct Whole<W>(Rc<RefCell<Kept<W>>>);

impl<W> Clone for Whole<W> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<W: Write> Whole<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self(Rc::new(RefCell::new(Kept {
            out,
            bytes: Vec::new(),
            sent: 0,
            holding: false,
        })))
    }

    /// Whether the terminal has not taken all that was sent: no frame may
    /// begin before it has.
    pub fn is_behind(&self) -> bool {
        let kept = self.0.borrow();
        !kept.holding && !kept.bytes.is_empty()
    }

    /// A frame begins: nothing is sent before [`Self::send`].
    pub fn hold(&self) {
        self.0.borrow_mut().holding = true;
    }

    /// The frame is whole: it is sent, with one write where the system takes
    /// it at once. What it does not take now is kept, to be sent by the next
    /// call.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn send(&self) -> io::Result<()> {
        let mut kept = self.0.borrow_mut();
        kept.holding = false;
        let Kept {
            out, bytes, sent, ..
        } = &mut *kept;
        let result = loop {
            let rest = bytes.get(*sent..).unwrap_or_default();
            if rest.is_empty() {
                break out.flush();
            }
            match out.write(rest) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => *sent += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) => break Err(e),
            }
        };
        *sent = 0;
        bytes.clear();
        bytes.shrink_to(RESERVED);
        result
    }

    /// The frame is not wanted: nothing of it is sent.
    pub fn drop_frame(&self) {
        let mut kept = self.0.borrow_mut();
        kept.holding = false;
        kept.sent = 0;
        kept.bytes.clear();
    }
}

impl<W: Write> Write for Whole<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.0.borrow().holding {
            return Ok(());
        }
        self.send()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Calls(Rc<RefCell<Vec<Vec<u8>>>>);

    impl Write for Calls {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A terminal that takes seven bytes at a time, and only when it is let.
    #[derive(Clone, Default)]
    struct Slow(Rc<RefCell<(usize, Vec<u8>)>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut slow = self.0.borrow_mut();
            if slow.0 == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            slow.0 -= 1;
            let n = bytes.len().min(7);
            slow.1.extend_from_slice(&bytes[..n]);
            Ok(n)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_a_terminal_does_not_take_at_once_follows_in_order() {
        let slow = Slow::default();
        let mut whole = Whole::new(slow.clone());
        whole.hold();
        whole.write_all(b"a frame of many bytes").unwrap();
        assert!(!whole.is_behind(), "a frame that is made is not late");
        whole.send().unwrap();
        assert!(whole.is_behind());
        slow.0.borrow_mut().0 = 2;
        whole.write_all(b" and a bell").unwrap();
        whole.flush().unwrap();
        assert_eq!(slow.0.borrow().1, b"a frame of man");
        slow.0.borrow_mut().0 = 99;
        whole.send().unwrap();
        assert!(!whole.is_behind());
        assert_eq!(slow.0.borrow().1, b"a frame of many bytes and a bell");
    }

    #[test]
    fn a_frame_is_one_write_in_the_order_it_was_written() {
        let calls = Calls::default();
        let mut one = Whole::new(calls.clone());
        let mut other = one.clone();
        one.hold();
        one.write_all(b"begin ").unwrap();
        other.write_all(&[b'x'; 100_000]).unwrap();
        other.flush().unwrap();
        one.write_all(b" end").unwrap();
        assert!(calls.0.borrow().is_empty(), "nothing before it is whole");
        one.send().unwrap();
        let sent = calls.0.borrow().clone();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].len(), 100_010);
        assert!(sent[0].starts_with(b"begin x") && sent[0].ends_with(b"x end"));
        // Outside of a frame a flush sends.
        other.write_all(b"bell").unwrap();
        other.flush().unwrap();
        assert_eq!(calls.0.borrow().len(), 2);
        one.hold();
        one.write_all(b"never").unwrap();
        one.drop_frame();
        one.flush().unwrap();
        assert_eq!(calls.0.borrow().iter().flatten().count(), 100_014);
    }
}

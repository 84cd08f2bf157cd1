//! The code that a phone reads.

use qrcode::{Color, EcLevel, QrCode};

use super::tree::Element;

/// Light modules around the code on each side (ISO/IEC 18004: four).
pub const QUIET_ZONE: usize = 4;

/// Up to this many modules a side the code is printed at level Q, which bears a quarter of it being
/// worn off. A larger one is printed at M (15 %), so that its modules stay large enough.
const SIDE_OF_Q: usize = 57;

/// A QR code as a square of dark and light modules.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Qr {
    side: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// The code of a text; `None` where it is longer than a code can hold.
    pub fn of(text: &str) -> Option<Self> {
        let at = |level| QrCode::with_error_correction_level(text, level).ok();
        let code = at(EcLevel::Q)
            .filter(|code| code.width() <= SIDE_OF_Q)
            .or_else(|| at(EcLevel::M))?;
        Some(Self {
            side: code.width(),
            dark: code
                .into_colors()
                .into_iter()
                .map(|color| color == Color::Dark)
                .collect(),
        })
    }

    /// Modules on a side, without the quiet zone.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Modules on a side, with the quiet zone.
    pub fn side_with_quiet_zone(&self) -> usize {
        self.side + 2 * QUIET_ZONE
    }

    /// Whether the module is dark; nothing outside the code is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.dark.get(y * self.side + x) == Some(&true)
    }

    /// The code as an SVG picture with its quiet zone. Its ground is white whatever is around it.
    pub(super) fn picture(&self, name: &str) -> Element {
        let side = self.side_with_quiet_zone();
        let number = side.to_string();
        Element::new("svg")
            .with("class", "tb-code")
            .with("viewBox", &format!("0 0 {side} {side}"))
            .with("shape-rendering", "crispEdges")
            .with("role", "img")
            .with("aria-label", name)
            .child(
                Element::new("rect")
                    .with("width", &number)
                    .with("height", &number)
                    .with("fill", "#fff"),
            )
            .child(
                Element::new("path")
                    .with("d", &self.path())
                    .with("fill", "#000"),
            )
    }

    /// One outline for each run of dark modules in a row.
    fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side {
            let mut x = 0;
            while x < self.side {
                let run = (x..self.side).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    path += &format!("M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
                }
                x += run.max(1);
            }
        }
        path
    }
}

/// A unit, in the order and the cut of the HEAL toolkit: (1) culture, (2) event response, (3)
/// patient communication, (4) moving forward.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// What leaders say and do before anything happens.
    Culture,
    /// The first hours and days.
    EventResponse,
    /// Talks with patients and families, and support for those who lead them.
    PatientsAndFamilies,
    /// Peers, and the weeks and months after.
    MovingForward,
}

impl Unit {
    /// The units in order.
    pub const ALL: [Self; 4] = [
        Self::Culture,
        Self::EventResponse,
        Self::PatientsAndFamilies,
        Self::MovingForward,
    ];

    /// A stable word for code and style sheets.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Culture => "culture",
            Self::EventResponse => "event-response",
            Self::PatientsAndFamilies => "patients-and-families",
            Self::MovingForward => "moving-forward",
        }
    }

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Culture => "Culture",
            Self::EventResponse => "Event response",
            Self::PatientsAndFamilies => "Talks with patients and families",
            Self::MovingForward => "Moving forward",
        }
    }

    /// What the unit is about.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Culture => "What people here can count on before anything happens.",
            Self::EventResponse => "The first hours and days after an event.",
            Self::PatientsAndFamilies => {
                "Honest talks after an event, and support for the staff who take part in them."
            }
            Self::MovingForward => "The peers, and the weeks and months that follow.",
        }
    }

    /// What to keep an eye on where everything in the unit is in place.
    pub const fn watch(self) -> &'static str {
        match self {
            Self::Culture => {
                "Leaders change. Ask each new one to speak for this, and look again at who pays \
                 for it."
            }
            Self::EventResponse => {
                "Numbers and names grow old. Call the listed number at night once in a while, and \
                 see who picks up."
            }
            Self::PatientsAndFamilies => {
                "Ask those who took part in the last talk whether support reached them in time."
            }
            Self::MovingForward => {
                "Peers get tired too. Ask them how much they carry, and train new ones before \
                 others leave."
            }
        }
    }
}

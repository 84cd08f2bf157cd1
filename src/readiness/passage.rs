/// A publication that statements were drawn from. No sentence is taken from it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// The insurer Constellation on its HEAL toolkit and peer support, June 25, 2021.
    Heal,
    /// The report of the MITSS forum of March 13, 2009.
    Mitss,
    /// HSG's page on its HEALS program, 2025.
    Heals,
    /// The page of Legacy Health's provider peer support program.
    Legacy,
    /// The rule on small cells that the US Centers for Medicare & Medicaid Services set for those who
    /// publish from their data, version of January 26, 2024 (resdac.org/node/1506).
    Cms,
}

impl Source {
    /// Every source, in the order they are listed.
    pub const ALL: [Self; 5] = [
        Self::Heal,
        Self::Mitss,
        Self::Heals,
        Self::Legacy,
        Self::Cms,
    ];

    /// A short name for a line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heal => "HEAL, 2021",
            Self::Mitss => "MITSS forum, 2009",
            Self::Heals => "HEALS, 2025",
            Self::Legacy => "Legacy Health",
            Self::Cms => "CMS",
        }
    }

    /// What a reader needs to find it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Heal => {
                "Constellation, How to Support Clinicians and Team Members Involved in a Harm \
                 Event, June 25, 2021"
            }
            Self::Mitss => {
                "Medically Induced Trauma Support Services, Disclosure and Apology: What's \
                 Missing? Advancing Programs that Support Clinicians, forum of March 13, 2009"
            }
            Self::Heals => {
                "HSG, Healthcare Event Assistance and Lending Support (HEALS) program, 2025"
            }
            Self::Legacy => "Legacy Health, Provider Peer Support Program",
            Self::Cms => {
                "Centers for Medicare & Medicaid Services, cell size suppression policy of January \
                 26, 2024, at resdac.org"
            }
        }
    }
}

/// What a statement was drawn from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Passage {
    /// The publication.
    pub source: Source,
    /// Where in it.
    pub place: &'static str,
    /// What it says there, in our own words.
    pub says: &'static str,
}

use super::{Passage, Source, Statement, Step, Unit};

/// How many statements there are.
pub const COUNT: usize = 28;

/// The statements in basic order: by unit, and within a unit by step.
pub static STATEMENTS: [Statement; COUNT] = [
    // Culture
    Statement {
        id: "leaders-speak",
        unit: Unit::Culture,
        step: Step::Ground,
        text: "Our top leaders say in public that staff get support after a hard event.",
        action: "Ask the head of the house and a medical leader to say this in public, and again \
                 each year.",
        why: "Staff watch what leaders do before they ask for help. The MITSS forum held that no \
              program works without it.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations",
            says: "Without leaders who are seen to back it, support does not work.",
        }],
    },
    Statement {
        id: "owner-and-means",
        unit: Unit::Culture,
        step: Step::Ground,
        text: "One named person runs the support program, with time and money for it.",
        action: "Name one person who runs the program. Write down how many hours and how much \
                 money go with it.",
        why: "What people run on the side can stop in the first busy month.",
        drawn_from: &[
            Passage {
                source: Source::Heal,
                place: "Starting a program",
                says: "Leaders give it the support and the means it needs.",
            },
            Passage {
                source: Source::Mitss,
                place: "Kaiser Permanente",
                says: "Settle who does what before the program opens.",
            },
        ],
    },
    Statement {
        id: "open-to-all",
        unit: Unit::Culture,
        step: Step::Ground,
        text: "Some kind of support is open to all who work here, not to clinicians alone.",
        action: "List every group that works here, with cleaning staff, students and visiting \
                 staff. Find a kind of support for each that has none.",
        why: "A hard event also reaches people who never touch the chart. Some of them cannot use \
              the employee program.",
        drawn_from: &[
            Passage {
                source: Source::Mitss,
                place: "Recommendations",
                says: "Some kind of support for each clinician and for all other staff.",
            },
            Passage {
                source: Source::Heal,
                place: "Starting a program",
                says: "Decide whom it serves. Employee programs serve employees only.",
            },
        ],
    },
    Statement {
        id: "fits-this-place",
        unit: Unit::Culture,
        step: Step::Ground,
        text: "People from several jobs here helped to shape the program.",
        action: "Bring together a few people from different jobs and shifts. Ask what they would \
                 use, and what would keep them away.",
        why: "No plan from elsewhere fits as it is. The programs that spoke at the MITSS forum grew \
              out of their own place.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations and takeaways",
            says: "Support has to fit the place and its people.",
        }],
    },
    Statement {
        id: "known-early",
        unit: Unit::Culture,
        step: Step::Reach,
        text: "New staff hear about the support in their first weeks, before they have a use for \
               it.",
        action: "Add ten minutes on the program to the first week of all new staff, and to \
                 training for students.",
        why: "In the first hours after an event nobody goes looking. People use what they have \
              heard of before.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Opportunities",
            says: "Tell people during training and when they start a job.",
        }],
    },
    Statement {
        id: "seniors-talk",
        unit: Unit::Culture,
        step: Step::Reach,
        text: "Senior people here speak of hard cases of their own.",
        action: "Ask two or three senior people to tell of a hard case and what helped them. A \
                 meeting that takes place anyway will do.",
        why: "Many think that asking for help looks weak. A story from someone they look up to \
              can change that.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Children's Hospital Boston",
            says: "It helps much when someone senior tells their own story.",
        }],
    },
    Statement {
        id: "partners",
        unit: Unit::Culture,
        step: Step::Upkeep,
        text: "Unions, chaplains and other groups that staff trust take part in the program.",
        action: "Ask each of these groups what the program can do better, and whether they will \
                 speak for it.",
        why: "Some people will hear it first from a group they trust, and only then from their \
              employer.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Kaiser Permanente",
            says: "Unions are crucial, and the program works with chaplains.",
        }],
    },
    // Event response
    Statement {
        id: "in-the-plan",
        unit: Unit::EventResponse,
        step: Step::Ground,
        text: "Our written plan for events says who offers support to staff, and when.",
        action: "Add one step to the plan: who offers support to staff, to whom, and by what hour.",
        why: "In a busy hour people do what the plan says. What is not in it depends on luck.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations",
            says: "Support for staff is part of how an event is handled.",
        }],
    },
    Statement {
        id: "several-kinds",
        unit: Unit::EventResponse,
        step: Step::Ground,
        text: "People can choose between a peer, the employee program and a counselor.",
        action: "Write down which kinds of support are open to whom. Add one that is missing, \
                 inside or outside your own house.",
        why: "One person wants a colleague, the next wants someone from outside. Choice brings in \
              both.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations",
            says: "Peers, employee programs and counselors have all helped.",
        }],
    },
    Statement {
        id: "feelings-and-facts",
        unit: Unit::EventResponse,
        step: Step::Ground,
        text: "Legal counsel has told staff where to talk about feelings and where about facts.",
        action: "Ask counsel for one page in plain words: where people can talk about feelings, \
                 and where about the facts of a case.",
        why: "Fear of the law keeps people from talking at all. The rules differ from state to \
              state, so your own counsel has to say it.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations and legal part",
            says: "Fear of the law is no reason to go without support. Feelings can be shared, \
                   facts belong in protected talks.",
        }],
    },
    Statement {
        id: "found-at-night",
        unit: Unit::EventResponse,
        step: Step::Reach,
        text: "Anyone on any shift can find in a minute whom to call.",
        action: "Put the number where people look at night: badge cards, break rooms, the staff \
                 portal. Then ask a night shift to find it.",
        why: "A program that is hard to find is not there when it counts.",
        drawn_from: &[
            Passage {
                source: Source::Heal,
                place: "Starting a program",
                says: "People find peers without effort, and see it as usual.",
            },
            Passage {
                source: Source::Mitss,
                place: "Recommendations",
                says: "Make it widely known, so that people find help at once.",
            },
        ],
    },
    Statement {
        id: "leaders-refer",
        unit: Unit::EventResponse,
        step: Step::Reach,
        text: "Team leaders and risk staff bring people and support together. They do not wait to \
               be asked.",
        action: "Show leaders and risk staff how to ask a peer to reach out. A name and a way to \
                 reach the person are enough, with no details of the case.",
        why: "Some who are hit hard never ask. To pick up a call is less to do than to look for \
              help.",
        drawn_from: &[
            Passage {
                source: Source::Heal,
                place: "Starting a program",
                says: "Leaders and risk staff refer people to peers themselves.",
            },
            Passage {
                source: Source::Mitss,
                place: "Kaiser Permanente",
                says: "Reach out, so that nobody is left alone.",
            },
            Passage {
                source: Source::Legacy,
                place: "Contact",
                says: "A request names the person and how to reach them, without details.",
            },
        ],
    },
    Statement {
        id: "at-the-edge",
        unit: Unit::EventResponse,
        step: Step::Reach,
        text: "After an event we also look for those who stood at its edge.",
        action: "For each event, list who else was near: other shifts, other units, transport, \
                 cleaning, desk staff. Offer them the same support.",
        why: "From outside you cannot see whom an event has hit. Those at its edge are often \
              missed.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations",
            says: "Do not take it that people at the edge are fine.",
        }],
    },
    Statement {
        id: "own-measure",
        unit: Unit::EventResponse,
        step: Step::Upkeep,
        text: "Staff get support for what was hard for them, with or without a report.",
        action: "Take out any rule that ties support to a report or to a kind of event. Say so \
                 where the program is described.",
        why: "What is hard differs from person to person. A sudden death without a cause can \
              weigh as much as one with a clear cause.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations",
            says: "Do not decide for people what counts as hard.",
        }],
    },
    // Talks with patients and families
    Statement {
        id: "plan-for-talks",
        unit: Unit::PatientsAndFamilies,
        step: Step::Ground,
        text: "We have a plan for prompt and honest talks with patients and families.",
        action: "Write down who talks with the patient and family after an event, by when, and \
                 who helps to prepare it.",
        why: "Without a plan each team makes up its own, on its worst day. Silence hurts families \
              and staff alike.",
        drawn_from: &[
            Passage {
                source: Source::Heal,
                place: "Toolkit",
                says: "Talking with patients is a unit of its own.",
            },
            Passage {
                source: Source::Mitss,
                place: "Background",
                says: "Tell patients and families promptly and honestly.",
            },
        ],
    },
    Statement {
        id: "nobody-alone",
        unit: Unit::PatientsAndFamilies,
        step: Step::Ground,
        text: "Nobody here has to lead such a talk alone or without help to prepare.",
        action: "Name people who can be called to prepare such a talk and to be in the room. Make \
                 sure that one is there on each shift.",
        why: "A policy does not hold a talk. These are hard for the most skilled, and harder with \
              guilt and fear.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Background",
            says: "A policy alone does not make these talks go well.",
        }],
    },
    Statement {
        id: "support-around-talks",
        unit: Unit::PatientsAndFamilies,
        step: Step::Reach,
        text: "Staff who take part in such a talk are offered support before and after it.",
        action: "Add two lines to the plan for these talks: who offers support the day before, \
                 and who calls the day after.",
        why: "People in these talks may need support at once. Someone who feels held can listen better to \
              a family.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Recommendations",
            says: "Look closely after those who take part in these talks.",
        }],
    },
    Statement {
        id: "practice",
        unit: Unit::PatientsAndFamilies,
        step: Step::Reach,
        text: "Staff can practice such talks with a trained coach.",
        action: "Set a date for a first practice with two or three made-up cases. Ask who would \
                 like to train as a coach.",
        why: "A first try at these words is better made in a practice room than at a bedside.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Children's Hospital Boston",
            says: "Coaches train with made-up scenes and actors.",
        }],
    },
    Statement {
        id: "honest-and-known",
        unit: Unit::PatientsAndFamilies,
        step: Step::Reach,
        text: "Staff know how to be honest and still say no more than is known so far.",
        action: "Agree with counsel on plain words for what is known, what is not known yet, and \
                 when the family will hear more. Teach them.",
        why: "Families often ask if it could have gone another way. Without words for that, \
              people say too much or nothing.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Legal part",
            says: "Be truthful and kind, and do not claim more than is known.",
        }],
    },
    Statement {
        id: "one-contact",
        unit: Unit::PatientsAndFamilies,
        step: Step::Reach,
        text: "One named person stays in touch with the patient and family.",
        action: "Name a contact for each family, with a number that is answered and a date for \
                 the next call.",
        why: "Families are often left without word. One known voice helps them, and takes weight \
              off the staff.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Background",
            says: "Patients and families are often left without word.",
        }],
    },
    Statement {
        id: "patients-have-a-say",
        unit: Unit::PatientsAndFamilies,
        step: Step::Upkeep,
        text: "Patients and families have a say in how we plan these talks.",
        action: "Ask two patients or family members to read the plan and say what is missing.",
        why: "They know which words helped and which did harm.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Opportunities",
            says: "Patients can help to build these programs.",
        }],
    },
    // Moving forward
    Statement {
        id: "peers-chosen",
        unit: Unit::MovingForward,
        step: Step::Ground,
        text: "Our peers were chosen because colleagues trust them and they listen well.",
        action: "Ask staff whom they would turn to. Invite those people, and ask those who have \
                 been through an event of their own.",
        why: "A title does not make a good listener. Trust is there already or it is not.",
        drawn_from: &[
            Passage {
                source: Source::Heal,
                place: "Starting a program",
                says: "Choose people who are kind and trusted. Having been through it can help.",
            },
            Passage {
                source: Source::Mitss,
                place: "Takeaways",
                says: "Peers who are liked, respected and have been through it.",
            },
        ],
    },
    Statement {
        id: "peers-trained",
        unit: Unit::MovingForward,
        step: Step::Ground,
        text: "Our peers are trained to listen and not to fix.",
        action: "Train peers in how to listen to loss, shame and guilt. Teach them to leave the \
                 facts of the case aside.",
        why: "Clinicians are used to solving things. In this talk that can do harm.",
        drawn_from: &[Passage {
            source: Source::Heal,
            place: "Starting a program",
            says: "Train people to listen, and to help without harm.",
        }],
    },
    Statement {
        id: "handing-on",
        unit: Unit::MovingForward,
        step: Step::Reach,
        text: "It is agreed when a peer brings in a professional, and who decides.",
        action: "Agree with a professional whom peers can call. Write down the signs to look for \
                 and who decides.",
        why: "Peers are a first step and not a treatment. With a person to call, nobody has to \
              guess alone.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Open questions",
            says: "When is a peer enough, when a professional, and who decides?",
        }],
    },
    Statement {
        id: "checking-in-again",
        unit: Unit::MovingForward,
        step: Step::Reach,
        text: "Someone checks in again after weeks and months, also once the case is closed.",
        action: "Set dates for calls at the first talk, such as two weeks and three months later. \
                 Let the person say no.",
        why: "Care often ends when the case does. For many the weight does not.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Kaiser Permanente",
            says: "Follow up, also after an event is thought to be closed.",
        }],
    },
    Statement {
        id: "through-the-case",
        unit: Unit::MovingForward,
        step: Step::Reach,
        text: "Support goes on through reviews, complaints and lawsuits.",
        action: "Name who stays in touch while a review, complaint or lawsuit runs. Plan it so \
                 that people tell the story as few times as can be.",
        why: "Each time the story is told, it can come back. A lawsuit can be the hardest part, \
              long after the event.",
        drawn_from: &[
            Passage {
                source: Source::Heals,
                place: "The program",
                says: "Support goes on through complaints and lawsuits.",
            },
            Passage {
                source: Source::Mitss,
                place: "Children's Hospital Boston",
                says: "To be asked again and again can hurt anew.",
            },
        ],
    },
    Statement {
        id: "counted-without-names",
        unit: Unit::MovingForward,
        step: Step::Upkeep,
        text: "We count the use of the program without names and show no group of fewer than 11.",
        action: "Report once a year or quarter for the whole house. Leave out each number from 1 \
                 to 10, and any that lets one be worked out.",
        why: "In a small unit a number can be a name. If that happens once, people may stop \
              coming.",
        drawn_from: &[
            Passage {
                source: Source::Cms,
                place: "The rule",
                says: "Counts from 1 to 10 are not shown, nor what they follow from.",
            },
            Passage {
                source: Source::Mitss,
                place: "Open questions",
                says: "Leaders want figures and stories before they pay.",
            },
        ],
    },
    Statement {
        id: "learns-each-year",
        unit: Unit::MovingForward,
        step: Step::Upkeep,
        text: "Each year the program changes with what people tell us about it.",
        action: "Ask those who used it what helped, in a short survey without names. Change one \
                 thing each year and say what it was.",
        why: "Places and people change. A program that asks stays known and of use.",
        drawn_from: &[Passage {
            source: Source::Mitss,
            place: "Appendices",
            says: "Both ask those they serve, again and again.",
        }],
    },
];

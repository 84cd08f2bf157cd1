//! Who has to look at a configuration before it goes live, and at what. To be printed.

use crate::value::Value;

/// Someone who reviews.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reviewer {
    /// The `kind` of the review in the document's `reviews`, or `program` and `integrator` for
    /// those who are not reviewers by that list.
    pub kind: &'static str,
    /// Who that is.
    pub title: &'static str,
    /// Whether the check asks for their review in the document.
    pub required: bool,
    /// What they look at.
    pub items: &'static [Item],
}

/// Something to look at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Item {
    /// A stable name, for a printed list that is kept.
    pub code: &'static str,
    /// What has to be so.
    pub text: &'static str,
}

impl Reviewer {
    /// The reviewer and their items as JSON.
    pub fn to_value(&self) -> Value {
        let items = self.items.iter().map(|item| {
            Value::Object(vec![
                ("code".to_owned(), item.code.into()),
                ("text".to_owned(), item.text.into()),
            ])
        });
        Value::Object(vec![
            ("kind".to_owned(), self.kind.into()),
            ("title".to_owned(), self.title.into()),
            ("required".to_owned(), self.required.into()),
            ("items".to_owned(), Value::Array(items.collect())),
        ])
    }
}

const fn item(code: &'static str, text: &'static str) -> Item {
    Item { code, text }
}

/// Who looks at what.
pub const CHECKLIST: &[Reviewer] = &[
    Reviewer {
        kind: "clinical",
        title: "A clinician of the support program, or who answers for it clinically",
        required: true,
        items: &[
            item(
                "crisis-dialled",
                "Someone called and texted every crisis number from a phone of this country and \
                 from a phone of this building, and reached the service that is named.",
            ),
            item(
                "crisis-words",
                "What is said about crisis help is true of it: who answers, and when help is sent \
                 without being asked for.",
            ),
            item(
                "who-answers",
                "For every option: who answers is trained for it, and knows that requests may come \
                 from here.",
            ),
            item(
                "urgent-request",
                "It is settled what happens with a request marked for today, also on a Friday \
                 evening, and the words on the form do not promise more.",
            ),
            item(
                "danger-in-request",
                "It is settled who acts when a first talk shows that a life may be in danger.",
            ),
            item(
                "time-to-contact",
                "The stated times to a first contact were met over the last three months, or are \
                 left out.",
            ),
            item(
                "questionnaire",
                "If a questionnaire is set: it may be used, and someone can act on what it brings \
                 up.",
            ),
        ],
    },
    Reviewer {
        kind: "legal",
        title: "Counsel, with the privacy officer",
        required: true,
        items: &[
            item(
                "confidentiality",
                "Every statement about confidentiality is right in its place of law, names its \
                 exceptions, and carries a date.",
            ),
            item(
                "privacy-notice",
                "The privacy notice says who reads a request, what is kept, for how long, and who \
                 does not see it.",
            ),
            item(
                "worries",
                "The answers about managers, human resources, claims, credentialing, boards and \
                 lawsuits are right and dated; what cannot be answered is left out.",
            ),
            item(
                "where-facts",
                "The places where the facts of a case may be discussed are named with what \
                 protects them, and everything else says that it is for feelings, not facts.",
            ),
            item(
                "reporting",
                "For every option: whether asking counts as reporting the event is stated and \
                 right.",
            ),
            item(
                "retention",
                "How long requests are kept fits the law and what people are told, and someone \
                 deletes them.",
            ),
        ],
    },
    Reviewer {
        kind: "security",
        title: "Information security",
        required: false,
        items: &[
            item(
                "private-key",
                "The private key lies where the receiver's operators cannot read it without a \
                 trace, and has a date by which it is replaced.",
            ),
            item(
                "logs",
                "No log, proxy, monitor or session replay in front of the endpoint or on the page \
                 keeps bodies, keys or addresses of people.",
            ),
            item(
                "policy",
                "The page has a content security policy, and the widget's files come from the \
                 host's own server.",
            ),
            item(
                "power-cut",
                "The receiver was stopped without warning right after a receipt, started again, \
                 and still knew the request: no check from outside can show this.",
            ),
        ],
    },
    Reviewer {
        kind: "language",
        title: "A native reader of each language, who works in health care",
        required: false,
        items: &[
            item(
                "own-texts",
                "The host's own texts say the same in every language, in plain words.",
            ),
            item(
                "spoken",
                "Where an option names a language, someone who speaks it answers.",
            ),
        ],
    },
    Reviewer {
        kind: "program",
        title: "The program's lead",
        required: false,
        items: &[
            item(
                "facts",
                "Every number, address, hour and eligibility was checked with who runs it, and \
                 carries the date.",
            ),
            item(
                "not-stated",
                "What is shown as not stated is really not known or not decided.",
            ),
            item(
                "desk",
                "Someone opens the desk every working day, there is a stand-in, and the test \
                 requests have been deleted.",
            ),
            item(
                "review-dates",
                "Someone is named who checks the facts again before the review dates pass.",
            ),
        ],
    },
    Reviewer {
        kind: "integrator",
        title: "Who puts it into the portal",
        required: false,
        items: &[
            item(
                "green",
                "These checks pass against the real endpoint from the real page's origin.",
            ),
            item(
                "own-phone",
                "A request was sent from a personal phone and from a shared computer of the \
                 building, and arrived once each.",
            ),
            item(
                "without-script",
                "With scripts switched off, the page still shows crisis help.",
            ),
        ],
    },
];

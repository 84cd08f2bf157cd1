//! English, the built-in language and the source of the catalogue.
//!
//! Words follow the rules of ARCHITECTURE.md, "Words": nothing says that a request was sent or
//! received without a receipt, no score, no diagnosis, no cheer, and no number of any service.

macro_rules! catalogue {
    ($($key:literal $name:ident $({ $($argument:ident),+ })? = $text:literal;)*) => {
        /// Every message of the product, with its arguments.
        #[derive(Clone, Copy, Debug)]
        pub enum Msg<'a> {
            $(#[doc = $text] $name $({
                $(#[doc = concat!("Fills `{", stringify!($argument), "}`.")] $argument: &'a str),+
            })?,)*
        }

        #[derive(Clone, Copy)]
        enum Position {
            $($name,)*
        }

        /// The English lines, in the order of the catalogue.
        pub const ENGLISH: &[&str] = &[$($text,)*];

        /// How many lines there are.
        pub const COUNT: usize = ENGLISH.len();

        /// The key of each line, for the files of other languages.
        #[cfg(not(target_family = "wasm"))]
        pub const KEYS: &[&str] = &[$($key,)*];

        /// The placeholders of each line.
        #[cfg(not(target_family = "wasm"))]
        pub const ARGUMENTS: &[&[&str]] = &[$(&[$($(stringify!($argument),)+)?],)*];

        impl Msg<'_> {
            /// The position of the message in a language's lines.
            pub fn index(&self) -> usize {
                match self {
                    $(Self::$name { .. } => Position::$name as usize,)*
                }
            }

            /// Calls `f` with the name and value of each argument.
            pub fn each_argument(&self, f: &mut dyn FnMut(&str, &str)) {
                match *self {
                    $($(Self::$name { $($argument),+ } => {
                        $(f(stringify!($argument), $argument);)+
                    })?)*
                    _ => {}
                }
            }
        }
    };
}

/// The place of the first line that may come later.
pub const LATER: usize = Position::Languages as usize;

static NOW_LINES: [&str; LATER] = part(0);
/// The lines that may come later.
pub(crate) static LATER_LINES: [&str; COUNT - LATER] = part(LATER);

/// The English line at a place of the catalogue.
pub(crate) fn line(index: usize) -> &'static str {
    match index.checked_sub(LATER) {
        None => NOW_LINES[index],
        Some(index) => later(index),
    }
}

/// A line that may come later. Nothing asks for one before they are here.
#[cfg(not(all(feature = "parts", target_family = "wasm")))]
fn later(index: usize) -> &'static str {
    LATER_LINES[index]
}

#[cfg(all(feature = "parts", target_family = "wasm"))]
fn later(index: usize) -> &'static str {
    HERE.get().get(index).copied().unwrap_or_default()
}

/// Takes the lines that may come later, once the part that holds them is here.
#[cfg(all(feature = "parts", target_family = "wasm"))]
pub(crate) fn bring(lines: &'static [&'static str]) {
    HERE.set(lines);
}

#[cfg(all(feature = "parts", target_family = "wasm"))]
thread_local! {
    static HERE: std::cell::Cell<&'static [&'static str]> = const { std::cell::Cell::new(&[]) };
}

const fn part<const N: usize>(from: usize) -> [&'static str; N] {
    let mut lines = [""; N];
    let mut at = 0;
    while at < N {
        lines[at] = ENGLISH[from + at];
        at += 1;
    }
    lines
}

catalogue! {
    // frame
    "frame.region" Region = "Support";
    "frame.exit" Exit = "Leave this page";
    "frame.exit-clears" ExitClears = "Clear this page";
    "frame.still-there" StillThere = "Still there? What is on this page will be cleared in a minute, to keep it private. Press any key to keep it.";
    "frame.stay" Stay = "Keep it";
    "frame.unused" Unused = "This page was cleared because it was not used for a while.";
    "frame.back" Back = "Back";
    "frame.not-stated" NotStated = "Not stated by the program";
    "frame.local-emergency" LocalEmergency = "In danger now? Call your local emergency number.";
    "frame.loading" Loading = "Loading…";
    "frame.about" AboutLink = "Who can see this";
    "frame.outbox-one" OutboxOne = "Your request";
    "frame.outbox-many" OutboxMany { count } = "Your {count} requests";
    "frame.verbatim" Verbatim { text } = "{text}";
    "frame.version" Version { version } = "Version {version}";

    // crisis
    "crisis.strip" CrisisStrip = "Need someone now?";
    "crisis.more" CrisisMore = "More ways to reach someone";
    "crisis.title" CrisisTitle = "People who can talk now";
    "crisis.lead" CrisisLead =
        "You do not have to explain yourself here first. Nobody is told that you opened this screen.";
    "crisis.trusted" CrisisTrusted = "You can also call someone you trust, whatever the hour.";
    "crisis.check-number" CheckNumber { date } =
        "Check this number. It was last checked on {date}.";
    "crisis.check-number-undated" CheckNumberUndated =
        "Check this number. Its review date has passed.";

    // welcome
    "welcome.title" WelcomeTitle = "After a hard event, you can talk to someone";
    "welcome.lead" WelcomeLead { program } =
        "{program}: you can look around first, without giving a name.";
    "welcome.term" WelcomeTerm =
        "You may know this as being a second victim.";
    "welcome.stored" WelcomeStored =
        "Nothing you answer here is kept or sent. If you leave or close the page, it is gone.";
    "welcome.check-about" WelcomeCheckAbout = "About two minutes. Nobody reads it.";
    "welcome.check-own" WelcomeCheckOwn = "The program chose the questions. Nobody reads your answers.";
    "welcome.start-check" StartCheck = "Check in with myself";
    "welcome.skip-check" SkipCheck = "See who I can talk to";
    "welcome.skip-about" SkipAbout = "Goes straight to people and how to reach them.";

    // check
    "check.label" CheckLabel =
        "This is an aid for thinking things over. It is not validated, and it is not a diagnosis.";
    "check.privacy" CheckPrivacy =
        "Nobody reads your answers. They are gone when you leave or close this page.";
    "check.unreviewed" CheckUnreviewed = "No clinician has reviewed this wording yet.";
    // Each language's check is a version of its own: a translation asks something else.
    "check.version-id" CheckVersionId = "en-2";
    "check.version" CheckVersion { version } = "Check version {version}";
    "check.progress" CheckProgress { n, total } = "Question {n} of {total}";
    "check.q.time" QTime =
        "About how long ago was the hard event? Choose the one that fits best.";
    "check.time.days" TimeDays = "Less than 3 days ago";
    "check.time.weeks" TimeWeeks = "3 days to 4 weeks ago";
    "check.time.longer" TimeLonger = "More than 4 weeks ago";
    "check.time.none" TimeNone = "There was no single event";
    "check.time.ongoing" TimeOngoing =
        "It is still going on: a complaint, a review or a lawsuit";
    "check.time.talk" TimeTalk = "A talk with the patient or family is ahead";
    "check.q.replay" QReplay =
        "Think of the last week, or since it happened. How much of the time did you go back over what happened?";
    "check.q.worry" QWorry =
        "Think of the last week, or since it happened. How much of the time did you dread what work might bring next?";
    "check.q.blame" QBlame =
        "Think of the last week, or since it happened. How much of the time were you harder on yourself than you are on colleagues?";
    "check.q.body" QBody =
        "Think of the last week, or since it happened. How much of the time did strain show in your body, such as short nights or tense shoulders?";
    "check.q.confidence" QConfidence =
        "Think of the last week, or since it happened. How much of the time did you doubt your own decisions at work?";
    "check.q.connection" QConnection =
        "Think of the last week, or since it happened. How much of the time did you keep to yourself or let calls and texts wait?";
    "check.q.support" QSupport =
        "Think of the last week, or since it happened. How much of the time did you deal with this without help from people around you?";
    "check.q.leaving" QLeaving =
        "Think of the last week, or since it happened. How much of the time did you see your future somewhere other than in this work?";
    "check.q.going-well" QGoingWell =
        "Think of the last week, or since it happened. How much of the time was there something that did you good, even something small?";
    "check.answer.0" Answer0 = "Hardly or never";
    "check.answer.1" Answer1 = "Now and then";
    "check.answer.2" Answer2 = "About half the time";
    "check.answer.3" Answer3 = "Most of the time";
    "check.answer.4" Answer4 = "Nearly all the time";
    "check.next" CheckNext = "Continue";
    "check.next-skips" CheckNextSkips = "To skip a question, continue without choosing.";
    "check.stop" CheckStop = "Stop and see people";
    "check.safety" SafetyOffer = "See who can talk right now";
    "check.safety-lead" SafetyLead =
        "Would it help to talk with someone right now? Nobody is told. These people then stand at the top of your list.";
    "check.area.replay" AreaReplay = "Going over what happened";
    "check.area.worry" AreaWorry = "Worry about what comes next";
    "check.area.blame" AreaBlame = "Being hard on yourself";
    "check.area.body" AreaBody = "Sleep and body";
    "check.area.confidence" AreaConfidence = "Trust in your decisions at work";
    "check.area.connection" AreaConnection = "Keeping to yourself";
    "check.area.support" AreaSupport = "Managing without help";
    "check.area.leaving" AreaLeaving = "Thoughts of leaving this work";
    "check.area.going-well" AreaGoingWell = "Something that does you good";

    // summary
    "summary.title" SummaryTitle = "What you marked";
    "summary.label" SummaryLabel =
        "This shows what you marked and nothing more. The check is not validated, and it is not a diagnosis.";
    "summary.heavier" SummaryHeavier = "Weighing most";
    "summary.some" SummarySome = "Weighing a little";
    "summary.going-well" SummaryGoingWell = "Going well";
    "summary.none" SummaryNone =
        "Nothing stands out in what you marked. A short check can miss things, and how you feel can change.";
    "summary.skipped" SummarySkipped =
        "You left every question open. You do not need answers to see people or to ask for someone.";
    "summary.small-things" SummarySmallThings =
        "Everyone on the list is there for small things too.";
    "summary.early" SummaryEarly =
        "Strong reactions are common in the first days. It is still a good time to talk to someone.";
    "summary.order" SummaryOrder =
        "What you marked changes the order of the list. It never changes who is on it.";
    "summary.see-options" SeeOptions = "See people";
    "summary.clear" ClearAnswers = "Clear my answers";

    // options
    "options.title" OptionsTitle { count } = "{count} ways to get support";
    "options.title-one" OptionsTitleOne = "1 way to get support";
    "options.why" OptionsWhy { n, program } =
        "Number {n} in the order of {program}. Nothing else plays a part in it.";
    "options.why-only" WhyOnly = "It is the only one on this list.";
    "options.fit-order" FitOrder = "Use this page's own order";
    "options.host-order" HostOrder = "Use the program's own order";
    "options.show-all" ShowAll = "Show all in one list";
    "options.show-groups" ShowGroups = "Show in groups";
    "options.how-title" HowTitle = "How this list is ordered";
    "options.how" HowOrdered =
        "What you mark in the check and what you choose here move cards up or down. It looks at whether you mark nothing, a little or a lot, and at when it happened. Nobody is told, and nothing is left out. It is a rough rule made by this product, not a measurement.";
    "options.not-for-title" NotForTitle = "Not for everyone";
    "options.apart" Apart { count } = "Now in the group not for everyone: {count}";
    "options.not-for" NotFor { who } = "You chose something else. This is for: {who}";
    "options.why-first" WhyFirst { group, because } =
        "{group} comes first here, because {because}.";
    "options.why-next" WhyNext { group, because } = "{group} comes next, because {because}.";
    "options.why-after" WhyAfter { group, because } =
        "{group} stands further down. What stands first does so because {because}.";
    "options.tie-preference" TiePreference =
        "It stands above the next one because it matches more of what you asked for.";
    "options.tie-open" TieOpen =
        "It stands above the next one because at least one way to reach it is open now.";
    "options.tie-sooner" TieSooner =
        "It stands above the next one by the time to first contact, as far as they state one.";
    "options.tie-host" TieHost { program } = "Among these, it stands where {program} lists it.";
    // The groups head the list and begin a sentence of the three above.
    "options.group-crisis" GroupCrisis = "Someone to talk to right now";
    "options.group-fits" GroupFits = "Help for what is going on now";
    "options.group-professional" GroupProfessional = "Professional help";
    "options.group-peer" GroupPeer = "A colleague to talk to";
    "options.group-near" GroupNear = "Help close by or on your own";
    "options.group-other" GroupOther = "Other help";
    // Each follows "because" and is followed by a full stop.
    "options.because-pinned" BecausePinned = "it is kept in front for everyone";
    "options.because-safety" BecauseSafety = "you asked who can talk right now";
    "options.because-fired" BecauseFired = "one of your answers points to help right now";
    "options.because-ongoing" BecauseOngoing = "you marked that it is still going on";
    "options.because-talk" BecauseTalk =
        "a talk with the patient or family is ahead";
    "options.because-professional" BecauseProfessional = "you asked to talk to a professional first";
    "options.because-colleague" BecauseColleague = "you asked to talk to a colleague first";
    "options.because-lasting" BecauseLasting =
        "you marked much weight on sleep, work or time with people, weeks later";
    "options.because-worse" BecauseWorse =
        "you marked much weight and that it has been getting harder";
    "options.because-weight" BecauseWeight = "you marked something that weighs on you";
    "options.because-light" BecauseLight =
        "you marked nothing as weighing most";
    "options.because-unknown" BecauseUnknown =
        "this is the usual order of this page";
    "options.details" SeeDetails = "See details";
    "options.details-of" SeeDetailsOf { name } = "See details of {name}";
    "options.ask" AskContact = "Ask for someone to contact you";
    "options.ask-of" AskContactOf { name } = "Ask for someone to contact you: {name}";
    "options.for-whom" ForWhom = "Who it is for";

    // audience
    "audience.title" AudienceTitle = "Who you are here (optional)";
    "audience.about" AudienceAbout =
        "Used only to group this list. It stays in this page and is gone when you leave.";
    "audience.role" Role = "Your role";
    "audience.employment" Employment = "How you are employed";
    "audience.membership" Membership = "Membership";
    "audience.country" AudienceCountry = "The country you work in";
    "audience.region" AudienceRegion = "The region you work in";
    "audience.any" AudienceAny = "Not said";
    "audience.other" AudienceOther = "None of these";

    // wish
    "wish.title" WishTitle = "What matters to you (optional)";
    "wish.first" WishFirst = "Who would you like to talk to first?";
    "wish.colleague" WishColleague = "A colleague";
    "wish.professional" WishProfessional = "A professional";
    "wish.also" WishAlso = "What else matters";
    "wish.outside" WishOutside = "Someone outside my organization";
    "wish.anonymous" WishAnonymous = "Without giving my name";
    "wish.in-person" WishInPerson = "In person";
    "wish.phone" WishPhone = "By phone";
    "wish.text" WishText = "By text message";
    "wish.worse" WishWorse = "It has been getting harder";

    // option
    "option.operator" Operator = "Run by";
    "option.reports-yes" ReportsYes = "Yes. Asking here counts as a report of the event.";
    "option.reviewed" Reviewed { date } = "Last checked on {date}";
    "option.review-passed" ReviewPassed { date } =
        "Last checked on {date}. These facts may have changed.";
    "option.review-passed-undated" ReviewPassedUndated =
        "These facts may have changed: their review date has passed.";
    "option.opens-after-report" OpensAfterReport = "Opens after the event is reported";

    // routes
    "route.call" Call { number } = "Call {number}";
    "route.call-ext" CallExt { number, ext } = "Call {number}, extension {ext}";
    "route.text" TextTo { number } = "Text {number}";
    "route.text-keyword" TextKeyword { keyword, number } = "Text {keyword} to {number}";
    "route.pager" Pager { number } = "Page {number}";
    "route.voicemail" Voicemail { number } = "Leave a voicemail at {number}";
    "route.email" Email { address } = "E-mail {address}";
    "route.email-subject" EmailSubject = "Subject to use";
    "route.web" Web = "Open their web page";
    "route.chat" Chat = "Open their chat page";
    "route.walk-in" WalkIn { place } = "Walk in: {place}";
    "route.always-open" AlwaysOpen = "Open day and night";
    "route.open-now" OpenNow = "Open now";
    "route.closed-now" ClosedNow = "Closed now";
    "route.open-until" OpenUntil { time } = "Open now. Closes: {time}";
    "route.opens-at" OpensAt { time } = "Closed now. Opens: {time}";
    "route.closed-on" ClosedOn { date } = "Closed on {date}";
    "route.sign-in" SignInThere = "The page asks you to sign in";
    "route.on-site" OnSite = "Works only from your workplace's own phones or buildings";
    "route.hours-not-stated" HoursNotStated = "Hours: not stated by the program";
    "route.hours" HoursOf { days, start, end } = "{days}, {start} to {end}";
    "route.hours-overnight" HoursOvernight { days, start, end } =
        "{days}, {start} to {end} the next day";
    "route.zone" TimeZone { zone } = "Times are local to {zone}";
    "route.day.mon" Mon = "Monday";
    "route.day.tue" Tue = "Tuesday";
    "route.day.wed" Wed = "Wednesday";
    "route.day.thu" Thu = "Thursday";
    "route.day.fri" Fri = "Friday";
    "route.day.sat" Sat = "Saturday";
    "route.day.sun" Sun = "Sunday";
    "route.day.range" DayRange { first, last } = "{first} to {last}";
    "route.day.every" EveryDay = "Every day";
    "route.list-pair" ListPair { first, rest } = "{first}, {rest}";

    // facts
    "facts.open" FactsOpen = "Where to talk about facts";

    // instrument
    "instrument.label.screening" InstrumentScreening =
        "This is a screening questionnaire that the program chose. It is not a diagnosis.";
    "instrument.label.reflection" InstrumentReflection =
        "This is an aid for thinking things over that the program chose. It is not a diagnosis.";
    "instrument.label.organisational" InstrumentOrganisational =
        "This is made to learn about a workplace, not about one person.";
    "instrument.attribution" InstrumentAttribution { text } = "Source: {text}";
    "instrument.version" InstrumentVersion { version } = "Questionnaire version {version}";
    "instrument.look-back" InstrumentLookBack { days } = "It asks about the last {days} days.";
    "instrument.early" InstrumentEarly { days } =
        "It is made for {days} days or more after an event. Sooner than that, it can mislead.";
    "instrument.unvalidated" InstrumentUnvalidated = "This translation has not been validated.";
    "instrument.loading" InstrumentLoading = "Loading the questions…";
    "instrument.refused" InstrumentRefused =
        "The program's questionnaire cannot be shown. This page's own check stands in its place.";
    "instrument.incomplete" InstrumentIncomplete =
        "This part needs more answers than were given, so nothing is said about it.";
    "instrument.no-words" InstrumentNoWords =
        "This questionnaire has no words for what you marked, and this page adds none.";
    "instrument.result" InstrumentResult { name, band } = "{name}: {band}";
    "instrument.protocol" InstrumentProtocol { text } = "The program states: {text}";

    // about
    "about.worries-open" WorriesOpen = "Who learns of this? What people ask first";

    // unavailable
    "unavailable.title" UnavailableTitle = "People can still help";
    "unavailable.lead" UnavailableLead =
        "This page is not ready yet. You can reach people by phone.";
    "unavailable.alone" UnavailableAlone = "This page is not ready yet.";
    "unavailable.no-wasm" UnavailableNoWasm =
        "The full page cannot run in this browser. You can reach people by phone.";
    "unavailable.retry" Retry = "Try again";
    "unavailable.part" PartMissing =
        "This part of the page could not be loaded. You can call, or try again.";

    // What follows a module may bring later; see [`LATER`].

    // option, in full
    "option.languages" Languages = "Languages";

    // keep
    "keep.title" KeepTitle = "Look at this again later";
    "keep.stays" KeepStays =
        "A file that you save stays on this device. Others who use it can open it. A printer or a shared calendar can show it to more people.";
    "keep.print" KeepPrint = "Print this";
    "keep.save" KeepSave = "Save as a file";
    "keep.calendar" KeepCalendar = "Save a calendar reminder";
    "keep.event" KeepEvent = "Reminder";
    "keep.file-lead" KeepFileLead =
        "This is what I marked in a check for thinking things over. It is not validated, and it is not a diagnosis.";
    "option.cost" Cost = "Cost";
    "option.expected-contact" ExpectedContact = "First contact";
    "option.reads" ReadsRequest = "Who reads a request";
    "option.records" RecordsKept = "Records kept";
    "option.confidentiality" Confidentiality = "What they say about confidentiality";
    "option.limits" ConfidentialityLimits = "Exceptions they state";
    "option.legal-basis" LegalBasis = "The law it rests on";
    "option.reports-event" ReportsEvent = "Is asking a report of the event?";
    "option.reports-no" ReportsNo = "No. Asking here is not a report of the event.";
    "option.what-next" WhatNext = "What happens next";
    "option.retention" Retention = "How long a request is kept";
    "option.source" Source = "Where this comes from";
    // Follows the title of a source.
    "option.looked-at" LookedAt { date } = "looked at {date}";
    "option.serves" Serves = "For one person or a team";
    "option.serves-one" ServesOne = "One person";
    "option.serves-team" ServesTeam = "A team";
    "option.serves-both" ServesBoth = "One person or a team";
    "option.data-taken" DataTaken = "What they ask for";
    "option.data-not-taken" DataNotTaken = "What they do not ask for";
    "option.take-back" TakeBack = "How to take a request back";
    "option.jurisdiction" Jurisdiction = "Where this holds";
    "option.follow-up" FollowUp = "What follows later";
    "option.routes" Routes = "Ways to reach them";

    // facts
    "facts.title" FactsTitle = "Where the facts can be talked about";
    "facts.lead" FactsLead =
        "With people on the list, talk about how you feel. The facts of the case belong in few places. This is not legal advice.";
    "facts.none" FactsNone =
        "The program has not stated where facts of the case can be talked about. You can ask before you share any.";
    "facts.jurisdiction" FactsJurisdiction { place } = "Written for {place}";
    "facts.date" FactsDate { date } = "Text dated {date}";

    // about
    "about.title" AboutTitle = "Who can see this";
    "about.answers-title" AboutAnswersTitle = "Your answers";
    "about.answers" AboutAnswers =
        "Your answers stay in this page's memory. They are not stored or sent. They are gone when you leave.";
    "about.request-title" AboutRequestTitle = "A request";
    "about.request" AboutRequest =
        "Only what you review and send is sent, to the people named there. Before it is saved, it is sealed so that only they can open it.";
    "about.keys-title" AboutKeysTitle = "Who holds the key";
    "about.keys" AboutKeys =
        "A request can be opened only with the key whose fingerprint stands here. The program can show you its own. If they differ, do not write here, and call.";
    "about.keys-row" AboutKeysRow { name, key } = "{name}: {key}";
    "about.page-title" AboutPageTitle = "The page around this";
    "about.page" AboutPage =
        "Tools on the page around this may see what you click or type. Your employer's network may see that this site was opened.";
    "about.page-apart" AboutPageApart =
        "This stands apart from the page around it. Tools of that page cannot see what you press or type. They can see that this is open, and so can your employer's network.";
    "about.outbox-events" AboutOutboxEvents =
        "The page around this is told how many requests wait, not what is in them.";
    "about.notice-title" AboutNoticeTitle { program } = "What {program} says";
    "about.exit-title" AboutExitTitle = "Leaving";
    "about.exit" AboutExit = "Leaving clears this page. It cannot clear your browser history.";
    "about.worries" WorriesTitle = "What people ask first";
    "about.worry-manager" WorryManager = "Will my manager see this?";
    "about.worry-hr" WorryHumanResources = "Will Human Resources see this?";
    "about.worry-claims" WorryClaims = "Will claims staff see this?";
    "about.worry-credentialing" WorryCredentialing = "Will those who grant my privileges see this?";
    "about.worry-board" WorryBoard = "Do I have to tell a licensing board?";
    "about.worry-lawsuit" WorryLawsuit = "Can it be used in a lawsuit?";
    "about.feedback" FeedbackTitle = "Tell the program what you think";
    "about.feedback-about" FeedbackAbout =
        "The survey is on another page. Nothing from here goes with you.";
    "about.feedback-open" FeedbackOpen = "Open the survey";
    "about.legal" AboutLegal = "This is not legal advice.";

    // referral
    "referral.caption" ReferralCaption { n, total } = "Step {n} of {total}";
    "referral.kind" KindLegend = "Who is this for?";
    "referral.kind.self" KindSelf = "Me";
    "referral.kind.colleague" KindColleague = "A colleague";
    "referral.kind.team" KindTeam = "A team";
    "referral.insecure" Insecure =
        "This page was not opened by https, so it cannot seal a request. Nothing can be written here. You can call.";
    "referral.keyless" Keyless =
        "A request to this program cannot be sealed right now, so nothing can be written here. You can call.";
    "referral.notice-title" NoticeTitle = "Before you give a name";
    "referral.notice-reads" NoticeReads = "Who reads it";
    "referral.notice-kept" NoticeKept = "What is sent";
    "referral.notice-kept-text" NoticeKeptText { what } =
        "{what}, and what else you fill in. This page adds nothing about what happened, and none of your answers.";
    // The beginning of the line above, and what may follow it.
    "referral.kept.self" KeptSelf = "Your name, how to reach you";
    "referral.kept.colleague" KeptColleague =
        "Your colleague's name, how to reach them, whether they know";
    "referral.kept.team" KeptTeam = "A contact person, how to reach them, about how many people";
    "referral.kept.urgency" KeptUrgency = "how soon";
    "referral.kept.window" KeptWindow = "good times";
    "referral.kept.referrer" KeptReferrer = "who you are if you say so";
    "referral.kept.referrer-needed" KeptReferrerNeeded = "who you are and how to reach you";
    "referral.first-words" FirstWords = "First contact opens with";
    "referral.notice-page" NoticePage = "What this page can see";
    "referral.notice-page-text" NoticePageText =
        "Your request is sealed for the people who read it. The page around this form, and tools it loads, may see what you do here.";
    "referral.notice-version" NoticeVersion { version, date } = "Notice {version}, {date}";
    "referral.notice-more" NoticeMore = "Read the whole notice";
    "referral.aware-title" AwareTitle = "Before you name a colleague";
    "referral.aware-lead" AwareLead { program } =
        "Ask them first, if you can. A call that nobody expects can be hard. The call or message comes from {program}, not from you. Your request says who to reach. This page never asks why.";
    "referral.aware" AwareLegend = "Does your colleague know?";
    "referral.aware.yes" AwareYes = "Yes, we talked about it";
    "referral.aware.not-yet" AwareNotYet = "They do not know yet";
    "referral.aware-first" AwareFirst { program } =
        "For {program}, your colleague has to know first. You could ask: is it all right if I have someone call you? You can also call and ask how to help.";
    "referral.reach-title" ReachTitle = "How to reach you";
    "referral.reach-them" ReachThem = "How to reach them";
    "referral.name" Name = "Name to use";
    "referral.name-colleague" NameColleague = "Name of your colleague";
    "referral.name-contact" NameContact = "Name of a contact person";
    "referral.name-hint" NameHint = "The name they can ask for.";
    "referral.channel" ChannelLegend = "How can they reach you?";
    "referral.channel-them" ChannelThem = "How can they be reached?";
    "referral.channel-hint" ChannelHint =
        "Choose text only if texts are fine there. A locked phone may show them.";
    "referral.channel-hint-them" ChannelHintThem =
        "Choose text only if they agreed to it. A locked phone may show texts.";
    "referral.channel.phone" ChannelPhone = "Phone call";
    "referral.channel.text" ChannelText = "Text message";
    "referral.channel.email" ChannelEmail = "E-mail";
    "referral.value" ContactValue = "Phone number or e-mail address";
    "referral.value.phone" ContactPhone = "Phone number";
    "referral.value.email" ContactEmail = "E-mail address";
    "referral.value-hint" ContactHint =
        "A personal number or address is more private. Work accounts may be monitored.";
    "referral.voicemail" VoicemailOk = "They may leave a voicemail";
    "referral.team-size" TeamSizeLegend = "About how many people?";
    "referral.team-size.small" TeamSmall = "Up to 5";
    "referral.team-size.medium" TeamMedium = "6 to 15";
    "referral.team-size.large" TeamLarge = "More than 15";
    "referral.unit" Unit = "Unit";
    "referral.referrer-title" ReferrerTitle = "Who is asking";
    "referral.referrer-lead" ReferrerLead =
        "You can leave this empty. Then nobody can ask you back.";
    "referral.referrer-needed" ReferrerNeeded { program } =
        "{program} asks who you are and how to reach you.";
    "referral.referrer-name" ReferrerName = "Your name";
    "referral.relationship" Relationship = "Who are you to them?";
    "referral.relationship.colleague" RelColleague = "A colleague";
    "referral.relationship.supervisor" RelSupervisor = "A supervisor";
    "referral.relationship.team" RelTeam = "A member of the team";
    "referral.relationship.other" RelOther = "Someone else";
    "referral.may-be-named" MayBeNamed = "They may say that I asked";
    "referral.soon-title" SoonTitle = "How soon, and when";
    "referral.urgency" UrgencyLegend = "How soon would you like to hear from them?";
    "referral.urgency.routine" UrgencyRoutine = "In their usual time";
    "referral.urgency.soon" UrgencySoon = "Sooner, if they can";
    "referral.urgency.today" UrgencyToday = "Today";
    "referral.urgency-hint" UrgencyHint =
        "Nobody watches requests around the clock.";
    "referral.urgency-call" UrgencyCall = "If it has to be today, calling is surer.";
    "referral.window" WindowLegend = "When is a good time? (optional)";
    "referral.window-team" WindowTeam = "Which shifts or times suit? (optional)";
    "referral.window.mornings" WindowMornings = "Mornings";
    "referral.window.afternoons" WindowAfternoons = "Afternoons";
    "referral.window.evenings" WindowEvenings = "Evenings";
    "referral.window.nights" WindowNights = "Nights";
    "referral.window.weekends" WindowWeekends = "Weekends";
    "referral.follow-up" FollowUpOk = "They may check in again later";
    "referral.note" Note = "Note (optional)";
    "referral.note-hint" NoteHint =
        "Times and places alone, such as: call after 7. Nothing about a patient, and nothing about what happened.";
    "referral.note-found" NoteFound { what } =
        "This may hold {what}. Take out what is about a patient or what happened. This quick look misses things and is no protection.";
    "referral.note-digits" NoteDigits = "a long number";
    "referral.note-date" NoteDate = "a date";
    "referral.note-clinical" NoteClinical = "a word about care or harm";
    "referral.match-title" MatchTitle = "Finding the right person";
    "referral.match-lead" MatchLead = "You can leave all of this empty.";
    "referral.preference" PreferenceLegend = "Who would be best to talk with?";
    "referral.preference.own" PreferOwn = "Someone from the same unit";
    "referral.preference.other" PreferOther = "Someone from another unit";
    "referral.preference.outside" PreferOutside = "Someone outside the organization";
    "referral.preference.similar" PreferSimilar = "Someone who has been through something similar";
    "referral.mode" ModeLegend = "How is it best to talk?";
    "referral.mode.video" ModeVideo = "By video";
    "referral.role" MatchRole = "Role";
    "referral.specialty" Specialty = "Specialty";
    "referral.career-stage" CareerStage = "Career stage";
    "referral.site" Site = "Site";
    "referral.language" MatchLanguage = "Language";
    "referral.do-not-match" DoNotMatch = "Not to be matched with (optional)";
    "referral.do-not-match-hint" DoNotMatchHint = "Names or units, never a reason.";
    "referral.continue" Continue = "Continue";
    "referral.to-review" ToReview = "Check what goes";

    // review
    "review.title" ReviewTitle = "Check, then send";
    "review.to" ReviewTo = "Goes to";
    "review.option" ReviewOption = "For";
    "review.urgency" ReviewUrgency = "How soon";
    // Follows a word that nobody is asked for.
    "review.for-all" ReviewForAll = "as in every request here";
    "review.window" ReviewWindow = "Good times";
    "review.not-given" NotGiven = "Not given";
    "review.yes" Yes = "Yes";
    "review.also" ReviewAlso =
        "The request also holds a random reference and the hour it is made. It names the notice version and the language of this page.";
    "review.never" ReviewNever =
        "Not in the request: your answers, what happened, and anything about a patient.";
    "review.typed" ReviewTyped =
        "What you typed goes as it stands above. This page adds nothing about what happened or a patient, and none of your answers.";
    "review.change" Change = "Change";
    "review.change-of" ChangeOf { what } = "Change: {what}";
    "review.send" Send = "Send this request";
    "review.send-about" SendAbout { hours } =
        "It is kept sealed on this computer until it goes, for {hours} hours at most. It can go while this site is open here.";
    "review.lost" ReviewLost =
        "Clearing the browser's data deletes it, and so does closing a private window. If you need someone sooner, call.";
    "review.send-while-open" SendWhileOpen = "Send, keep nothing here";
    "review.send-while-open-about" SendWhileOpenAbout =
        "It is kept in this page only. Closing the page before it goes deletes it.";
    "review.saving" Saving = "Saving…";
    "review.failed" SealFailed =
        "This page could not prepare the request, so nothing was saved or sent. You can call, or try again.";

    // status
    "status.title.not-sent" StatusNotSent = "Your request has not gone yet";
    "status.title.unknown" StatusUnknown = "We cannot tell if your request arrived";
    "status.title.sending" StatusSending = "Your request is on its way";
    "status.title.delivered" StatusDelivered { program } = "{program} has your request";
    "status.title.refused" StatusRefused { program } = "{program} did not take this request";
    "status.title.expired" StatusExpired = "This request was deleted without going out";
    "status.title.cancelled" StatusCancelled = "This request was deleted";
    "status.title.unreadable" StatusUnreadable = "A saved request could not be read";
    "status.tag.queued" TagQueued = "Not sent yet";
    "status.tag.unknown" TagUnknown = "No answer yet";
    "status.tag.sending" TagSending = "Sending";
    "status.tag.in-memory" TagInMemory = "Not sent. Keep this page open";
    "status.tag.held" TagHeld = "Not sent. Held";
    "status.tag.sign-in" TagSignIn = "Not sent. Sign in again";
    "status.tag.rejected" TagRejected = "Not taken";
    "status.tag.delivered" TagDelivered { program } = "Accepted by {program}";
    "status.tag.expired" TagExpired = "Deleted without being sent";
    "status.tag.cancelled" TagCancelled = "Deleted";
    "status.tag.unreadable" TagUnreadable = "Not readable";
    "status.saved" SavedHere = "Saved on this computer, sealed. It has not been accepted yet.";
    "status.sending-now" SendingNow = "Saved on this computer, sealed. Trying to send it now.";
    "status.waiting" Waiting { time } =
        "Saved on this computer, not sent. We keep trying until {time} whenever this site is open here.";
    "status.waiting-unknown" WaitingUnknown { time } =
        "Saved on this computer. No answer came yet. We keep trying until {time} whenever this site is open.";
    "status.until-cleared" UntilCleared =
        "Clearing the browser's data deletes it, and so does closing a private window.";
    "status.next-try" NextTry { time } = "Next try: {time}.";
    "status.rests" Rests { time } =
        "Tries rest until {time}, so that their system is not flooded. Pressing does not help until then. You can call instead.";
    "status.tries" Tries { count } = "Tries so far: {count}.";
    "status.in-memory" InMemory =
        "This is kept in this page only. Keep the page open until you see that it was accepted. Closing it deletes the request.";
    "status.in-memory-fallback" InMemoryFallback =
        "This browser would not save your request.";
    "status.unknown" OutcomeUnknown =
        "It may have arrived. Trying again does not create a second request.";
    "status.sign-in" SignIn =
        "Sign in to the portal again. It is still saved, and this site tries again once you have.";
    "status.sign-in-page" SignInPage =
        "Sign in to the portal again in another tab or window, then try once more here.";
    "status.held" Held { time } =
        "Their system is not taking requests right now. This is not your doing. It stays saved until {time}.";
    "status.held-page" HeldPage =
        "Their system is not taking requests right now. This is not your doing.";
    "status.rejected" Rejected =
        "Their system refused this request, and it was not received. You can call, or try again.";
    "status.rejected-unknown" RejectedUnknown =
        "Their system refused this request. An earlier try may have arrived. You can call to ask.";
    "status.delivered" Delivered { program, time } =
        "The system of {program} accepted it on {time}. A person may not have seen it yet.";
    "status.delivered-elsewhere" DeliveredElsewhere { program } =
        "Another open page delivered it. The system of {program} has accepted it.";
    "status.reference" Reference = "Reference";
    "status.reference-note" ReferenceNote =
        "Note it if you may want to ask about this later. This computer forgets it within a day.";
    "status.what-next-them" WhatNextForThem = "What the program does next, for whoever it is for";
    "status.decline" Decline =
        "Whoever they reach can still say no, or ask for another time.";
    "status.expired" Expired =
        "It could not be sent in time, so it was deleted. Nothing was sent. You can call instead.";
    "status.expired-unknown" ExpiredUnknown =
        "It was not accepted in time, so it was deleted here. It may have arrived all the same. You can call instead.";
    "status.cancelled" Cancelled = "It is deleted from this computer.";
    "status.cancelled-tried" CancelledTried =
        "It is deleted from this computer. It may already have been received.";
    "status.unreadable" Unreadable =
        "Something saved on this computer could not be read. If you asked for someone lately, you can call.";
    "status.phone" PhoneInstead = "You can also call:";
    "status.phone-none" NoPhone =
        "This program gives no phone number. The numbers at the top of this page are for calling now.";
    "status.try-now" TryNow = "Try now";
    "status.delete" DeleteRequest = "Delete request";
    "status.delete-question" DeleteQuestion = "Delete this request from this computer?";
    "status.delete-confirm" DeleteConfirm = "Delete";
    "status.keep" Keep = "Keep it";
    "status.requests" SeeRequests = "See your requests";
    "status.options" SeePeople = "See people";
    "status.another" AskAnother = "Ask for another colleague";

    // outbox
    "outbox.title" OutboxTitle = "Your requests";
    "outbox.none" OutboxNone = "No request of yours is known here.";
    "outbox.unsure" OutboxUnsure =
        "If you asked for someone and do not know what became of it, you can call.";
    "outbox.others" OutboxOthers =
        "Requests that were saved in an earlier session are sent when possible, and are not shown here.";
    "outbox.request" OutboxRequest { option } = "Request to {option}";
    "outbox.open" OutboxOpen = "Open";
    "outbox.open-of" OutboxOpenOf { option } = "Open request to {option}";
    "outbox.clear" ClearDevice = "Clear this computer";
    "outbox.clear-about" ClearDeviceAbout =
        "Deletes all requests saved in this browser, also those not sent yet, whoever made them. It can help where nothing can be saved any more.";
    "outbox.clear-question" ClearDeviceQuestion =
        "Delete everything saved in this browser? What has not gone will not go.";
    "outbox.cleared" Cleared = "This computer is cleared.";
    "outbox.clear-failed" ClearFailed =
        "The browser did not confirm that everything was deleted. Try again.";

    // errors on forms
    "error.title" ErrorTitle = "There is a problem";
    "error.prefix" ErrorPrefix = "Error:";
    "error.name-missing" ErrorNameMissing = "Enter a name";
    "error.too-long" ErrorTooLong { most } = "Use {most} characters or fewer";
    "error.channel-missing" ErrorChannelMissing = "Choose one way of contact";
    "error.aware-missing" ErrorAwareMissing = "Choose whether your colleague knows";
    "error.talk-first" ErrorTalkFirst = "Talk with your colleague first";
    "error.phone-missing" ErrorPhoneMissing = "Enter a phone number";
    "error.email-missing" ErrorEmailMissing = "Enter an e-mail address";
    "error.phone-format" ErrorPhoneFormat = "Enter a phone number of 3 to 15 digits, without letters";
    "error.email-format" ErrorEmailFormat =
        "Enter an e-mail address with an @, like name@example.org";
}
